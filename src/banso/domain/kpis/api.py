"""KPIs, over the API: what there is, a question's answer, the rows behind it, published figures."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from banso.domain.accounts.queries import account_names
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods, read_segment
from banso.domain.kpis.queries import publication_by_id, publications
from banso.domain.kpis.schemas import answer_json, kpi_json, moment, plain, row_json
from banso.engine.metrics.ask import ask, rows
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.kit.access import ApiAuth, access_of
from banso.kit.api import Input
from banso.kit.as_of import read_as_of
from banso.kit.errors import InputError
from banso.kit.paging import MAX_LIMIT, Page, PageOf, page_of
from banso.kit.tenancy import current_workspace_id

router = Router(tags=["kpis"])


class Asked(Schema):
    """A question about a KPI, as query parameters.

    Attributes:
        period: 2019-12, 2019-12-31, 2019-W03, 2019-Q2, 2019-H1 or FY2019.
        to: the last period of a range.
        grain: day, week, month, quarter, half or year; the range is cut into these.
        as_of: use only what was recorded by then.
        by: an attribute of the accounts to break down by.
        segment: the id of a saved segment whose accounts count.
    """

    period: str
    to: str = ""
    grain: str = ""
    variant: str = ""
    as_of: str = ""
    by: str = ""
    segment: str = ""


class PublicationIn(Input):
    """The figure to publish."""

    period: str
    variant: str = ""
    as_of: str = ""
    note: str = ""


class RestatementOut(Schema):
    found_at: datetime
    old_value: str | None
    new_value: str | None
    holds_again: bool
    changes: list[dict[str, Any]]


class PublicationOut(Schema):
    id: UUID
    kpi: str
    variant: str
    definition_version: int
    period: str
    period_start: date
    period_end: date
    as_of: str
    value: str | None
    numerator: str
    denominator: str
    n: int
    rows_hash: str
    note: str
    published_by: str
    published_at: str
    restatements: list[RestatementOut]


def _question(slug: str, asked: Asked) -> Question:
    return Question(
        slug,
        read_periods(asked.period, asked.to, asked.grain),
        asked.variant,
        read_as_of(asked.as_of) if asked.as_of else None,
        asked.by,
        read_segment(asked.segment),
    )


@router.get("", auth=ApiAuth("kpis.view"))
def list_kpis(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the door's signature
    """Every KPI with its variants."""
    return {"data": [kpi_json(kpi) for kpi in registry], "next_cursor": None, "has_more": False}


@router.get("/publications", response=PageOf[PublicationOut], auth=ApiAuth("kpis.view"))
def list_publications(
    request: HttpRequest, limit: int | None = None, cursor: str | None = None
) -> Page[PublicationOut]:
    """Published figures, the newest first, with their restatements."""
    found = page_of(publications(), limit=limit, cursor=cursor, order=("-published_at",), request=request)
    return Page([_publication(each) for each in found.data], found.next_cursor)


@router.get("/publications/{uuid:publication_id}", response=PublicationOut, auth=ApiAuth("kpis.view"))
def read_publication(request: HttpRequest, publication_id: UUID) -> PublicationOut:  # noqa: ARG001
    """One published figure."""
    return _publication(publication_by_id(publication_id))


@router.get("/{slug:kpi}", auth=ApiAuth("kpis.view"))
def read_kpi(request: HttpRequest, kpi: str, asked: Query[Asked]) -> dict[str, Any]:  # noqa: ARG001
    """The answer to a question: one point a period; ratios as fractions, money as strings."""
    return answer_json(ask(_question(kpi, asked)))


@router.get("/{slug:kpi}/rows", auth=ApiAuth("kpis.view"))
def read_rows(
    request: HttpRequest, kpi: str, asked: Query[Asked], limit: int = 50, cursor: str = ""
) -> Mapping[str, Any]:
    """The rows that make the number, largest first."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(
            _("limit %(n)d is out of range") % {"n": limit},
            field="limit", came=limit, wanted=_("1 to %(most)d") % {"most": MAX_LIMIT},
        )  # fmt: skip
    offset = _opened(cursor) if cursor else 0
    question = _question(kpi, asked)
    declared, variant = registry.variant(question.slug, question.variant)
    found = rows(question, limit=limit, offset=offset)
    names = account_names({row.account for row in found.rows})
    more = offset + limit < found.total
    following = _signer().sign_object([offset + limit]) if more else None
    request.next_cursor = following  # type: ignore[attr-defined]
    return {
        "data": [row_json(row, declared, variant, names.get(row.account, "")) for row in found.rows],
        "total": found.total,
        "next_cursor": following,
        "has_more": more,
    }


@router.post("/{slug:kpi}/publications", response={201: PublicationOut}, auth=ApiAuth("kpis.manage"))
def publish(request: HttpRequest, kpi: str, payload: PublicationIn) -> Status[PublicationOut]:
    """Freeze a figure: its value and its rows never change from now on."""
    asked = Asked(period=payload.period, variant=payload.variant, as_of=payload.as_of)
    made = publish_figure(_question(kpi, asked), remark=payload.note, by=access_of(request).actor)
    return Status(HTTPStatus.CREATED, _publication(made))


def _signer() -> signing.Signer:
    return signing.Signer(salt=f"kpi-rows:{current_workspace_id()}")


def _opened(cursor: str) -> int:
    try:
        (offset,) = _signer().unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise InputError(
            _("the cursor is not one of this list"),
            field="cursor", came=cursor, wanted=_("next_cursor of the page before, unchanged"),
        ) from error  # fmt: skip
    return int(offset)


def _publication(made: Publication) -> PublicationOut:
    return PublicationOut(
        id=made.pk,
        kpi=made.kpi,
        variant=made.variant,
        definition_version=made.definition_version,
        period=made.label,
        period_start=made.period_start,
        period_end=made.period_end,
        as_of=moment(made.as_of),
        value=None if made.value is None else plain(made.value),
        numerator=plain(made.numerator),
        denominator=plain(made.denominator),
        n=made.n,
        rows_hash=made.rows_hash,
        note=made.note,
        published_by=made.published_by,
        published_at=moment(made.published_at),
        restatements=[_restatement(each) for each in made.restatements.all()],
    )


def _restatement(each: Restatement) -> RestatementOut:
    return RestatementOut(
        found_at=each.found_at,
        old_value=None if each.old_value is None else plain(each.old_value),
        new_value=None if each.new_value is None else plain(each.new_value),
        holds_again=each.holds_again,
        changes=each.changes,
    )
