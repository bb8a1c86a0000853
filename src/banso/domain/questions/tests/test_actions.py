"""From the catalogue to the answer: asking once, asking again, taking over, taking back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail

from banso.domain.accounts.actions import assign_role, create_contact, update_account
from banso.domain.accounts.actions.merging import merge_accounts, undo_merge
from banso.domain.accounts.facts import AccountsMerged, AccountsUnmerged
from banso.domain.accounts.queries import account_by_id
from banso.domain.questions import actions
from banso.domain.questions.facts import QuestionAnswered
from banso.domain.questions.models import Answer, Asked, Asking, Question, QuestionForm
from banso.domain.questions.queries import known_answers, question_by_key, said_of, targets, token_for
from banso.domain.questions.reactions import answers_follow
from banso.domain.questions.tests.factories import KENTA, a_form, a_question, an_account, link_to, put
from banso.domain.sales.actions.sheet import (
    change_entry,
    confirm_goals,
    remove_entry,
    set_texts,
    sign_no_concerns,
)
from banso.domain.sales.queries import entries, sheet_of
from banso.domain.sales.tests.factories import deal
from banso.domain.work.models import Notice
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound, Stale

pytestmark = pytest.mark.usefixtures("workspace")


def answered(account: UUID) -> list[tuple[str, str, bool]]:
    facts = current_facts().filter(type=QuestionAnswered.type, account=account).order_by("seq")
    return [(each.payload["key"], each.payload["answer"], each.payload["again"]) for each in facts]


def ids(**given: object) -> dict[UUID, object]:
    return {question_by_key(key).pk: value for key, value in given.items()}


def test_thirty_conversations_count_every_repeat_and_none_falsely() -> None:
    """Thirty scripted talks with ten customers: what is put while it is known, and nothing else, is twice."""
    keys = ("employees", "background", "concerns")
    form = a_form(*keys)
    expected, told = [], 0
    for number in range(10):
        account = an_account(f"顧客{number}")
        # First talk: a part of the questions; the others stay open.
        first = keys[: number % 3 + 1]
        actions.fill_form(account, form.pk, ids(**dict.fromkeys(first, "最初の答え")), by=KENTA)
        # Second talk: everything is asked, whatever is known.
        actions.fill_form(account, form.pk, ids(**dict.fromkeys(keys, "二度目の答え")), by=KENTA)
        # Third: they tell something by themselves, which nobody put to them.
        actions.write_answer(account, question_by_key("concerns").pk, "先方からの申し出", by=KENTA)
        wanted = [(key, "no") for key in first] + [(key, "yes" if key in first else "no") for key in keys]
        assert put(account) == wanted
        expected += wanted
        told += len(first) + len(keys) + 1
        assert said_of(known_answers(account)[question_by_key("concerns").pk]) == "先方からの申し出"
    twice = sum(known == "yes" for _key, known in expected)
    assert Asked.objects.filter(put=True, known=True).count() == twice == 19
    assert Asked.objects.filter(put=True).count() == len(expected)
    assert Answer.objects.count() == told


def test_a_link_fills_in_what_is_known_and_asks_the_rest() -> None:
    account, seat = an_account(), member("csm@harunire.example", "csm")
    assign_role(account, "csm", email=seat.person.email, by=KENTA)
    a_question("manner", "prose", shared=False)
    form = a_form("employees", "background", "concerns", "manner")
    actions.fill_form(account, form.pk, ids(employees="40名", background="紙が限界"), by=KENTA)
    asking, token = link_to(account, form, again=[question_by_key("background").pk], email="mori@x.example")
    assert [(each.question.key, each.put, each.known) for each in asking.asked.all()] == [
        ("employees", False, True), ("background", True, True), ("concerns", True, False),
    ]  # fmt: skip
    assert put(account)[2:] == [("background", "yes"), ("concerns", "no")]
    assert mail.outbox[0].to == ["mori@x.example"]
    assert actions.address_of(asking) in mail.outbox[0].body

    with pytest.raises(InputError, match="Nothing is answered"):
        # Shown again as it was: nobody answered anything.
        actions.answer_link(token, ids(employees="40名"))
    # What was only filled in and is left as it stands is no answer; a correction of it is one, but not put.
    actions.answer_link(token, ids(employees="45名", background="紙が限界"), name="森 由紀")
    assert answered(account)[2:] == [("employees", "45名", True), ("background", "紙が限界", True)]
    assert len(put(account)) == 4
    newest = known_answers(account)[question_by_key("employees").pk]
    assert (newest.said_by, newest.by_label) == ("森 由紀", "森 由紀")
    assert Notice.objects.get().person == seat.person
    with pytest.raises(NotFound):
        actions.answer_link(token, ids(concerns="価格"))
    with pytest.raises(Conflict, match="gave this answer themselves"):
        actions.take_back_answer(newest.pk, by=KENTA)


def test_what_was_answered_since_the_page_was_opened_stays() -> None:
    account = an_account()
    staff = a_question("staff", "number", unit="名")
    form = a_form("staff", "background")
    actions.fill_form(account, form.pk, ids(staff="40"), by=KENTA)
    seen = known_answers(account)[staff.pk]
    _asking, token = link_to(account, form)
    actions.write_answer(account, staff.pk, "60", by=KENTA)
    actions.answer_link(token, ids(staff="40", background="紙が限界"), shown={staff.pk: seen.pk})
    assert said_of(known_answers(account)[staff.pk]) == "60名"
    assert [each[0] for each in answered(account)] == ["staff", "staff", "background"]
    with pytest.raises(Conflict, match="stand in the unit"):
        actions.save_question(staff.pk, {"unit": "台"}, by=KENTA)


def test_what_cannot_be_asked_is_refused() -> None:
    account, form = an_account(), a_form("employees")
    for given in ({"email": "nobody"}, {"language": "fr"}, {"days": 0}, {"days": 91}):
        with pytest.raises(InputError):
            link_to(account, form, **given)
    asking, token = link_to(account, form)
    actions.revoke_link(asking.pk, by=KENTA)
    with pytest.raises(NotFound):
        actions.answer_link(token, ids(employees="40"))
    late, token = link_to(account, form)
    Asking.objects.filter(pk=late.pk).update(expires_at=late.made_at - timedelta(seconds=1))
    with pytest.raises(NotFound):
        actions.answer_link(token, ids(employees="40"))
    actions.fill_form(account, form.pk, ids(employees="40"), by=KENTA)
    with pytest.raises(Conflict, match="known already"):
        link_to(account, form)
    with pytest.raises(InputError, match="Nothing is answered"):
        actions.fill_form(account, form.pk, {}, by=KENTA)
    stranger = deal("よその商談")
    with pytest.raises(NotFound):
        link_to(account, form, again=[question_by_key("employees").pk], deal_id=stranger.pk)
    actions.archive_form(form.pk, by=KENTA)
    with pytest.raises(Conflict, match="archived"):
        actions.fill_form(account, form.pk, ids(employees="40"), by=KENTA)


def test_a_mistake_is_taken_back_with_its_being_asked() -> None:
    account, question = an_account(), a_question()
    first = actions.write_answer(account, question.pk, "40", asked=True, by=KENTA)
    second = actions.write_answer(account, question.pk, "400", asked=True, by=KENTA)
    assert put(account) == [("employees", "no"), ("employees", "yes")]
    actions.take_back_answer(second.pk, by=KENTA)
    assert put(account) == [("employees", "no")]
    assert answered(account) == [("employees", "40", False)]
    assert known_answers(account)[question.pk].pk == first.pk
    actions.put_back_answer(second.pk, by=KENTA)
    assert put(account)[1:] == [("employees", "yes")]
    assert answered(account)[1:] == [("employees", "400", True)]
    with pytest.raises(InputError) as refused:
        actions.write_answer(account, question.pk, "たくさん", by=KENTA)
    assert refused.value.field == "value"


def test_an_answer_is_taken_over_into_account_and_sheet() -> None:
    made = deal("点検のデジタル化")
    assert made.account_id is not None
    actions.add_preset(by=KENTA)
    form = QuestionForm.objects.get(key="hearing_sheet")
    given = ids(
        employees="240", background="紙の点検表が月に四千枚あり、集計に三日かかる。",
        success_metric="点検の期限内実施率", priorities="現場が迷わず使えること", decider="誰か",
        concerns="電波の弱い場所で使えるか", champion="大橋 直子",
    )  # fmt: skip
    create_contact(made.account_id, {"name": "大橋 直子"}, by=KENTA)
    actions.fill_form(made.account_id, form.pk, given, said_by="森 由紀", deal_id=made.pk, by=KENTA)
    known = {each.question.key: each for each in known_answers(made.account_id).values()}
    keys = ("employees", "background", "success_metric", "priorities", "concerns", "champion")
    for fresh in (True, False):
        # The second time says that it is there already, and enters nothing.
        took = [actions.take_over(known[key].pk, by=KENTA) for key in keys]
        assert [(each.fresh, each.answer.taken_at is not None) for each in took] == [(fresh, True)] * 6
    assert account_by_id(made.account_id).employees == 240
    sheet = sheet_of(made)
    assert (sheet.background, sheet.priorities) == (given[known["background"].question_id],
                                                    ("現場が迷わず使えること",))  # fmt: skip
    (goal,) = entries(made.pk, "goals")
    assert (goal.metric, goal.said_by) == ("点検の期限内実施率", "森 由紀")  # type: ignore[union-attr]
    # What stands in the sheet already stays; the same words come once.
    more = actions.write_answer(
        made.account_id, known["background"].question_id, "監査での指摘も理由。", deal_id=made.pk, by=KENTA
    )
    actions.take_over(more.pk, by=KENTA)
    actions.take_over(more.pk, by=KENTA)
    assert sheet_of(made).background.splitlines()[1:] == ["監査での指摘も理由。"]
    with pytest.raises(InputError, match="no contact"):
        actions.take_over(known["decider"].pk, by=KENTA)
    alone = actions.write_answer(made.account_id, known["background"].question_id, "別の話です", by=KENTA)
    with pytest.raises(Conflict, match="which deal"):
        actions.take_over(alone.pk, by=KENTA)
    unbound = actions.write_answer(made.account_id, question_by_key("budget").pk, "3,000,000", by=KENTA)
    with pytest.raises(Conflict, match="bound to no field"):
        actions.take_over(unbound.pk, by=KENTA)
    assert set(targets()) >= {f"sheet.{name}" for name in ("notes", "problem", "concerns", "stakeholders")}


def test_taking_over_is_taken_back_unless_somebody_worked_on_it() -> None:
    made = deal("点検のデジタル化")
    account = made.account_id
    assert account is not None
    update_account(account, {"employees": 200}, by=KENTA)
    set_texts(made.pk, {"background": "前任から聞いた経緯。\n監査で指摘を受けた。"}, by=KENTA)
    sign_no_concerns(made.pk, asked="森 由紀", by=KENTA)
    actions.add_preset(by=KENTA)
    given = {
        "employees": "240", "background": "集計に三日かかる。", "concerns": "電波の弱い場所で使えるか",
        "priorities": "現場が迷わず使えること", "success_metric": "点検の期限内実施率",
    }  # fmt: skip
    form = QuestionForm.objects.get(key="hearing_sheet")
    actions.fill_form(account, form.pk, ids(**given), deal_id=made.pk, by=KENTA)
    known = {each.question.key: each.pk for each in known_answers(account).values()}
    before = (sheet_of(made), account_by_id(account).employees)
    with pytest.raises(Conflict, match="wrote nothing"):
        actions.take_out(known["concerns"], by=KENTA)
    for _again in range(2):
        for key in given:
            assert actions.take_over(known[key], by=KENTA).fresh
        assert (account_by_id(account).employees, sheet_of(made).concerns) != (200, ())
        for key in given:
            assert actions.take_out(known[key], by=KENTA).taken_at is None
        # Even the signature under "no concerns" is there again.
        assert (sheet_of(made), account_by_id(account).employees) == before
    for key in given:
        actions.take_over(known[key], by=KENTA)
    update_account(account, {"employees": 260}, by=KENTA)
    set_texts(made.pk, {"background": "書き直した経緯の全文です。"}, by=KENTA)
    concern = entries(made.pk, "concerns").get()
    changed = {"state": "resolved", "resolution": "現地で試し、問題なく使えた"}
    change_entry(made.pk, "concerns", concern.pk, changed, by=KENTA)
    remove_entry(made.pk, "priorities", entries(made.pk, "priorities").get().pk, by=KENTA)
    confirm_goals(made.pk, at=now())
    for key in given:
        with pytest.raises(Conflict, match="changed since"):
            actions.take_out(known[key], by=KENTA)


def test_the_catalogue_keeps_what_answers_need() -> None:
    choices: list[dict[str, str]] = [{"ja": "紙", "en": "Paper"}, {"ja": "表計算", "en": "Sheets"}]
    row = a_question("tools", "choice", options=choices)
    account = an_account()
    actions.write_answer(account, row.pk, "paper", by=KENTA)
    with pytest.raises(Conflict, match="gone here"):
        actions.save_question(row.pk, {"options": [choices[1], {"ja": "他", "en": "Other"}]}, by=KENTA)
    with pytest.raises(Conflict, match="stays of the kind"):
        actions.save_question(row.pk, {"kind": "text"}, by=KENTA)
    with pytest.raises(Conflict, match="keeps its key"):
        actions.save_question(row.pk, {"key": "other"}, by=KENTA)
    with pytest.raises(Conflict, match="has the key"):
        a_question("tools")
    with pytest.raises(Stale):
        actions.save_question(row.pk, {"text_en": "New?"}, by=KENTA, expected=row.version - 1)
    wrong: list[dict[str, Any]] = [
        {"kind": "stone"}, {"text_ja": "", "text_en": ""}, {"target": "sheet.goals"}, {"color": "red"},
        {"kind": "money", "unit": "yen"}, {"kind": "choice"},
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(InputError):
            a_question("new", **{"kind": "text", **each})
    saved = actions.save_question(row.pk, {"text_ja": "今は何で？", "text_en": ""}, by=KENTA)
    assert (saved.text_en, saved.version) == ("今は何で？", row.version + 1)
    made = actions.add_preset(by=KENTA)
    assert made == len(Question.objects.exclude(key="tools"))
    assert actions.add_preset(by=KENTA) == 0
    form = a_form("tools", "budget")
    with pytest.raises(InputError):
        actions.save_form(form.pk, {"questions": [account]}, by=KENTA)
    with pytest.raises(InputError):
        actions.save_form(None, {"title_ja": "", "purpose": "hearing"}, by=KENTA)


def test_answers_follow_accounts_that_become_one_and_come_back() -> None:
    stays, goes = an_account("残る"), an_account("移る")
    form = a_form("employees", "background")
    actions.fill_form(stays, form.pk, ids(employees="10"), by=KENTA)
    actions.fill_form(goes, form.pk, ids(employees="12", background="急成長のため"), by=KENTA)
    link_to(goes, form, again=[question_by_key("employees").pk])
    merge = merge_accounts(stays, goes, by=KENTA)
    for _twice in range(2):
        answers_follow(JournalEntry.objects.get(type=AccountsMerged.type))
    assert {said_of(each) for each in known_answers(stays).values()} == {"12", "急成長のため"}
    assert Answer.objects.filter(account=stays).count() == 3
    assert Asking.objects.filter(account=goes).count() == 0
    assert len(put(stays)) == 4
    undo_merge(merge.pk, by=KENTA)
    answers_follow(JournalEntry.objects.get(type=AccountsUnmerged.type))
    assert {said_of(each) for each in known_answers(stays).values()} == {"10"}
    assert Asking.objects.filter(account=goes).count() == 2
    assert token_for(Asking.objects.filter(account=goes, way="link").get())
