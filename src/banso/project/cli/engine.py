"""Run the column store's engine alone (`banso serve` starts one by itself)."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="port on loopback (default: a free one)")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 - needs the settings

    from banso.engine.journal.column.server import main  # noqa: PLC0415

    return main(Path(settings.BANSO_HOME), args.port)
