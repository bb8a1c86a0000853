"""A CSM chosen by segment, as the database knows its accounts."""

import pytest

from banso.domain.accounts.actions import update_account
from banso.domain.accounts.actions.segments import archive_segment, create_segment
from banso.domain.handoffs import actions
from banso.domain.handoffs.tests.factories import Town, deal, town, won
from banso.domain.sales.tests.factories import account_of
from banso.engine.journal.loader.whole import ERASING
from banso.engine.journal.models import LoaderOffset
from banso.kit.errors import InputError


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_a_rule_by_segment_chooses_for_its_accounts_alone(place: Town) -> None:
    by = place.actor("manager")
    care = {"kind": "check", "field": "industry", "op": "is", "value": "医療"}
    hospitals = create_segment("病院", care, by=by)
    rest = actions.RuleRow("そのほか", ("sato@harunire.example",))
    actions.save_rules([actions.RuleRow("病院", ("ueda@harunire.example",), hospitals.pk), rest], by=by)

    chosen = won(place)
    assert (chosen.csm_name, chosen.csm_how, chosen.csm_rule) == ("上田 翔", "rule", "病院")
    other = deal(place, "倉庫の点検")
    update_account(account_of(other), {"industry": "物流"}, by=by)
    assert won(place, other).csm_rule == "そのほか"
    # Nobody is in a segment that was put away.
    archive_segment(hospitals.pk, by=by)
    assert won(place, deal(place, "三つ目")).csm_rule == "そのほか"


@pytest.mark.parametrize("name", ["", " \x00 ", "\u200b", "あ" * 81])
def test_a_rule_has_a_name_that_fits(place: Town, name: str) -> None:
    with pytest.raises(InputError) as caught:
        actions.save_rules([actions.RuleRow(name, ("sato@harunire.example",))], by=place.actor("manager"))
    assert caught.value.field == "name"


def test_a_deal_is_won_while_the_numbers_of_a_segment_cannot_be_had(
    place: Town, caplog: pytest.LogCaptureFixture
) -> None:
    by = place.actor("manager")
    paying = {"kind": "check", "field": "measure.mrr", "op": "at_least", "value": 1}
    large = create_segment("大口", paying, by=by)
    rows = [
        actions.RuleRow("大口", ("ueda@harunire.example",), large.pk),
        actions.RuleRow("そのほか", ("sato@harunire.example",)),
    ]
    actions.save_rules(rows, by=by)
    # While a person is erased from it the column store answers nothing.
    LoaderOffset.objects.update_or_create(name=ERASING, defaults={"upto": 1})
    assert won(place).csm_rule == "そのほか"
    assert (caplog.text.count("segment_not_asked"), str(large.pk) in caplog.text) == (1, True)
