"""What stages ask for before a deal may enter them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from banso.domain.sales.models import Deal
from banso.domain.sales.queries.sheet import deal_address, sheet_of
from banso.domain.sales.rules.gate import Sheet
from banso.domain.sales.rules.stages import REQUIRED, DealSeen, StageValue, asked_on_the_way
from banso.kit.errors import Lack, Lacking


class StageClosed(Lacking):
    """The deal may not enter a stage yet; one entry for each thing that the stage asks for."""


def demand_required(
    deal: Deal, key: str, stages: Sequence[StageValue], *, sheet: Sheet | None = None
) -> None:
    """Raise StageClosed unless the deal has what the stages up to `key` ask for."""
    wins = key == stages[-1].key
    # Whoever wins a deal says when that was; the day on which it was expected is past.
    asked = [
        name
        for name in asked_on_the_way(deal.stage, key, stages)
        if not (wins and name == "expected_close_on")
    ]
    if not asked:
        return
    sheet = sheet or sheet_of(deal)
    looked = DealSeen(deal.amount, deal.expected_close_on, deal.owner_name, deal.source, sheet)
    missing = [name for name in asked if not REQUIRED[name].has(looked)]
    if missing:
        raise StageClosed(
            _("Before this stage the deal needs: %(what)s.")
            % {"what": ", ".join(str(REQUIRED[name].words) for name in missing)},
            [
                Lack(
                    field=name,
                    message=_("Missing: %(what)s.") % {"what": REQUIRED[name].words},
                    code="required",
                    href=deal_address(deal.pk) + REQUIRED[name].where,
                )
                for name in missing
            ],
        )
