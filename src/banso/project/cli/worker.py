"""Run the worker alone: loader, reactions, jobs, housekeeping (`banso serve` starts one by itself)."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    parser.description = __doc__


def run(_args: argparse.Namespace) -> int:
    from banso.project.duties import duties  # noqa: PLC0415 - needs the app registry
    from banso.project.worker import Worker  # noqa: PLC0415

    Worker(duties()).run()
    return 0
