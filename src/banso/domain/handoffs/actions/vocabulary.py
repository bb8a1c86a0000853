"""The rules by which a CSM is chosen, and the clock that runs until one has accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.queries.segments import segment_by_id
from banso.domain.contracts.queries import product_by_id
from banso.domain.handoffs.models import CsmRule, HandoffClock
from banso.domain.handoffs.queries.people import member_who_accepts
from banso.domain.handoffs.rules.timing import Timing, checked_timing
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line

_MOST = 50


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as somebody writes it; `people` are mail addresses of members who may accept handoffs."""

    name: str
    people: tuple[str, ...]
    segment: UUID | None = None
    product: UUID | None = None
    plan: str = ""
    language: str = ""


def save_rules(rows: Sequence[RuleRow], *, by: Actor) -> list[CsmRule]:
    """Replace the workspace's rules by these, in this order.

    Raises:
        NotFound: no such segment or product.
        InputError: a rule has no name or nobody to choose from, somebody may not accept handoffs, a language
            that there is not, or there are too many.
    """
    if len(rows) > _MOST:
        raise InputError(
            _("There are too many rules."), field="rules", came=len(rows),
            wanted=_("at most %(most)s") % {"most": _MOST},
        )  # fmt: skip
    with transaction.atomic():
        made = [_rule(position, row) for position, row in enumerate(rows)]
        CsmRule.objects.all().delete()
        CsmRule.objects.bulk_create(made)
        note("handoffs.rules", target=str(len(made)), by=by, rules=[row.name for row in made])
    return made


def save_clock(hours: object, opens: object, closes: object, *, by: Actor) -> Timing:
    """Set how long CS has to answer and when business is open, for handoffs that are submitted from now on.

    Args:
        hours: of business, from the winning to the acceptance; from half an hour to 200.
        opens: such as "09:00", in the workspace's zone.
        closes: as `opens`, and later.
        by: who sets it.

    Raises:
        InputError: no such number of hours or time of day, or it closes before it opens.
    """
    timing = checked_timing(hours, opens, closes)
    values = {
        "minutes": int(timing.target.total_seconds()) // 60, "opens": timing.hours.opens,
        "closes": timing.hours.closes,
    }  # fmt: skip
    with transaction.atomic():
        HandoffClock.objects.update_or_create(workspace_id=current_workspace_id(), defaults=values)
        told = {name: str(value) for name, value in values.items()}
        note("handoffs.clock", target=f"{values['minutes']} min", by=by, **told)
    return timing


def _rule(position: int, row: RuleRow) -> CsmRule:
    if row.language not in {"", "ja", "en"}:
        raise InputError(
            _("There is no such language."), field="language", came=row.language, wanted="ja, en"
        )
    if not row.people:
        raise InputError(
            _("A rule needs somebody to choose from."), field="people", wanted=_("one member or more")
        )
    return CsmRule(
        workspace_id=current_workspace_id(),
        position=position,
        name=line("name", row.name, most=80, needed=True),
        segment=segment_by_id(row.segment) if row.segment else None,
        product=product_by_id(row.product) if row.product else None,
        plan=row.plan.strip()[:120],
        language=row.language,
        people=[str(member_who_accepts(email).pk) for email in dict.fromkeys(row.people)],
    )
