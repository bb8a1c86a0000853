"""Check this installation and say what to do about what is wrong."""

import argparse
import json
from dataclasses import asdict

_SIGNS = {"good": "ok  ", "warning": "look", "bad": "BAD "}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=["text", "json"], default="text", help="(default: text)")


def run(args: argparse.Namespace) -> int:
    from banso.project.doctor import examine  # noqa: PLC0415 - needs the settings

    found = examine()
    bad = [each for each in found if each.level == "bad"]
    if args.format == "json":
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return 1 if bad else 0
    for each in found:
        print(f"{_SIGNS[each.level]}  {each.name}: {each.sentence}")
        if each.advice:
            print(f"      -> {each.advice}")
    print(f"{len(bad)} of {len(found)} checks failed." if bad else "Everything that Banso needs is here.")
    return 1 if bad else 0
