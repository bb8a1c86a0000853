"""Quotes and contracts that were sent, for tests."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from banso.domain.accounts.queries.records import files_of
from banso.domain.contracts.actions import PlanValues, save_plan, save_product
from banso.domain.quotes import actions
from banso.domain.quotes.models import Quote
from banso.domain.sales.actions import LineValues, create_deal, set_lines
from banso.domain.sales.models import Deal
from banso.domain.sales.tests.factories import SELLER, deal, line
from banso.kit.actor import Actor


def sold(name: str = "点検のデジタル化", **more: Any) -> Deal:
    """An open deal with one line: 150 seats, 360,000 a month."""
    return set_lines(deal(name).pk, [line(**more)], by=SELLER)


def drawn(**more: Any) -> Quote:
    """A draft of that deal."""
    return actions.make_quote(sold(**more).pk, by=SELLER)


def furnish_quotes(
    account_id: UUID, contact_id: UUID, *, say: Callable[[int], str], email: str, by: Actor
) -> dict[str, UUID]:
    """Rows in every table of quotes, every text made by `say`, which gets how long it may be.

    One version was declined, the next is a draft; another quote waits for its answer; a contract was signed.
    Returns the id that stands for each word of an address.
    """
    issuer = {"company": 200, "company_en": 200, "address": 400, "address_en": 400, "phone": 40,
              "payment_terms": 300, "payment_terms_en": 300, "note": 2000, "note_en": 2000}  # fmt: skip
    words = {name: say(most)[:most] for name, most in issuer.items()}
    actions.save_issuer({**words, "email": email}, by=by)
    product = save_product(None, name=f"{say(150)} Q", by=by)
    plan = save_plan(None, product_id=product.pk, values=_plan(say(150)), by=by)
    made = create_deal(
        {"name": say(150), "account_id": account_id, "owner_name": say(100), "owner_email": email}, by=by
    )
    lines = [LineValues(product=product.pk, plan=plan.pk, seats=40, monthly=Decimal(396_000))]
    set_lines(made.pk, lines, by=by)
    values = {"title": say(200), "company": say(200), "contact_id": contact_id, "payment_terms": say(300),
              "note": say(2000)}  # fmt: skip
    first = actions.make_quote(made.pk, values, by=by)
    actions.send_quote(first.pk, by=by)
    actions.decline_quote(first.pk, reason=say(500), who=say(120), by=by)
    second = actions.new_version(first.pk, by=by)
    waiting = actions.send_quote(actions.make_quote(made.pk, by=by).pk, by=by)
    given: dict[str, object] = {
        "title": say(200), "to_name": say(120), "quote_id": first.pk,
        "link": f"https://sign.example/{email}",
    }  # fmt: skip
    file = files_of(account_id).filter(archived_at=None).order_by("-pk").first()
    contract = actions.record_contract(made.pk, given | ({"file_id": file.pk} if file else {}), by=by)
    actions.sign_contract(contract.pk, who=say(120), by=by)
    return {
        "quote_id": second.pk, "sent_quote_id": waiting.pk, "answered_quote_id": first.pk,
        "sent_contract_id": contract.pk,
    }  # fmt: skip


def _plan(name: str) -> PlanValues:
    return PlanValues(name, 2, Decimal(396_000), "JPY", "month")
