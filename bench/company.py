"""A company of any size, the same in every run.

Its customers come in by the real import, its facts by the real recorder.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

_INDUSTRIES = ("製造業", "小売業", "物流", "食品", "医療", "教育", "建設", "金融")
_PLANS = ("スターター", "スタンダード", "プレミアム")
_STAGES = ("onboarding", "adoption", "expansion", "renewal")
_FIRST = date(2023, 1, 8)
_CHUNK = 5_000


def command(*words: str) -> None:
    """Run `banso …` in the data folder of this process."""
    subprocess.run([sys.executable, "-m", "banso.project", *words], check=True, stdout=subprocess.DEVNULL)


def write_accounts(path: Path, count: int) -> None:
    """A file of accounts as `banso import accounts` takes it."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("external_id", "name", "industry", "plan", "employees", "region"))
        for number in range(count):
            rows.writerow((
                f"customer-{number}",
                f"{_INDUSTRIES[number % 8]}{number:06d}株式会社",
                _INDUSTRIES[number % 8],
                _PLANS[number % 3],
                number % 4000,
                f"地域{number % 47}",
            ))  # fmt: skip


def write_subscriptions(path: Path, count: int) -> None:
    """One line for each of the first `count` accounts; every tenth has ended."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("external_id", "account_external_id", "starts_on", "ends_on", "mrr", "currency"))
        for number in range(count):
            start = _FIRST + timedelta(days=number % 700)
            end = start + timedelta(days=365) if number % 10 == 0 else ""
            rows.writerow((f"S-{number}", f"customer-{number}", start, end, 10_000 + number % 90_000, "JPY"))


def bring_in(home: Path, *, accounts: int, subscriptions: int) -> None:
    """Import both into the workspace `bench` of the data folder `home`."""
    os.environ["BANSO_HOME"] = str(home)
    command("migrate", "--quiet")
    command("workspace", "create", "bench", "--name", "Bench")
    write_accounts(home / "accounts.csv", accounts)
    command("import", "accounts", str(home / "accounts.csv"))
    if subscriptions:
        write_subscriptions(home / "subscriptions.csv", subscriptions)
        command("import", "subscriptions", str(home / "subscriptions.csv"))


def write_notes(accounts: list[UUID], count: int) -> None:
    """Record `count` notes, spread over the accounts and two years, in the open workspace."""
    from django.db import transaction  # noqa: PLC0415 - after django.setup()

    from banso.domain.accounts.facts import NoteWritten  # noqa: PLC0415
    from banso.engine.journal.record import record_all  # noqa: PLC0415
    from banso.kit.actor import SYSTEM  # noqa: PLC0415
    from banso.kit.ids import new_id  # noqa: PLC0415

    first = datetime(2023, 1, 1, tzinfo=UTC)

    def facts(begin: int, end: int) -> Iterator[tuple[UUID, NoteWritten]]:
        for number in range(begin, end):
            happened = first + timedelta(minutes=number * 1_051_200 // max(1, count))
            text = f"打ち合わせ {number}: 導入の進み具合と次の一歩を確認した。"
            yield (
                new_id(),
                NoteWritten(account=accounts[number % len(accounts)], occurred_at=happened, text=text),
            )

    for begin in range(0, count, _CHUNK):
        with transaction.atomic():
            record_all(facts(begin, min(count, begin + _CHUNK)), by=SYSTEM)
