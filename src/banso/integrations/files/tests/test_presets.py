"""The mappings of known exports, and those exports themselves where they are beside the checkout."""

from collections import Counter
from pathlib import Path

import pytest

from banso.domain.accounts.queries import accounts, contacts
from banso.domain.contracts.actions import set_rate
from banso.domain.contracts.queries import subscriptions
from banso.integrations.files.kinds import KINDS
from banso.integrations.files.models import ImportRun
from banso.integrations.files.presets import PRESETS, Preset
from banso.integrations.files.report import noted_rows, rejected_rows
from banso.integrations.files.tests.factories import SATO, brought, counts
from banso.kit.errors import InputError

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.slug)
def test_every_preset_maps_to_columns_that_there_are(preset: Preset) -> None:
    kind = KINDS[preset.kind]
    assert [name for name in preset.mapping.values() if kind.field(name) is None] == []


def _brought(data: Path, kind: str, *names: str, create_accounts: bool = False) -> ImportRun:
    return brought(kind, *[(data / name).read_bytes() for name in names], create_accounts=create_accounts)


def test_salesforce(shared_data: Path) -> None:
    run = _brought(shared_data, "accounts", "fivetran_seeds/salesforce/sf_account_data.csv")
    assert (run.preset, run.counts["rows"]) == ("salesforce-accounts", 10)
    reasons = {row["reason"] for row in rejected_rows(run)}
    assert reasons <= {"The source says that the record is deleted."}
    assert accounts().filter(name="Eric's Test").exists()
    run = _brought(
        shared_data, "contacts", "fivetran_seeds/salesforce/sf_contact_data.csv", create_accounts=True
    )
    assert (run.preset, counts(run)) == ("salesforce-contacts", (3, 0, 0, 1))
    assert sorted(contacts().values_list("name", flat=True)) == ["Janet Yellen", "Jerome", "Jerome Powell"]


def test_hubspot(shared_data: Path) -> None:
    run = _brought(shared_data, "accounts", "fivetran_seeds/hubspot_source/company_data.csv")
    assert run.preset == "hubspot-companies"
    assert counts(run)[0] + counts(run)[3] == 24
    assert accounts().get(external_id="2182162682").country == "United States"
    # The published contacts have digests for mail addresses and name no company: each says so.
    run = _brought(shared_data, "contacts", "fivetran_seeds/hubspot_source/contact_data.csv")
    assert (run.preset, counts(run)) == ("hubspot-contacts", (0, 0, 0, 22))
    assert {row["reason"] for row in rejected_rows(run)} == {
        "The row names no account.",
        "No account is called “SampleCompany”.",
    }


STRIPE = [
    f"fivetran_seeds/stripe/{name}.csv"
    for name in ("plan_data", "subscription_data", "subscription_item_data")
]


def test_stripe_items_are_priced_by_their_plans(shared_data: Path) -> None:
    from datetime import date  # noqa: PLC0415 - used here alone
    from decimal import Decimal  # noqa: PLC0415

    set_rate("USD", day=date(2020, 1, 1), rate=Decimal(150), by=SATO)
    run = _brought(shared_data, "subscriptions", *STRIPE, create_accounts=True)
    assert run.preset == "stripe-subscriptions"
    found = {row.external_id: row for row in subscriptions()}
    line = found["bea81c1795a612d8fc3a232b15646702"]
    # 150,000 cents a month for each of two.
    assert [(each.monthly, each.seats) for each in line.versions.all()] == [(Decimal("3000.000000"), 2)]
    assert (line.currency, line.ends_on, line.product.name) == (
        "USD",
        date(2021, 2, 19),
        "prod_BUqcov3uJTssuQ",
    )
    assert counts(run)[0] == len(found) == 2
    assert {row["reason"] for row in rejected_rows(run)} == {
        "The file of subscriptions does not have this one.",
        "The file of plans does not have this one.",
    }


def test_stripe_subscriptions_alone_do_not_say_what_is_paid(shared_data: Path) -> None:
    with pytest.raises(InputError, match="do not belong together"):
        _brought(shared_data, "subscriptions", *STRIPE[:2])


def test_ravenstack_comes_in_and_its_contradictions_are_told(shared_data: Path) -> None:
    from datetime import date  # noqa: PLC0415
    from decimal import Decimal  # noqa: PLC0415

    run = _brought(shared_data, "accounts", "ravenstack/ravenstack_accounts.csv")
    assert (run.preset, counts(run), run.counts["noted"]) == ("ravenstack-accounts", (500, 0, 0, 0), 25)
    assert accounts().get(external_id="A-2e4581").created_on == date(2024, 10, 16)
    run = _brought(shared_data, "subscriptions", "ravenstack/ravenstack_subscriptions.csv")
    assert (run.preset, counts(run)) == ("ravenstack-subscriptions", (5000, 0, 0, 0))
    assert run.counts["noted"] == 207
    told = Counter(str(row["field"]) for row in noted_rows(run))
    # Every account that is said to be gone, or on trial, has open subscriptions that are paid.
    assert told == {"upgrade_flag, downgrade_flag": 23, "gone": 110, "on_trial": 97}
    again = _brought(shared_data, "accounts", "ravenstack/ravenstack_accounts.csv")
    assert Counter(str(row["field"]) for row in noted_rows(again)) == {
        "churn_flag, is_trial": 25, "gone": 110, "on_trial": 97,
    }  # fmt: skip
    line = subscriptions().get(external_id="S-8cec59")
    assert (line.starts_on, line.ends_on) == (date(2023, 12, 23), date(2024, 4, 12))
    assert line.versions.get().monthly == Decimal(2786)
    again = _brought(shared_data, "subscriptions", "ravenstack/ravenstack_subscriptions.csv")
    assert counts(again) == (0, 0, 5000, 0)


def test_maven_accounts_are_known_by_their_names(shared_data: Path) -> None:
    run = _brought(shared_data, "accounts", "maven_crm/accounts.csv")
    assert (run.preset, counts(run)) == ("maven-accounts", (85, 0, 0, 0))
    child = accounts().exclude(parent=None).order_by("name").first()
    assert child is not None
    assert child.parent is not None
    assert accounts().filter(name="Acme Corporation", industry="technolgy", employees=2822).exists()


def test_companies_of_edinet_come_in_from_cp932(shared_data: Path) -> None:
    run = _brought(shared_data, "accounts", "edinet/edinet_companies_with_houjin_cp932.csv")
    assert set(run.mapping.values()) >= {"name", "name_kana", "corporate_number", "industry"}
    # Different companies share a name, and no column is their id: the second is told, not merged.
    assert counts(run)[0] + counts(run)[3] == 7258
