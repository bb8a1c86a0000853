"""Reading the command line and answering like a Unix command: 0 done, 1 failed, 2 misused."""

import argparse
import importlib
import keyword
import os
import sys
from collections.abc import Sequence
from types import ModuleType

import banso
from banso.kit.errors import BansoError, InputError

# Each has `add(parser)` and `run(args) -> int`; its docstring's first line is the help. One that has
# `prepare(args)` is asked before the settings are read.
COMMANDS = (
    "serve",
    "migrate",
    "workspace",
    "people",
    "person",
    "key",
    "link",
    "audit",
    "import",
    "backup",
    "restore",
    "doctor",
    "journal",
    "worker",
    "engine",
    "kpi",
    "demo",
)


def command_modules() -> dict[str, ModuleType]:
    return {name: importlib.import_module(f"banso.project.cli.{_module(name)}") for name in COMMANDS}


def build_parser(modules: dict[str, ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="banso", description="Banso, the open-source customer success platform."
    )
    parser.add_argument("--version", action="version", version=f"banso {banso.__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in modules.items():
        summary = (module.__doc__ or "").strip().splitlines()[0]
        module.add(subparsers.add_parser(name, help=summary, description=summary))
    return parser


# These look after the database themselves, or do without it.
_NEED_NO_DATABASE = frozenset({"serve", "migrate", "restore", "doctor", "engine", "worker"})


def _module(name: str) -> str:
    # A word of the language cannot be a module's name.
    return f"{name}_" if keyword.iskeyword(name) else name.replace("-", "_")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
    import django  # noqa: PLC0415 - settings are read only once a command is known

    django.setup()
    from django.utils import translation  # noqa: PLC0415

    translation.activate(_language())


def _language() -> str:
    """What the terminal speaks: Japanese where the locale says so, else English."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if given.startswith("ja") else "en"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    modules = command_modules()
    args = build_parser(modules).parse_args(argv)
    try:
        if prepare := getattr(modules[args.command], "prepare", None):
            prepare(args)
        _set_up()
        if args.command not in _NEED_NO_DATABASE:
            from banso.project.upgrade import bring_up_to_date  # noqa: PLC0415 - needs the settings

            bring_up_to_date()
        return int(modules[args.command].run(args))
    except InputError as error:
        wanted = f" (wanted: {error.wanted})" if error.wanted else ""
        print(f"banso: {error.message}{wanted}", file=sys.stderr)
        return 2
    except BansoError as error:
        print(f"banso: {error.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
