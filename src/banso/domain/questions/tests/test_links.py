"""Sending a form: one asking for each person while they have not answered, and what becomes of its mail."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from banso.domain.questions import actions
from banso.domain.questions.models import Asking
from banso.domain.questions.queries import question_by_key
from banso.domain.questions.queries.listing import QuestionListing, listed
from banso.domain.questions.tests.factories import KENTA, a_form, an_account, link_to, put
from banso.domain.workspaces.tests.factories import signed_in
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict
from banso.kit.tenancy import Tenant, scope

MORI, HORI = "mori@x.example", "hori@x.example"


@pytest.mark.usefixtures("workspace")
def test_sending_again_reminds_and_is_one_asking() -> None:
    account, form = an_account(), a_form("employees", "background")
    first, _token = link_to(account, form, email=MORI, days=5)
    again, token = link_to(account, form, email=" MORI@x.example ", days=30, language="en")
    assert (again.pk, again.language, put(account)) == (
        first.pk, "en", [("employees", "no"), ("background", "no")],
    )  # fmt: skip
    assert again.expires_at is not None
    assert first.expires_at is not None
    assert again.expires_at > first.expires_at
    # A shorter time takes nothing away, and the first mail's address opens the same form.
    assert link_to(account, form, email=MORI, days=1)[0].expires_at == again.expires_at
    # What is asked that was not asked before is put, and nothing else.
    employees, budget = question_by_key("employees"), a_form("budget", key="other").items.get().question
    actions.write_answer(account, employees.pk, "40", by=KENTA)
    actions.save_form(form.pk, {"questions": [budget.pk, employees.pk]}, by=KENTA)
    actions.ask_by_link(account, form.pk, email=MORI, again=[employees.pk], by=KENTA)
    assert put(account)[2:] == [("budget", "no")]
    assert [each.question.key for each in first.asked.all()][:2] == ["budget", "employees"]
    # Another person is another asking, and so is the same one once they have answered or it was taken back.
    other, _other_token = link_to(account, form, email=HORI)
    assert put(account)[3:] == [("budget", "no")]
    actions.revoke_link(other.pk, by=KENTA)
    actions.answer_link(token, {budget.pk: "500"})
    for each in (MORI, HORI):
        assert link_to(account, form, email=each, again=[budget.pk])[0].pk not in {first.pk, other.pk}
    assert put(account)[4:] == [("budget", "yes")] * 2
    # Handed over by hand it is one link, too: nobody knows to whom.
    hand = [link_to(account, form, again=[employees.pk])[0].pk for _twice in range(2)]
    assert hand[0] == hand[1]
    assert put(account)[6:] == [("employees", "yes")]
    assert Asking.objects.filter(way="link").count() == 5


@pytest.mark.usefixtures("workspace")
def test_a_mail_that_could_not_be_sent_puts_nothing_until_it_is(settings: Any) -> None:
    account, form = an_account(), a_form("employees", "background")
    client = signed_in("mori@harunire.example", "manager", language="en")
    answers, ask = (
        f"/w/harunire/accounts/{account}/{page}" for page in ("answers/", f"forms/{form.pk}/ask/")
    )
    given = {"email": MORI, "language": "ja", "days": "14"}
    whole, start = settings.EMAIL_BACKEND, now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.post(ask, given)
    failed = Asking.objects.get()
    assert (failed.sent_at, failed.failed_at is None, put(account)) == (None, False, [])
    text = client.get(answers).content.decode()
    for said in ("The mail could not be sent.", "nothing counts as asked yet", "Send it again"):
        assert said in text
    assert question_counts("employees") == (0, 0)
    # Meanwhile one of the answers has come by itself: it is not put any more.
    actions.write_answer(account, question_by_key("employees").pk, "40", by=KENTA)
    settings.EMAIL_BACKEND = whole
    again = f"/w/harunire/forms/links/{failed.pk}/send/"
    assert client.post(again)["Location"].endswith("/answers/#links")
    assert put(account) == [("background", "no")]
    assert (question_counts("background"), len(mail.outbox)) == ((1, 0), 1)
    text = client.get(answers).content.decode()
    assert ("could not be sent" in text, "Remind them" in text) == (False, True)
    # A second click sends no second mail; a reminder later does, and counts nothing.
    client.post(again)
    client.post(ask, given)
    with freeze(start + timedelta(hours=2)):
        assert f"{MORI} has a link of this form" in client.get(ask).content.decode()
        client.post(again)
        text = client.get(answers).content.decode()
    assert ("once more; it counts as asked once" in text, "mailed 2 times" in text) == (True, True)
    assert (len(mail.outbox), put(account)) == (2, [("background", "no")])
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 2
    actions.revoke_link(failed.pk, by=KENTA)
    client.post(again)
    assert "The link opens nothing any more." in client.get(answers).content.decode()


@pytest.mark.usefixtures("workspace")
def test_a_link_whose_mail_failed_has_reached_whoever_answers_it(settings: Any) -> None:
    account, form = an_account(), a_form("employees")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _link, token = link_to(account, form, email=MORI)
    assert put(account) == []
    actions.answer_link(token, {question_by_key("employees").pk: "40"})
    assert put(account) == [("employees", "no")]
    hand, _token = link_to(account, form, again=[question_by_key("employees").pk])
    with pytest.raises(Conflict, match="no mail address"):
        actions.send_again(hand.pk, by=KENTA)


def question_counts(key: str) -> tuple[int, int]:
    """How often it was put, and of these although known, as its list says."""
    row = listed(QuestionListing()).get(key=key)
    return row.put, row.twice  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_puts_the_questions(workspace: Tenant) -> None:
    """A double click; also on PostgreSQL, where the account is held, while on SQLite writers queue."""
    account, form, start = an_account(), a_form("employees", "background"), Barrier(2)

    def send() -> None:
        try:
            with scope(workspace=workspace):
                start.wait(10)
                link_to(account, form, email=MORI)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(workspace=workspace):
        assert (Asking.objects.count(), len(put(account))) == (1, 2)
    # Nor did the second click send a second mail.
    assert [each.to for each in mail.outbox] == [[MORI]]
