"""The ten items of a deal."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from banso.domain.sales import actions, queries
from banso.domain.sales.queries.sheet import Entry
from banso.domain.sales.schemas import EntryIn, EntryOut, SheetOut, SheetTextsIn, SignConcernsIn, SignIn
from banso.kit.access import ApiAuth, access_of

router = Router(tags=["deals"])


@router.get("/{uuid:deal_id}/sheet", response=SheetOut, auth=ApiAuth("deals.view"))
def read_sheet(request: HttpRequest, deal_id: UUID) -> dict[str, object]:  # noqa: ARG001
    """The ten items of the deal, and in `missing` what keeps it from being won."""
    return _sheet(deal_id)


@router.patch("/{uuid:deal_id}/sheet", response=SheetOut, auth=ApiAuth("deals.edit"))
def write_sheet(request: HttpRequest, deal_id: UUID, payload: SheetTextsIn) -> dict[str, object]:
    """Write texts of the sheet; 422 where one says nothing."""
    actions.set_texts(deal_id, payload.values(), by=access_of(request).actor)
    return _sheet(deal_id)


@router.put("/{uuid:deal_id}/sheet/no-promises", response=SheetOut, auth=ApiAuth("deals.edit"))
def sign_no_promises(request: HttpRequest, deal_id: UUID, payload: SignIn) -> dict[str, object]:
    """Sign that no promises were made; 409 where the ledger holds one."""
    actions.sign_no_promises(deal_id, by=access_of(request).actor, withdraw=not payload.signed)
    return _sheet(deal_id)


@router.put("/{uuid:deal_id}/sheet/no-concerns", response=SheetOut, auth=ApiAuth("deals.edit"))
def sign_no_concerns(request: HttpRequest, deal_id: UUID, payload: SignConcernsIn) -> dict[str, object]:
    """Sign that the customer has no concerns, and who of them said so."""
    actions.sign_no_concerns(
        deal_id, asked=payload.asked, by=access_of(request).actor, withdraw=not payload.signed
    )
    return _sheet(deal_id)


@router.post("/{uuid:deal_id}/sheet/{list_name}", response={201: EntryOut}, auth=ApiAuth("deals.edit"))
def add_entry(request: HttpRequest, deal_id: UUID, list_name: str, payload: EntryIn) -> Status[Entry]:
    """Add to goals, priorities, concerns, stakeholders or hints; 422 where the entry says nothing."""
    made = actions.add_entry(deal_id, list_name, payload.values(), by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, made)


@router.patch(
    "/{uuid:deal_id}/sheet/{list_name}/{uuid:entry_id}", response=EntryOut, auth=ApiAuth("deals.edit")
)
def change_entry(
    request: HttpRequest, deal_id: UUID, list_name: str, entry_id: UUID, payload: EntryIn
) -> Entry:
    """Change the given fields of an entry."""
    return actions.change_entry(deal_id, list_name, entry_id, payload.values(), by=access_of(request).actor)


@router.delete(
    "/{uuid:deal_id}/sheet/{list_name}/{uuid:entry_id}", response={204: None}, auth=ApiAuth("deals.edit")
)
def remove_entry(request: HttpRequest, deal_id: UUID, list_name: str, entry_id: UUID) -> Status[None]:
    """Take an entry out of its list."""
    actions.remove_entry(deal_id, list_name, entry_id, by=access_of(request).actor)
    return Status(HTTPStatus.NO_CONTENT, None)


def _sheet(deal_id: UUID) -> dict[str, object]:
    deal = queries.deal_by_id(deal_id)
    row, sheet = queries.sheet_row(deal), queries.sheet_of(deal)
    lists = {name: list(queries.entries(deal.pk, name)) for name in queries.LISTS}
    missing = [
        {"item": each.item, "field": each.key, "code": each.code, "message": each.message, "href": each.href}
        for each in actions.missing_items(sheet)
    ]
    return {
        **lists,
        "background": row.background,
        "problem": row.problem,
        "no_concerns_asked": row.no_concerns_asked,
        "promises": len(sheet.promises),
        "no_promises_by": row.no_promises_by,
        "activities": sheet.activities,
        "communication": row.communication,
        "notes": row.notes,
        "missing": [] if deal.closed_before_banso else missing,
    }
