"""Quotes of the sample company in every state, contracts sent, and a discount that waits for an approval."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from banso.domain.accounts.queries import contacts_of
from banso.domain.quotes import actions
from banso.domain.quotes.models import Quote, SentContract
from banso.domain.sales.actions import LineValues, ask_approval, set_lines
from banso.domain.sales.queries import deal_by_id, lines_of
from banso.integrations.sample.customers import corporate_number
from banso.integrations.sample.days import at, is_working
from banso.kit.actor import Actor
from banso.kit.clock import freeze

Paper = TypeVar("Paper", Quote, SentContract)
ISSUER = {
    "company": "ハルニレ株式会社", "company_en": "Harunire Inc.",
    "address": "〒060-0001\n札幌市中央区北一条西2丁目1番", "phone": "011-000-0000",
    "address_en": "2-1 Kita 1-jo Nishi, Chuo-ku, Sapporo 060-0001, Japan", "email": "sales@harunire.example",
    "registration": f"T{corporate_number(4300)}", "payment_terms": "月末締め、翌月末日までに銀行振込",
    "payment_terms_en": "Bank transfer by the end of the month after the invoice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """A deal whose papers are written.

    Attributes:
        began, filled: when the deal began, and when its lines were known.
        today: the day after the last of which anything is known.
        contact, name: who of the customer gets them.
    """

    deal: UUID
    by: Actor
    began: date
    filled: date
    today: date
    contact: UUID
    name: str

    def after(self, days: int, minute: int, act: Callable[[], Paper]) -> Paper:
        """Do something so many days after the deal began, not before its lines are known."""
        return _on(max(self.filled, self.began + timedelta(days=days)), minute, act)

    def ago(self, days: int, act: Callable[[], Paper]) -> Paper:
        """Do something so many days ago, or on the last working day before."""
        day = self.today - timedelta(days=days)
        while not is_working(day):
            day -= timedelta(days=1)
        return _on(day, 0, act)

    def sent(self, **more: object) -> Quote:
        """A quote of the deal as it is, sent."""
        made = actions.make_quote(self.deal, {"contact_id": self.contact, **more}, by=self.by)
        return actions.send_quote(made.pk, by=self.by)

    def contract(self, quote: Quote) -> SentContract:
        """The contract that follows a quote, sent to be signed."""
        values = {
            "title": "利用契約書", "how": "esign", "contact_id": self.contact, "quote_id": quote.pk,
            "link": f"https://sign.example/{quote.number.lower()}",
        }  # fmt: skip
        return actions.record_contract(self.deal, values, by=self.by)


def _on(day: date, minute: int, act: Callable[[], Paper]) -> Paper:
    with freeze(at(day, 17, minute)):
        return act()


def set_up(*, by: Actor, on: date) -> None:
    """Say what stands on quotes of who sends them."""
    with freeze(at(on, 10)):
        actions.save_issuer(ISSUER, by=by)


def write_papers(course: str, deal: UUID, *, by: Actor, began: date, filled: date, today: date) -> None:
    """Write what became of a deal's quotes; a deal that has none, or nobody to send them to, is left.

    Args:
        course: the deal's name.
        deal: its id.
        by: who sells it.
        began: when the deal began.
        filled: when its lines were known.
        today: the day after the last of which anything is known.
    """
    found = deal_by_id(deal)
    contact = contacts_of(found.account_id).exclude(email="").first() if found.account_id else None
    papers = _PAPERS.get(course)
    if papers is not None and contact is not None and found.lines.all():
        papers(Desk(deal, by, began, filled, today, contact.pk, contact.name))


def _draft(desk: Desk) -> None:
    desk.ago(3, lambda: actions.make_quote(desk.deal, {"contact_id": desk.contact}, by=desk.by))


def _waiting(desk: Desk) -> None:
    """The customer wants a discount that somebody has to approve; the next version waits for it."""
    first = desk.ago(18, desk.sent)
    second = desk.ago(4, lambda: actions.new_version(first.pk, by=desk.by))

    def ask() -> Quote:
        set_lines(desk.deal, _discounted(desk.deal), by=desk.by)
        ask_approval(desk.deal, remark="3年の契約が条件。競合は2割引を提示している", by=desk.by)
        return actions.retake_lines(second.pk, by=desk.by)

    desk.ago(3, ask)


def _discounted(deal: UUID) -> list[LineValues]:
    return [replace(line, discount=Decimal(15)) for line in lines_of(deal_by_id(deal))]


def _accepted(desk: Desk) -> None:
    """A second version was accepted; the contract is with the customer."""
    first = desk.ago(26, desk.sent)
    second = desk.ago(12, lambda: actions.new_version(first.pk, by=desk.by))
    desk.ago(12, lambda: actions.send_quote(second.pk, by=desk.by))
    desk.ago(6, lambda: actions.accept_quote(second.pk, who=desk.name, by=desk.by))
    desk.ago(5, lambda: desk.contract(second))


def _won(desk: Desk) -> None:
    quote = desk.after(5, 10, desk.sent)
    desk.after(7, 20, lambda: actions.accept_quote(quote.pk, who=desk.name, by=desk.by))
    sent = desk.after(7, 30, lambda: desk.contract(quote))
    desk.after(8, 40, lambda: actions.sign_contract(sent.pk, by=desk.by))


def _declined(desk: Desk) -> None:
    quote = desk.after(5, 10, desk.sent)
    reason = "他社の見積が3割安かった"
    desk.after(8, 20, lambda: actions.decline_quote(quote.pk, reason=reason, who=desk.name, by=desk.by))


def _expired(desk: Desk) -> None:
    last = desk.filled + timedelta(days=14)
    desk.after(5, 10, lambda: desk.sent(valid_until=last))
    with freeze(at(last + timedelta(days=1), 0, 10)):
        actions.expire_due()


_PAPERS: dict[str, Callable[[Desk], None]] = {
    "帳票の自動作成": _draft,
    "全社の設備台帳": _waiting,
    "監査対応パックの追加": _accepted,
    "協力会社の点検記録": _won,
    "倉庫の入出庫管理": _expired,
    "店舗の開店前点検": _declined,
}
