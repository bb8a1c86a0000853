"""Load the sample company, to see Banso at work."""

import argparse
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Tokyo")


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    load = verbs.add_parser(
        "load",
        help="load the sample company",
        description="Load the sample company: three years up to today.",
    )
    load.add_argument(
        "--today",
        type=date.fromisoformat,
        metavar="DATE",
        help="the day on which the story ends (default: today)",
    )
    load.add_argument("--customers", type=int, default=300, metavar="N", help="how many (default: 300)")
    load.add_argument("--seed", default="harunire", help="another word tells another story")


def run(args: argparse.Namespace) -> int:
    from django.core.management import call_command  # noqa: PLC0415 - needs the settings

    call_command("migrate", interactive=False, verbosity=0)
    load_and_tell(args.today, wanted=args.customers, seed=args.seed)
    print("Start with: banso serve")
    return 0


def load_and_tell(today: date | None = None, *, wanted: int = 300, seed: str = "harunire") -> None:
    """Load the sample company and print its headline numbers."""
    from banso.integrations.sample.headline import headline  # noqa: PLC0415 - needs the settings
    from banso.integrations.sample.load import load_whole  # noqa: PLC0415

    begun = time.monotonic()
    day = today or datetime.now(_ZONE).date()
    loaded = load_whole(day, wanted=wanted, seed=seed, say=lambda text: print(f"  {text}", flush=True))
    for line in headline(loaded.workspace, day):
        print(line, flush=True)
    print(f"Loaded in {time.monotonic() - begun:.0f} seconds.", flush=True)
