"""The customer's link: signed, bound to one version, for one answer, over in time; it shows nothing else."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail, signing
from django.test import Client

from banso.domain.accounts.actions import create_contact
from banso.domain.promises import actions
from banso.domain.promises.models import Promise, PromiseLink
from banso.domain.promises.queries.past import steps_of
from banso.domain.promises.queries.public import token_for
from banso.domain.promises.rules.links import Bound, bound_of, token_of
from banso.domain.promises.tests.factories import SATO, account, on, promise, shown
from banso.domain.promises.views import public
from banso.kit.api import CallLimit
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError
from banso.kit.ids import new_id

AT = datetime(2026, 11, 20, tzinfo=UTC)
BOUND = Bound(new_id(), 3, AT + timedelta(days=30))


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "limit", CallLimit(1000))


def test_a_token_opens_what_it_is_bound_to_until_it_is_over() -> None:
    token = token_of(BOUND)
    assert bound_of(token, at=AT) == BOUND
    assert bound_of(token, at=BOUND.expires_at - timedelta(seconds=1)) == BOUND
    assert bound_of(token, at=BOUND.expires_at) is None


def test_a_token_that_was_changed_or_made_for_something_else_opens_nothing() -> None:
    token = token_of(BOUND)
    given = [BOUND.link.hex, 3, int(BOUND.expires_at.timestamp())]
    others = [
        signing.Signer(salt="promises.other").sign_object(given),
        signing.Signer(salt="promises.confirmation", key="another key").sign_object(given),
        signing.Signer(salt="promises.confirmation").sign_object(["x", 3, 1]),
        signing.Signer(salt="promises.confirmation").sign_object("text"),
        BOUND.link.hex, "", ":", "…", token.rpartition(":")[0], token + "A",
    ]  # fmt: skip
    # A letter of the payload or of the signature; the last of base64 holds bits that nothing reads.
    others += [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
               for place in range(0, len(token) - 1, 7)]  # fmt: skip
    assert [bound_of(other, at=AT) for other in others] == [None] * len(others)


@pytest.fixture
def asked(workspace: object) -> PromiseLink:  # noqa: ARG001 - opens the scope
    of = account("株式会社北浜製作所", description="機密の顧客メモ")
    contact = create_contact(of.pk, {"name": "大西 正樹", "email": "onishi@kitahama.example"}, by=SATO)
    promise(of, wording="ほかの約束は見えてはいけない")
    made = promise(of, said_to_id=str(contact.pk), source_text="社内の議事録", owner="岡本 亮")
    return actions.ask_confirmation(made.pk, email="onishi@kitahama.example", by=SATO)


def address(link: PromiseLink) -> str:
    return f"/promise/{token_for(link)}/"


def opened(link: PromiseLink) -> int:
    return Client().get(address(link)).status_code


def test_the_mail_leads_to_a_page_that_shows_this_promise_alone(asked: PromiseLink) -> None:
    (sent,) = mail.outbox
    assert sent.to == ["onishi@kitahama.example"]
    assert actions.address_of(asked) in sent.body
    assert asked.sent_at is not None
    answer = Client().get(address(asked))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "帳票CSVの列順を自社様式に合わせる" in text
    assert "お約束の内容はこのとおりですか" in text
    secrets = ("ほかの約束", "機密", "議事録", "岡本", "北浜", "大西", "onishi", "/w/", str(asked.account_id))
    for secret in secrets:
        assert secret not in text, secret
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "sessionid" not in answer.cookies


def test_it_speaks_the_language_it_was_asked_in(asked: PromiseLink) -> None:
    link = actions.ask_confirmation(asked.promise_id, language="en", by=SATO)
    text = Client(headers={"Accept-Language": "ja"}).get(address(link)).content.decode()
    assert "Is this what was promised?" in text
    assert '<html lang="en"' in text


def test_opening_changes_nothing_however_often(asked: PromiseLink) -> None:
    before = Promise.objects.values().get(pk=asked.promise_id)
    for method in ("get", "get", "head", "options"):
        getattr(Client(), method)(address(asked))
    assert Client().put(address(asked)).status_code == 405
    assert Promise.objects.values().get(pk=asked.promise_id) == before
    assert opened(asked) == 200


def test_a_post_without_the_pages_token_changes_nothing(asked: PromiseLink) -> None:
    answer = Client(enforce_csrf_checks=True).post(address(asked), {"answer": "yes"})
    assert answer.status_code == 403
    assert Promise.objects.get(pk=asked.promise_id).state == "draft"


def test_a_post_that_says_neither_changes_nothing(asked: PromiseLink) -> None:
    for data in ({}, {"answer": "perhaps"}, {"name": "大西"}):
        assert Client().post(address(asked), data).status_code == 422
    assert Promise.objects.get(pk=asked.promise_id).state == "draft"


def test_yes_confirms_once(asked: PromiseLink) -> None:
    answer = Client().post(address(asked), {"answer": "yes", "name": "大西 正樹", "said": "よろしく"})
    assert "ありがとうございました" in answer.content.decode()
    made = Promise.objects.get(pk=asked.promise_id)
    assert (made.state, made.evidence) == ("confirmed", "確認用リンクで確認: よろしく")
    entry = steps_of(made.pk)[0]
    assert (entry.type, entry.actor_kind, entry.actor_label) == (
        "promises.confirmed", "customer", "大西 正樹"
    )  # fmt: skip
    assert entry.payload["by_link"] is True
    for again in ({"answer": "yes"}, {"answer": "no", "said": "違う話です"}):
        assert Client().post(address(asked), again).status_code == 410
    assert opened(asked) == 410
    assert Promise.objects.get(pk=made.pk).number == made.number


def test_no_needs_words_and_leaves_them_on_the_promise(asked: PromiseLink) -> None:
    assert Client().post(address(asked), {"answer": "no", "said": "-"}).status_code == 422
    said = "日付の書き方も含めてと言われました"
    assert Client().post(address(asked), {"answer": "no", "said": said}).status_code == 200
    made = Promise.objects.get(pk=asked.promise_id)
    assert (made.state, made.disputed) == ("draft", said)
    entry = steps_of(made.pk)[0]
    assert (entry.type, entry.payload["said"], entry.actor_label) == ("promises.disputed", said, "大西 正樹")
    assert opened(asked) == 410
    after = actions.amend_promise(made.pk, {"wording": "列順と日付を合わせる"}, reason="聞き直した", by=SATO)
    assert after.disputed == ""


def test_t_a_link_is_over_when_anything_makes_it_so(asked: PromiseLink) -> None:
    made = asked.promise_id
    assert opened(asked) == 200
    with freeze(asked.expires_at):
        assert opened(asked) == 410
        assert Client().post(address(asked), {"answer": "yes"}).status_code == 410
    newer = actions.ask_confirmation(made, by=SATO)
    assert (opened(asked), opened(newer)) == (410, 200)
    actions.revoke_link(newer.pk, by=SATO)
    assert opened(newer) == 410
    third = actions.ask_confirmation(made, by=SATO)
    actions.amend_promise(made, {"due_on": "2026-12-24"}, reason="延びた", by=SATO)
    assert opened(third) == 410
    fourth = actions.ask_confirmation(made, by=SATO)
    actions.take_back(made, "聞き違いだった", by=SATO)
    assert opened(fourth) == 410
    actions.put_back(made, by=SATO)
    assert opened(fourth) == 200
    actions.keep_promise(made, shown(), by=SATO)
    assert opened(fourth) == 410


def test_a_dead_link_says_the_same_whatever_it_was(asked: PromiseLink) -> None:
    good = token_for(asked)
    actions.revoke_link(asked.pk, by=SATO)
    forged = token_of(Bound(new_id(), 1, now() + timedelta(days=1)))
    wrong = token_of(Bound(asked.pk, 2, asked.expires_at))
    pages = [Client().get(f"/promise/{token}/") for token in (good, forged, wrong, "guess")]
    assert {page.status_code for page in pages} == {410}
    assert len({page.content.split(b"<body")[1] for page in pages}) == 1


def test_one_address_may_not_try_without_end(asked: PromiseLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "limit", CallLimit(3))
    assert [opened(asked) for _ in range(4)] == [200, 200, 200, 429]
    refused = Client().post(address(asked), {"answer": "yes"})
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert Promise.objects.get(pk=asked.promise_id).state == "draft"


def test_nothing_is_asked_of_a_promise_that_is_confirmed_or_closed(asked: PromiseLink) -> None:
    actions.confirm_promise(asked.promise_id, shown(), by=SATO)
    with pytest.raises(Conflict):
        actions.ask_confirmation(asked.promise_id, by=SATO)
    with pytest.raises(Conflict):
        actions.confirm_promise(asked.promise_id, shown(), by=SATO)


@pytest.mark.usefixtures("workspace")
def test_what_a_link_cannot_be_is_refused() -> None:
    made = promise(account())
    for field, value in (("email", "nobody"), ("language", "fr"), ("days", 0), ("days", 91)):
        with pytest.raises(InputError) as caught:
            actions.ask_confirmation(made.pk, **{field: value}, by=SATO)  # type: ignore[arg-type]
        assert caught.value.field == field
    with freeze(on("2026-11-20")):
        link = actions.ask_confirmation(made.pk, days=1, by=SATO)
    assert link.expires_at == on("2026-11-21")
    assert mail.outbox == []


@pytest.mark.usefixtures("workspace")
def test_a_mail_that_nobody_takes_leaves_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise SMTPException

    monkeypatch.setattr("banso.domain.promises.actions.mail.send_mail", refuse)
    link = actions.ask_confirmation(promise(account()).pk, email="onishi@kitahama.example", by=SATO)
    assert link.sent_at is None
    assert opened(link) == 200


def test_an_answered_link_is_not_taken_back(asked: PromiseLink) -> None:
    actions.answer_link(token_for(asked), agrees=True)
    with pytest.raises(Conflict):
        actions.revoke_link(asked.pk, by=SATO)
