"""Pages and the KPI board as a signed-in person gets them.

    python -m bench.pages [--accounts 10000] [--facts 1000000] [--events 10000000]
    python -m bench.pages --accounts 100000 --facts 0 --events 0

The pages are asked of Django itself, without a network. Every account has a subscription line; facts beyond
those of the import are notes. A page's figure is the 95th of a hundred, on another account or page each time.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from bench.company import bring_in, write_notes
from bench.figures import Figure, tell, with_json

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

_TIMES = 100
_HOME = "/w/bench/"


def main() -> None:
    parser = with_json(argparse.ArgumentParser(description=__doc__))
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as folder:
        bring_in(Path(folder), accounts=given.accounts, subscriptions=given.accounts)
        os.environ["DJANGO_SETTINGS_MODULE"] = "banso.project.settings"
        import django  # noqa: PLC0415 - the data folder is named by now

        django.setup()
        figures = _figures(given)
    tell(figures, given.json)


def _figures(given: argparse.Namespace) -> list[Figure]:
    from banso.domain.accounts.models import Account  # noqa: PLC0415 - after django.setup()
    from banso.domain.workspaces.queries import workspace_by_slug  # noqa: PLC0415
    from banso.engine.journal.column import store  # noqa: PLC0415
    from banso.engine.journal.loader.run import catch_up  # noqa: PLC0415
    from banso.engine.journal.record import journal_position  # noqa: PLC0415
    from banso.kit.clock import now  # noqa: PLC0415
    from banso.kit.tenancy import scope  # noqa: PLC0415

    workspace = workspace_by_slug("bench")
    with scope(workspace=workspace):
        accounts = list(Account.objects.order_by("external_id").values_list("pk", flat=True))
        write_notes(accounts, given.facts - journal_position())
        facts = journal_position()
    catch_up()
    if given.events:
        from bench.generated import use  # noqa: PLC0415

        created = "FROM banso.facts WHERE type = 'accounts.account_created'"
        account = f"(SELECT arraySort(groupUniqArray(account)) {created})[who % {len(accounts)} + 1]"
        # Two years up to yesterday: what a page shows is what happened lately.
        days = f"sipHash64(number, 1) % 731 + {(now().date() - date(2023, 1, 1)).days - 731}"
        use(store(), workspace.pk, account, people=len(accounts) * 5, events=given.events, days=days)
    with scope(workspace=workspace):
        client = _signed_in()
    size = f"{given.accounts:,} accounts, {facts:,} facts"
    if given.events:
        size += f", {given.events:,} events"
    found = [*_pages(client, accounts, size)]
    if given.events:
        found += _board(client, size)
    store().close()
    return found


def _signed_in() -> "Client":
    from django.test import Client  # noqa: PLC0415

    from banso.domain.workspaces.actions import add_member  # noqa: PLC0415
    from banso.domain.workspaces.models import Person  # noqa: PLC0415
    from banso.kit.actor import SYSTEM  # noqa: PLC0415

    person = Person.objects.create_user("bench@example.com", "bench bench bench", name="Bench")
    add_member(person, ("owner",), by=SYSTEM)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _pages(client: "Client", accounts: "Sequence[UUID]", size: str) -> list[Figure]:
    chosen = accounts[:: max(1, len(accounts) // 50)]
    lists = {
        "the account list": ["accounts/"],
        "the account list, filtered and sorted": [
            f"accounts/?plan={plan}&sort={order}"
            for plan in ("スターター", "スタンダード", "プレミアム")
            for order in ("name", "-changed")
        ],
        "the account list, searched": [f"accounts/?q={text}" for text in ("食品", "customer-77", "0042")],
        "search from anywhere, two characters and more": [
            f"palette?q={text}" for text in ("食品", "customer-77", "物流0042", "株式会社", "医療1")
        ],
    }
    account = [f"accounts/{each}/" for each in chosen]
    found = [_page(client, f"account page, {size}", account, 150)]
    found += [_page(client, f"{name}, {size}", paths, 200) for name, paths in lists.items()]
    return found


def _page(client: "Client", work: str, paths: Sequence[str], bar: float) -> Figure:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        _get(client, paths[0])
    taken = sorted(_get(client, path) for path, _ in zip(cycle(paths), range(_TIMES), strict=False))
    return Figure(f"{work}: p95 ({len(captured)} statements)", taken[int(_TIMES * 0.95)], "ms", bar=bar)


def _board(client: "Client", size: str) -> list[Figure]:
    from banso.engine.metrics import ask as asking  # noqa: PLC0415
    from banso.engine.metrics import ground  # noqa: PLC0415

    def whole() -> tuple[float, float]:
        charts = ("bridge", "nrr", "cohort", "active")
        return _get(client, "kpis/"), sum(_get(client, f"kpis/chart/{name}") for name in charts)

    whole()
    asking._answers.clear()  # noqa: SLF001 - as after the loader has moved
    ground.forget()
    cold, cold_charts = whole()
    warm, warm_charts = whole()
    return [
        Figure(f"KPI board, cold, {size}", cold, "ms", bar=1500),
        Figure(f"KPI board, warm, {size}", warm, "ms", bar=300),
        Figure(f"its four charts, cold, {size}", cold_charts, "ms"),
        Figure(f"its four charts, warm, {size}", warm_charts, "ms"),
    ]


def _get(client: "Client", path: str) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    answer = client.get(f"{_HOME}{path}")
    content = answer.content
    taken = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200 or not content:
        raise SystemExit(f"{path}: {answer.status_code}")
    return taken


if __name__ == "__main__":
    main()
