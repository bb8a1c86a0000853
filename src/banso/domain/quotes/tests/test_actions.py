"""Quotes from the draft to the answer, and contracts that were sent."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from banso.domain.accounts.actions import create_contact
from banso.domain.quotes import actions, queries
from banso.domain.quotes.facts import (
    ContractSent,
    ContractSigned,
    QuoteAccepted,
    QuoteDeclined,
    QuoteExpired,
    QuoteMade,
    QuoteSent,
)
from banso.domain.quotes.models import Quote
from banso.domain.quotes.queries.paper import digest_of
from banso.domain.quotes.tests.factories import drawn, sold
from banso.domain.sales.actions import approve_discount, lose_deal, set_lines
from banso.domain.sales.tests.factories import SELLER, account_of, deal, line
from banso.domain.workspaces.models import Workspace
from banso.engine.journal.queries import current_facts
from banso.kit.clock import freeze, now
from banso.kit.errors import Conflict, InputError, Stale
from banso.kit.paper import can_print
from banso.kit.tenancy import Tenant, scope, today

pytestmark = pytest.mark.usefixtures("workspace")
FACTS = (QuoteMade, QuoteSent, QuoteAccepted, QuoteDeclined, QuoteExpired, ContractSent, ContractSigned)


def told(subject: str) -> list[tuple[str, dict[str, Any]]]:
    """What stands in the journal of it, by the last part of the type."""
    rows = current_facts().filter(subject=subject, type__in=[kind.type for kind in FACTS])
    return [(row.type.partition(".")[2], row.payload) for row in rows.order_by("seq")]


def words(quote: Quote) -> list[str]:
    return [name for name, _payload in told(queries.subject_of(quote.pk))]


def test_a_quote_is_drawn_up_from_the_lines_changed_and_sent() -> None:
    made = sold(discount=Decimal(10))
    contact = create_contact(account_of(made), {"name": "森 由紀", "title": "事務部長"}, by=SELLER)
    quote = actions.make_quote(made.pk, by=SELLER)
    (row,) = quote.lines.all()
    assert (quote.number, quote.version, quote.state) == (f"Q-{today().year}-0001", 1, "draft")
    assert (row.product, row.quantity, row.price, row.months) == ("CRM", 150, Decimal(2_400), 12)
    assert (quote.subtotal, quote.tax, quote.total) == (
        Decimal(3_888_000), Decimal(388_800), Decimal(4_276_800),
    )  # fmt: skip
    changed = actions.change_quote(
        quote.pk, {"months": 6, "tax_rate": "8", "contact_id": contact.pk}, by=SELLER, expected=quote.revision
    )
    assert (changed.total, changed.contact_title) == (Decimal(2099520), "事務部長")
    with pytest.raises(Stale):
        actions.change_quote(quote.pk, {"title": "別の件名"}, by=SELLER, expected=quote.revision)
    again = actions.change_quote(quote.pk, {"months": 6}, by=SELLER)
    assert again.revision == changed.revision
    set_lines(made.pk, [line("100000")], by=SELLER)
    assert actions.retake_lines(quote.pk, by=SELLER).subtotal == Decimal(600_000)
    sent = actions.send_quote(quote.pk, by=SELLER)
    assert (sent.state, sent.sent_on, sent.sent_how, sent.digest) == (
        "sent", today(), "other", digest_of(sent),
    )  # fmt: skip
    facts = told(queries.subject_of(quote.pk))
    assert [name for name, _payload in facts] == ["made", "sent"]
    assert (facts[1][1]["entered"], facts[1][1]["total"], facts[1][1]["number"]) == (
        "600000", "648000", quote.number,
    )  # fmt: skip


def test_a_version_that_was_sent_never_changes_and_the_next_one_replaces_it() -> None:
    first = drawn()
    actions.send_quote(first.pk, by=SELLER)
    before = queries.quote_by_id(first.pk)
    set_lines(before.deal_id, [line("1000")], by=SELLER)
    actions.save_issuer({"company": "別会社", "tax_rate": "8"}, by=SELLER)
    refused: tuple[Callable[[], object], ...] = (
        lambda: actions.change_quote(first.pk, {"note": "安くします"}, by=SELLER),
        lambda: actions.retake_lines(first.pk, by=SELLER),
        lambda: actions.remove_quote(first.pk, by=SELLER),
        lambda: actions.send_quote(first.pk, by=SELLER),
    )
    for act in refused:
        with pytest.raises(Conflict, match="never changes"):
            act()
    second = actions.new_version(first.pk, by=SELLER)
    assert (second.number, second.version, second.subtotal) == (first.number, 2, first.subtotal)
    with pytest.raises(Conflict, match="new version already"):
        actions.new_version(first.pk, by=SELLER)
    after = queries.quote_by_id(first.pk)
    assert (after.revision, digest_of(after), after.issuer["company"]) == (
        before.revision, before.digest, before.issuer["company"],
    )  # fmt: skip
    assert queries.paper_of(after).sender["company"] != "別会社"
    actions.send_quote(second.pk, by=SELLER)
    assert queries.quote_by_id(first.pk).state == "replaced"
    with pytest.raises(Conflict, match="answered or replaced"):
        actions.accept_quote(first.pk, by=SELLER)
    # Marked by mistake: the version before waits again.
    actions.take_sending_back(second.pk, by=SELLER)
    assert (queries.quote_by_id(first.pk).state, words(second)) == ("sent", ["made"])
    gone = actions.remove_quote(second.pk, by=SELLER)
    assert words(gone) == []
    third = actions.new_version(first.pk, by=SELLER)
    assert third.version == 3
    with pytest.raises(Conflict, match="new version already"):
        actions.restore_quote(second.pk, by=SELLER)
    actions.remove_quote(third.pk, by=SELLER)
    assert actions.restore_quote(second.pk, by=SELLER).state == "draft"


def test_an_older_version_stays_what_it_was_once_a_newer_one_went_out() -> None:
    first = drawn()
    actions.send_quote(first.pk, by=SELLER)
    with freeze(now() + timedelta(days=31)):
        actions.expire_due()
        second = actions.new_version(first.pk, by=SELLER)
        actions.send_quote(second.pk, by=SELLER)
        actions.decline_quote(second.pk, reason="予算", by=SELLER)
        third = actions.send_quote(actions.new_version(second.pk, by=SELLER).pk, by=SELLER)
        refused: tuple[Callable[[], object], ...] = (
            lambda: actions.accept_quote(first.pk, by=SELLER),
            lambda: actions.take_sending_back(first.pk, by=SELLER),
            lambda: actions.take_answer_back(second.pk, by=SELLER),
        )
        for act in refused:
            with pytest.raises(Conflict):
                act()
        actions.take_sending_back(third.pk, by=SELLER)
    states = Quote.objects.order_by("version").values_list("state", flat=True)
    assert list(states) == ["expired", "declined", "draft"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does(workspace: Tenant) -> None:
    """Also on PostgreSQL, where the row is locked; on SQLite writers queue."""
    quote, start, found = drawn(), Barrier(2), []

    def send() -> None:
        try:
            with scope(workspace=workspace):
                start.wait(10)
                found.append(actions.send_quote(quote.pk, by=SELLER).state)
        except Conflict:
            found.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(workspace=workspace):
        assert (sorted(found), words(quote)) == (["refused", "sent"], ["made", "sent"])


def test_what_is_not_approved_is_not_sent() -> None:
    quote = drawn(discount=Decimal(25))
    with pytest.raises(actions.ApprovalMissing) as refused:
        actions.send_quote(quote.pk, by=SELLER)
    assert [(each.field, each.code) for each in refused.value.lacks] == [("discount", "approval")]
    assert (queries.quote_by_id(quote.pk).state, words(quote)) == ("draft", ["made"])
    approve_discount(quote.deal_id, percent=Decimal(25), by=SELLER)
    assert actions.send_quote(quote.pk, by=SELLER).state == "sent"


def test_answers_and_their_way_back() -> None:
    quote = drawn()
    with pytest.raises(Conflict, match="not sent yet"):
        actions.accept_quote(quote.pk, by=SELLER)
    actions.send_quote(quote.pk, by=SELLER)
    for wrong in (today() - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(InputError, match="that day"):
            actions.accept_quote(quote.pk, on=wrong, by=SELLER)
    accepted = actions.accept_quote(quote.pk, who="森 由紀", by=SELLER)
    assert (accepted.state, accepted.answered_by, words(quote)) == (
        "accepted", "森 由紀", ["made", "sent", "accepted"],
    )  # fmt: skip
    with pytest.raises(Conflict, match="answered"):
        actions.take_sending_back(quote.pk, by=SELLER)
    assert actions.take_answer_back(quote.pk, by=SELLER).state == "sent"
    with pytest.raises(InputError, match="missing"):
        actions.decline_quote(quote.pk, reason=" ", by=SELLER)
    actions.decline_quote(quote.pk, reason="予算が下りなかった", by=SELLER)
    assert words(quote) == ["made", "sent", "declined"]


def test_what_nobody_answers_expires_after_its_last_day() -> None:
    quote = drawn()
    actions.send_quote(quote.pk, by=SELLER)
    last = queries.quote_by_id(quote.pk).valid_until
    with freeze(now() + timedelta(days=30)):
        assert (today(), actions.expire_due()) == (last, 0)
    with freeze(now() + timedelta(days=31)):
        assert (actions.expire_due(), actions.expire_due()) == (1, 0)
        assert words(quote) == ["made", "sent", "expired"]
        # The customer comes after all, and we let it stand.
        assert actions.accept_quote(quote.pk, by=SELLER).state == "accepted"


@pytest.mark.skipif(not can_print(), reason="needs Pango")
def test_a_quote_goes_by_mail_with_its_pdf(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    quote = drawn()
    with monkeypatch.context() as broken:
        broken.delattr("weasyprint.HTML.write_pdf")
        with pytest.raises(AttributeError):
            actions.send_quote(quote.pk, email="mori@customer.example", by=SELLER)
    assert (queries.quote_by_id(quote.pk).state, words(quote)) == ("draft", ["made"])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(Conflict, match="nothing was sent"):
        actions.send_quote(quote.pk, email="mori@customer.example", by=SELLER)
    assert (queries.quote_by_id(quote.pk).state, words(quote)) == ("draft", ["made"])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sent = actions.send_quote(
        quote.pk, email="mori@customer.example", message="お世話に\nなります", by=SELLER
    )
    assert sent.mailed_at is not None
    (letter,) = mail.outbox
    assert (letter.to, quote.number in letter.subject) == (["mori@customer.example"], True)
    assert "お世話に\nなります" in letter.body
    assert "4,752,000" in letter.body
    ((name, content, kind),) = letter.attachments
    assert (quote.number in name, content[:5], kind) == (True, b"%PDF-", "application/pdf")
    with pytest.raises(Conflict, match="by mail"):
        actions.take_sending_back(quote.pk, by=SELLER)
    actions.mail_again(quote.pk, email="sato@customer.example", expected=sent.revision, by=SELLER)
    with pytest.raises(Stale):
        actions.mail_again(quote.pk, email="sato@customer.example", expected=sent.revision, by=SELLER)
    assert (len(mail.outbox), words(quote)) == (2, ["made", "sent"])


def test_numbers_are_given_out_once_and_a_deal_without_lines_has_no_quote() -> None:
    numbers = [drawn(name=f"商談{n}").number for n in range(3)]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
    actions.save_issuer({"letters": "MT"}, by=SELLER)
    assert drawn(name="商談4").number.startswith("MT-")
    empty = deal("空の商談")
    with pytest.raises(Conflict, match="no lines"):
        actions.make_quote(empty.pk, by=SELLER)
    lose_deal(empty.pk, reason="price", by=SELLER)
    with pytest.raises(Conflict, match="closed"):
        actions.make_quote(empty.pk, by=SELLER)


def test_a_contract_is_sent_signed_and_taken_out() -> None:
    made = sold()
    for values, field in (({"to_name": "森"}, "file_id"), ({"link": "https://sign.example/1"}, "to_name")):
        with pytest.raises(InputError) as refused:
            actions.record_contract(made.pk, values, by=SELLER)
        assert refused.value.field == field
    given = {"title": "利用契約書", "to_name": "森 由紀", "how": "esign", "link": "https://sign.example/1"}
    row = actions.record_contract(made.pk, given, by=SELLER)
    subject = queries.contract_subject(row.pk)
    actions.sign_contract(row.pk, by=SELLER)
    actions.record_contract(made.pk, {"title": "利用契約書 改"}, contract_id=row.pk, by=SELLER)
    assert [(name, payload["document"]) for name, payload in told(subject)] == [
        ("contract_sent", "利用契約書 改"), ("contract_signed", "利用契約書 改"),
    ]  # fmt: skip
    actions.unsign_contract(row.pk, by=SELLER)
    assert [name for name, _payload in told(subject)] == ["contract_sent"]
    actions.remove_contract(row.pk, by=SELLER)
    assert (told(subject), list(queries.contracts())) == ([], [])
    actions.restore_contract(row.pk, by=SELLER)
    assert [name for name, _payload in told(subject)] == ["contract_sent"]


def test_other_months_count_the_lines_of_the_quote_and_not_those_of_the_deal() -> None:
    quote = drawn()
    before = quote.subtotal
    set_lines(quote.deal_id, [line("1")], by=SELLER)
    changed = actions.change_quote(quote.pk, {"months": quote.months * 2}, by=SELLER)
    assert (changed.subtotal, [each.price for each in changed.lines.all()]) == (
        before * 2, [each.price for each in quote.lines.all()],
    )  # fmt: skip


def test_a_version_whose_mail_may_be_on_its_way_is_no_draft_again() -> None:
    quote = actions.send_quote(drawn().pk, by=SELLER)
    Quote.objects.filter(pk=quote.pk).update(sent_how="mail", sent_to="mori@customer.example")
    with pytest.raises(Conflict, match="went out by mail"):
        actions.take_sending_back(quote.pk, by=SELLER)


def test_an_older_draft_does_not_come_back_past_a_newer_version() -> None:
    first = actions.send_quote(drawn().pk, by=SELLER)
    second = actions.new_version(first.pk, by=SELLER)
    actions.remove_quote(second.pk, by=SELLER)
    third = actions.new_version(first.pk, by=SELLER)
    actions.send_quote(third.pk, by=SELLER)
    with pytest.raises(Conflict, match="newer version"):
        actions.restore_quote(second.pk, by=SELLER)


def test_a_quote_is_marked_as_sent_on_the_workspace_s_own_day(workspace: Tenant) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(timezone="America/New_York")
    with (
        scope(workspace=Workspace.objects.get(pk=workspace.pk)),
        freeze(datetime(2026, 11, 22, 1, tzinfo=UTC)),
    ):
        assert actions.send_quote(drawn().pk, by=SELLER).sent_on == date(2026, 11, 21)
