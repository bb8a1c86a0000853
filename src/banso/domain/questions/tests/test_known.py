"""What a hand typed into an account or a sheet is known, and is not asked of the customer again."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions import create_contact, update_account
from banso.domain.questions import actions
from banso.domain.questions.models import Asked, QuestionForm
from banso.domain.questions.queries import Known, known_of, question_by_key, questions
from banso.domain.questions.tests.factories import KENTA, a_form, a_question, an_account, link_to, put
from banso.domain.sales.actions import add_entry, change_entry, set_texts, sign_no_concerns, update_deal
from banso.domain.sales.models import Stakeholder, SuccessGoal
from banso.domain.sales.tests.factories import SELLER, deal
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.actor import Actor
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict

pytestmark = pytest.mark.usefixtures("workspace")
AOKI = Actor("person", "", "青木 涼")


def told(known: Known) -> tuple[str, str, str, str]:
    return known.text, known.said_by, known.by, known.field


def typed_by_hand() -> tuple[UUID, UUID, datetime]:
    """An account and a deal of it whose fields people filled nine days ago and later, without any form."""
    actions.add_preset(by=KENTA)
    made = deal("点検のデジタル化")
    account = made.account_id
    assert account is not None
    before = now() - timedelta(days=9)
    with freeze(before + timedelta(days=1)):
        update_account(account, {"employees": 240}, by=AOKI)
    with freeze(before + timedelta(days=2)):
        update_account(account, {"industry": "病院"}, by=KENTA)
        set_texts(made.pk, {"background": "理事長は費用にうるさい。紙が限界。"}, by=SELLER)
        sign_no_concerns(made.pk, asked="森 由紀", by=SELLER)
        goal = {"metric": "点検の実施率", "said_by": "森 由紀"}
        add_entry(made.pk, "goals", goal, by=AOKI)
        boss = create_contact(account, {"name": "大橋 直子"}, by=SELLER)
        add_entry(made.pk, "stakeholders", {"contact_id": boss.pk, "role": "decider"}, by=SELLER)
    return account, made.pk, before


def test_what_stands_in_a_field_is_known_with_who_wrote_it_and_when() -> None:
    account, made, before = typed_by_hand()
    rows = list(questions())
    with CaptureQueriesContext(connection) as asked:
        found = known_of(account, rows, made)
    # However many questions: answers, the account, each part of the sheets, and who wrote them, once each.
    assert len(asked) == 10
    known = {each.key: found[each.pk] for each in rows if each.pk in found}
    assert {key: told(one) for key, one in known.items()} == {
        "industry": ("病院", "", "山本健太", "Industry"),
        "employees": ("240", "", "青木 涼", "Employees"),
        "background": ("理事長は費用にうるさい。紙が限界。", "", "高橋 健太", "Background"),
        "concerns": ("They have no concerns.", "森 由紀", "高橋 健太", "Concerns"),
        "success_metric": ("点検の実施率", "森 由紀", "青木 涼", "Definition of success"),
        "decider": ("大橋 直子", "", "高橋 健太", "Key persons (Decision maker)"),
    }
    # Whoever wrote the number of employees, not whoever changed the account last.
    days = {key: (one.at - before).days for key, one in known.items() if one.at}
    assert days == {"employees": 1, **dict.fromkeys(set(known) - {"employees"}, 2)}
    # What was written for our own people fills nothing in.
    filled = {key: one.value for key, one in known.items() if one.value is not None}
    assert filled == {"industry": "病院", "employees": "240", "success_metric": {"name": "点検の実施率"}}


def test_no_customer_is_asked_for_it_or_shown_what_is_ours(client: Client) -> None:
    account, made, _before = typed_by_hand()
    form = QuestionForm.objects.get(key="hearing_sheet")
    link, token = link_to(account, form, again=[question_by_key("employees").pk], deal_id=made, language="en")
    known = {"industry", "employees", "background", "concerns", "success_metric", "decider"}
    assert set(link.asked.filter(known=True).values_list("question__key", flat=True)) == known
    # Asking again what a field says is marked and counted, as for an answer.
    assert ("employees", "yes") in put(account)
    assert known & {key for key, _known in put(account)} == {"employees"}
    mori = signed_in("mori@harunire.example", "manager", language="en")
    fill = mori.get(f"/w/harunire/accounts/{account}/forms/{form.pk}/?deal={made}").content.decode()
    assert "6 known, 9 still to ask" in fill
    assert "written by 高橋 健太" in fill
    page = client.get(f"/form/{token}/").content.decode()
    assert "病院" in page
    assert "We have noted something about this already" in page
    for ours in ("費用にうるさい", "大橋", "青木", "高橋"):
        assert ours not in page
    # Nobody of them is said to have told what only our own people wrote, nor named beside what is not shown.
    assert "You have told us this before" not in page
    assert "This is what we have noted; we would like to make sure." in page
    assert "This is what we have noted. Change it only where it is not right." in page
    # Of the two that Ms Mori gave, the goal is shown.
    assert page.count("森 由紀") == 1
    # Left as it stands it is no answer; what is written besides is one that nobody asked for.
    given = {"industry": "病院", "employees": "250", "background": "監査の指摘もある。"}
    actions.answer_link(token, {question_by_key(key).pk: each for key, each in given.items()}, name="森")
    answered = {each.question.key: each.value for each in link.answers.all()}
    assert answered == {"employees": "250", "background": "監査の指摘もある。"}
    # From now on their answer stands, until a hand changes the account.
    number = question_by_key("employees")
    assert told(known_of(account, [number])[number.pk]) == ("250名", "森", "森", "")
    update_account(account, {"employees": 300}, by=AOKI)
    assert told(known_of(account, [number])[number.pk])[2:] == ("青木 涼", "Employees")


def test_a_question_put_before_somebody_filled_its_field_is_not_said_to_be_answered(client: Client) -> None:
    actions.add_preset(by=KENTA)
    made = deal("点検のデジタル化")
    assert made.account_id is not None
    form = QuestionForm.objects.get(key="hearing_sheet")
    _link, token = link_to(made.account_id, form, deal_id=made.pk, language="en")
    set_texts(made.pk, {"background": "理事長は費用にうるさい。紙が限界。"}, by=SELLER)
    page = client.get(f"/form/{token}/").content.decode()
    assert page.count("We have noted something about this already") == 1
    assert "make sure" not in page


def test_what_an_item_says_is_of_whoever_wrote_that_and_not_the_item_last() -> None:
    account, made, before = typed_by_hand()
    goal, background, decider = (question_by_key(key) for key in ("success_metric", "background", "decider"))
    with freeze(before + timedelta(days=3)):
        actions.write_answer(account, goal.pk, "記録の抜けの数", said_by="森", by=KENTA)
        add_entry(made, "priorities", {"text": "現場の人が一人で入力できること"}, by=SELLER)
        boss = Stakeholder.objects.get()
    with freeze(before + timedelta(days=4)):
        set_texts(made, {"problem": "点検の記録を、監査のときにすぐ出せない。"}, by=AOKI)
        entry = SuccessGoal.objects.get()
        change_entry(made, "goals", entry.pk, {"due_on": "2027-03-31"}, by=AOKI)
        other = create_contact(account, {"name": "堀 健"}, by=AOKI)
        add_entry(made, "stakeholders", {"contact_id": other.pk, "role": "user"}, by=AOKI)

    def when(key: str) -> tuple[str, str, int]:
        known = known_of(account, [question_by_key(key)], made)[question_by_key(key).pk]
        assert known.at is not None
        return known.text, known.by, (known.at - before).days

    assert when("background") == ("理事長は費用にうるさい。紙が限界。", "高橋 健太", 2)
    assert when("decider") == ("大橋 直子", "高橋 健太", 2)
    # Another day for the goal does not put what they told since out of its place; another name for it does.
    assert when("success_metric") == ("記録の抜けの数", "山本健太", 3)
    with freeze(before + timedelta(days=5)):
        change_entry(made, "goals", entry.pk, {"metric": "期限内の点検の割合"}, by=AOKI)
        change_entry(made, "stakeholders", boss.pk, {"role": "champion"}, by=AOKI)
        change_entry(made, "stakeholders", boss.pk, {"role": "decider"}, by=AOKI)
    assert when("success_metric") == ("期限内の点検の割合", "青木 涼", 5)
    assert when("decider") == ("大橋 直子", "青木 涼", 5)
    # The people of another account answer nothing of the one that the deal has come to.
    moved = an_account("西浜製作所")
    update_deal(made, {"account_id": moved}, by=SELLER)
    assert set(known_of(moved, [goal, background, decider], made)) == {goal.pk, background.pk}


def test_a_field_that_the_customer_left_as_it_was_shown_is_no_answer(client: Client) -> None:
    industry, people = a_question("industry", "text", target="account.industry"), a_question("people", "text")
    form = a_form("industry", "people")
    name, told_people = (f"q-{each.pk.hex}" for each in (industry, people))
    for typed, kept in (("病院", "クリニック"), ("診療所", "診療所")):
        account = an_account(f"{typed}の顧客", industry="病院")
        _link, token = link_to(account, form)
        opened = client.get(f"/form/{token}/").content.decode()
        (was,) = re.findall(f'name="was-{name}" value="([^"]+)"', opened)
        update_account(account, {"industry": "クリニック"}, by=AOKI)
        given = {name: typed, f"was-{name}": was, told_people: "40"}
        assert client.post(f"/form/{token}/", given).status_code == 200
        assert known_of(account, [industry])[industry.pk].text == kept


def test_a_key_person_without_a_role_gets_the_one_that_the_answer_gives() -> None:
    actions.add_preset(by=KENTA)
    made = deal("点検のデジタル化")
    account = made.account_id
    assert account is not None
    boss = create_contact(account, {"name": "大橋 直子"}, by=SELLER)
    entry = add_entry(made.pk, "stakeholders", {"contact_id": boss.pk}, by=SELLER)
    answer = actions.write_answer(
        account, question_by_key("decider").pk, "大橋 直子", deal_id=made.pk, by=KENTA
    )

    def role() -> str:
        return Stakeholder.objects.get(pk=entry.pk).role

    assert actions.take_over(answer.pk, by=KENTA).fresh
    assert role() == "decider"
    actions.take_out(answer.pk, by=KENTA)
    assert role() == ""
    # Whoever has another role keeps it, and what somebody changed since is not taken back.
    actions.take_over(answer.pk, by=KENTA)
    change_entry(made.pk, "stakeholders", entry.pk, {"role": "champion"}, by=SELLER)
    with pytest.raises(Conflict, match="changed since"):
        actions.take_out(answer.pk, by=KENTA)
    assert not actions.take_over(answer.pk, by=KENTA).fresh
    assert role() == "champion"


def test_filling_in_a_form_counts_what_a_field_said_already() -> None:
    actions.add_preset(by=KENTA)
    form = QuestionForm.objects.get(key="hearing_sheet")
    typed, blank = an_account("東雲倉庫", industry="倉庫"), an_account("西浜製作所")
    given = {question_by_key("industry").pk: "倉庫業"}
    for account in (typed, blank):
        actions.fill_form(account, form.pk, given, by=KENTA)
    assert (put(typed), put(blank)) == ([("industry", "yes")], [("industry", "no")])
    assert Asked.objects.filter(known=True).count() == 1
    # Told by themselves it counts nowhere; asked alone it does.
    alone = an_account("南港運輸", industry="運輸")
    actions.write_answer(alone, question_by_key("industry").pk, "運送", by=KENTA)
    assert put(alone) == []
    other = an_account("北野食品", industry="食品")
    actions.write_answer(other, question_by_key("industry").pk, "食品加工", asked=True, by=KENTA)
    assert put(other) == [("industry", "yes")]
