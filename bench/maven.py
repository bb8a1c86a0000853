"""A published CRM whole, twice: 85 accounts, 35 agents under 6 managers, 8,800 deals.

    python -m bench.maven

Wants `shared/data/maven_crm` beside the checkout, and says so where it is not there. Fails where a row is
dropped, a name is not told, or a deal has no owner.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
os.environ["BANSO_HOME"] = tempfile.mkdtemp(prefix="banso-bench-")

import django

django.setup()

from django.core.management import call_command

from banso.domain.accounts.actions import create_account
from banso.domain.sales.queries import deals
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.queries import seats
from banso.integrations.files.actions import SentFile, begin, set_mapping, take_in
from banso.integrations.files.models import ImportRun
from banso.integrations.files.report import unmatched
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
from bench.figures import Figure, tell, with_json

# What matches nothing, and what is said of it once for all rows.
WORDS = {
    "product": {"GTXPro": "GTX Pro"},
    "account_external_id": {"": "Unknown"},
    "engaged_on": {"": "2017-12-31"},
}
DEALS = 8_800


def main() -> None:
    given = with_json(argparse.ArgumentParser(description=__doc__)).parse_args()
    data = _data()
    if data is None:
        print("bench.maven: not run, there is no shared/data/maven_crm beside the checkout")
        tell([], given.json)
        return
    call_command("migrate", verbosity=0)
    with scope(workspace=create_workspace("maven", name="Maven", by=SYSTEM)):
        _brought("accounts", data / "accounts.csv")
        create_account({"name": "Unknown", "external_id": "Unknown"}, by=SYSTEM)
        _brought("products", data / "products.csv")
        people = _brought("people", data / "sales_teams.csv")
        _demand(people.counts["new"] == 35 and seats().count() == 41, f"people: {people.counts}")
        pipeline = data / "sales_pipeline.csv"
        checked = _brought("deals", pipeline, dry=True)
        told = {(name, came) for name, came, _count in unmatched(checked)}
        _demand(told == {(name, came) for name, each in WORDS.items() for came in each}, f"told: {told}")
        first, again = _timed(pipeline, "new"), _timed(pipeline, "same")
        _demand(deals().filter(owner=None).count() == 0, "deals without an owner")
    tell(
        [
            Figure(f"{DEALS:,} deals of another system, brought in (processor)", first, "s", bar=15),
            Figure("the same file again, nothing new in it (processor)", again, "s", bar=6),
        ],
        given.json,
    )


def _data() -> Path | None:
    for folder in Path(__file__).resolve().parents:
        if (found := folder / "shared" / "data" / "maven_crm").is_dir():
            return found
    return None


def _brought(
    kind: str, path: Path, *, dry: bool = False, words: dict[str, dict[str, str]] | None = None
) -> ImportRun:
    run = take_in(kind, [SentFile(path.name, [path.read_bytes()])], by=SYSTEM)
    # Beside what the preset says of their words.
    said = {**run.words, **words} if words else None
    set_mapping(run, run.mapping, orders=run.orders, history=run.history, words=said)
    return begin(run, dry=dry, by=SYSTEM)


def _timed(pipeline: Path, outcome: str) -> float:
    begun = time.process_time()
    run = _brought("deals", pipeline, words=WORDS)
    seconds = time.process_time() - begun
    _demand(run.counts[outcome] == run.counts["rows"] == DEALS, f"deals: {run.counts}")
    _demand(not unmatched(run), f"left: {unmatched(run)}")
    return seconds


def _demand(held: bool, words: str) -> None:  # noqa: FBT001 - an assertion that -O does not take away
    if not held:
        raise SystemExit(f"bench.maven: {words}")


if __name__ == "__main__":
    main()
