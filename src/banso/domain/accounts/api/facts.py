"""Facts: everything that happened, as it is known."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.translation import gettext as _
from ninja import Router

from banso.domain.accounts.queries.accounts import account_ids_by_external_id
from banso.domain.accounts.schemas import FactOut
from banso.engine.journal.fact import catalogue
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts, versions
from banso.kit.access import ApiAuth
from banso.kit.api.moments import demand_moment
from banso.kit.errors import InputError, NotFound
from banso.kit.paging import Page, PageOf, page_of

router = Router(tags=["facts"])


@router.get("", response=PageOf[FactOut], auth=ApiAuth("facts.view"))
def list_facts(
    request: HttpRequest,
    *,
    account: UUID | None = None,
    account_external_id: str | None = None,
    type: str | None = None,  # noqa: A002 - the field's word
    since: datetime | None = None,
    until: datetime | None = None,
    recorded_since: datetime | None = None,
    as_of: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[JournalEntry]:
    """The newest version of each fact that holds, the latest first.

    `since` and `until` bound when it happened (until excluded), `recorded_since` when it was learned;
    `as_of` answers with what was known then. Several `type` may be given.
    """
    for name, moment in (
        ("since", since),
        ("until", until),
        ("as_of", as_of),
        ("recorded_since", recorded_since),
    ):
        demand_moment(name, moment)
    rows = current_facts(as_of=as_of)
    if account is not None:
        rows = rows.filter(account=account)
    if account_external_id is not None:
        rows = rows.filter(account__in=account_ids_by_external_id([account_external_id]).values())
    if type is not None:
        rows = rows.filter(type__in=_types(request.GET))
    if since is not None:
        rows = rows.filter(occurred_at__gte=since)
    if until is not None:
        rows = rows.filter(occurred_at__lt=until)
    if recorded_since is not None:
        rows = rows.filter(recorded_at__gte=recorded_since)
    return page_of(rows, limit=limit, cursor=cursor, order=("-occurred_at", "-pk"), request=request)


@router.get("/{uuid:fact_id}", response=list[FactOut], auth=ApiAuth("facts.view"))
def read_fact(request: HttpRequest, fact_id: UUID) -> list[JournalEntry]:  # noqa: ARG001
    """Every version of one fact, the first first."""
    rows = list(versions(fact_id))
    if not rows:
        raise NotFound(_("there is no such fact"))
    return rows


def _types(query: QueryDict) -> list[str]:
    asked = query.getlist("type")
    unknown = [name for name in asked if catalogue.get(name) is None]
    if unknown:
        known = ", ".join(kind.type for kind in catalogue)
        raise InputError(_("there is no such type of fact"), field="type", came=unknown[0], wanted=known)
    return asked
