"""Setting the pipeline's stages, the reasons and the limit of discounts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.sales.models import Deal, DealReason, DealStage, SalesLimit
from banso.domain.sales.queries.approvals import limits
from banso.domain.sales.queries.vocabulary import deal_stages, reasons
from banso.domain.sales.rules.approvals import APPROVERS, Limits
from banso.domain.sales.rules.reasons import ReasonValue
from banso.domain.sales.rules.stages import LONGEST_NAME, StageValue, checked_stages
from banso.domain.sales.rules.worth import checked_percent
from banso.domain.workspaces.actions import note
from banso.kit.actor import Actor
from banso.kit.errors import InputError
from banso.kit.money import plain
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import line
from banso.kit.words import Text

MOST_REASONS = 30
OPEN_ROLES = ("approval_role", "not_in_product_role")
ROLES = ("line_role", "whole_role", *OPEN_ROLES)


def save_stages(given: Sequence[Mapping[str, object]], *, by: Actor) -> tuple[StageValue, ...]:
    """Make the pipeline be exactly these stages, in this order; the last one wins.

    Args:
        given: each with `name_en`, `name_ja`, `probability`, `required`, `proposal`, and `key` where it is
            known already. One without names is left out.
        by: who sets them.

    Raises:
        InputError: too few or too many, two of one name, or a stage is gone that open deals are in.
    """
    wanted = [_stage(each) for each in given if each.get("name_en") or each.get("name_ja")]
    stages = checked_stages(_keyed(wanted))
    with transaction.atomic():
        _demand_empty({each.key for each in deal_stages()} - {each.key for each in stages}, stages)
        DealStage.objects.all().delete()
        DealStage.objects.bulk_create(
            DealStage(
                workspace_id=current_workspace_id(), key=each.key, name_en=each.words.en,
                name_ja=each.words.ja, position=position, probability=each.probability,
                required=list(each.required), proposal=each.proposal, won=each.won,
            )
            for position, each in enumerate(stages)
        )  # fmt: skip
        note("deal_stages.saved", target=", ".join(each.key for each in stages), by=by)
    return stages


def save_reasons(
    outcome: str, given: Sequence[Mapping[str, object]], *, by: Actor
) -> tuple[ReasonValue, ...]:
    """Make the reasons of an outcome be exactly these, in this order; those in use keep their key.

    Raises:
        InputError: an unknown outcome, none or too many, two of one name, or one is gone that closed deals
            were closed for.
    """
    if outcome not in {"won", "lost"}:
        raise InputError(_("There is no such outcome."), field="outcome", came=outcome, wanted="won, lost")
    wanted = [_reason(outcome, each) for each in given if each.get("name_en") or each.get("name_ja")]
    if not 1 <= len(wanted) <= MOST_REASONS:
        raise InputError(
            _("Between 1 and %(most)s reasons can be kept.") % {"most": MOST_REASONS},
            field="reasons", came=len(wanted), wanted=_("at least one"),
        )  # fmt: skip
    kept = _keyed_reasons(wanted)
    with transaction.atomic():
        before = reasons()
        others = [each for each in before if each.outcome != outcome]
        gone = {each.key for each in before if each.outcome == outcome} - {each.key for each in kept}
        used = Deal.objects.filter(status=outcome, reason__in=gone).values_list("reason", flat=True).first()
        if used is not None:
            raise InputError(
                _("Deals were closed for a reason that is missing here."), field="reasons", came=used,
                wanted=_("the reason, under whatever name"),
            )  # fmt: skip
        DealReason.objects.all().delete()
        DealReason.objects.bulk_create(
            DealReason(
                workspace_id=current_workspace_id(), outcome=each.outcome, key=each.key,
                name_en=each.words.en, name_ja=each.words.ja, position=position,
            )
            for position, each in enumerate([*others, *kept])
        )  # fmt: skip
        note("deal_reasons.saved", target=outcome, by=by, keys=[each.key for each in kept])
    return tuple(kept)


def set_limits(given: Mapping[str, Any], *, by: Actor) -> Limits:
    """Say what needs an approval, and whose.

    Args:
        given: `discount` of a line, in percent, with `line_role`; `whole` of all lines (None for no rule of
            its own) with `whole_role`; `approval_role` and `not_in_product_role` of promises of those
            classes, "" where they need none. What is left out stays as it is.
        by: who sets them.

    Raises:
        InputError: no percentage, or no role that approves.
    """
    clean = {name: _limit(name, value) for name, value in given.items()}
    with transaction.atomic():
        row, _created = SalesLimit.objects.update_or_create(
            workspace_id=current_workspace_id(), defaults=clean,
            create_defaults={"discount": Limits().line, **clean},
        )  # fmt: skip
        note("sales_limit.set", target=f"{plain(row.discount)}%", by=by)
    return limits()


def _limit(name: str, value: Any) -> Any:  # noqa: ANN401 - a percentage or a role
    if name in {"discount", "whole"}:
        return None if value is None and name == "whole" else checked_percent(value, field=name)
    if name not in ROLES or value not in (*APPROVERS, *([""] if name in OPEN_ROLES else [])):
        raise InputError(
            _("This is none of the choices."), field=name, came=value, wanted=", ".join(APPROVERS)
        )
    return value


def _stage(given: Mapping[str, object]) -> StageValue:
    words = _words(given, LONGEST_NAME)
    try:
        probability = int(str(given.get("probability") or 0))
    except ValueError:
        raise InputError(
            _("This is not a percentage: %(came)s.") % {"came": given.get("probability")},
            field="probability", came=given.get("probability"), wanted=_("0 to 100"),
        ) from None  # fmt: skip
    required = given.get("required") or ()
    return StageValue(
        str(given.get("key") or ""),
        words,
        probability,
        tuple(str(each) for each in required),  # type: ignore[attr-defined]
        proposal=bool(given.get("proposal")),
    )


def _reason(outcome: str, given: Mapping[str, object]) -> ReasonValue:
    return ReasonValue(outcome, str(given.get("key") or ""), _words(given, 80))


def _words(given: Mapping[str, object], most: int) -> Text:
    """Both names; one stands for the other where only one is given."""
    en, ja = (line(name, given.get(name), most=most) for name in ("name_en", "name_ja"))
    return Text(en=en or ja, ja=ja or en)


def _keyed(stages: Sequence[StageValue]) -> list[StageValue]:
    keys = _new_keys([(each.key, each.words.en) for each in stages], {each.key for each in deal_stages()})
    return [
        StageValue(key, each.words, each.probability, each.required, proposal=each.proposal)
        for key, each in zip(keys, stages, strict=True)
    ]


def _keyed_reasons(wanted: Sequence[ReasonValue]) -> list[ReasonValue]:
    names = [each.words.en for each in wanted]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(
            _("Two reasons are called %(name)s.") % {"name": twice}, field="reasons", came=twice,
            wanted=_("each name once"),
        )  # fmt: skip
    known = {each.key for each in reasons() if each.outcome == wanted[0].outcome}
    keys = _new_keys([(each.key, each.words.en) for each in wanted], known)
    return [ReasonValue(each.outcome, key, each.words) for key, each in zip(keys, wanted, strict=True)]


def _new_keys(named: Sequence[tuple[str, str]], known: set[str]) -> list[str]:
    """A key for each: its own where that is known, else one made of its name."""
    taken = {key for key, _name in named if key in known}
    found: list[str] = []
    for key, name in named:
        if key not in known:
            stem = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:30] or "stage"
            key = next(each for each in (stem, *(f"{stem}_{n}" for n in range(2, 99))) if each not in taken)  # noqa: PLW2901
            taken.add(key)
        found.append(key)
    return found


def _demand_empty(gone: set[str], stages: Sequence[StageValue]) -> None:
    used = Deal.objects.filter(stage__in=gone, status="open").values_list("stage", flat=True).first()
    if used is not None:
        raise InputError(
            _("Open deals are in a stage that is missing here."), field="stages", came=used,
            wanted=_("the stage, under whatever name; or move the deals first"),
        )  # fmt: skip
    winning = stages[-1].key
    if Deal.objects.filter(stage=winning, status="open").exists():
        raise InputError(
            _("Open deals are in the stage that is to win."), field="stages", came=winning,
            wanted=_("a last stage without open deals"),
        )  # fmt: skip
