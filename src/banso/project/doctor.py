"""What an installation needs, checked one thing after the other, each with a sentence and what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection

from banso.kit.paper import can_print
from banso.kit.postgresql import wall
from banso.project.health import CHECKS, Finding

Level = Literal["good", "warning", "bad"]
OLDEST_PYTHON = (3, 11)
_STYLESHEET = "vendor/tabler.min.css"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check found.

    Attributes:
        advice: what to do about it; "" where nothing has to be done.
    """

    name: str
    level: Level
    sentence: str
    advice: str = ""


def _python() -> Diagnosis:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Diagnosis("Python", "bad", f"Python is {version}.", "Install Python 3.11 or newer.")
    return Diagnosis("Python", "good", f"Python is {version}.")


def _folder() -> Diagnosis:
    home = Path(settings.BANSO_HOME)
    if not os.access(home, os.W_OK | os.X_OK):
        return Diagnosis(
            "data folder",
            "bad",
            f"{home} cannot be written.",
            "Give it to the user that runs Banso, or set BANSO_HOME.",
        )
    mode = home.stat().st_mode & 0o077
    if mode:
        return Diagnosis(
            "data folder",
            "warning",
            f"{home} can be entered by other users of this machine.",
            f"chmod 700 {home}",
        )
    return Diagnosis("data folder", "good", f"{home} can be written, by its owner alone.")


def _fonts() -> Diagnosis:
    program = shutil.which("fc-list")
    found = ""
    if program:
        found = subprocess.run(  # noqa: S603 - a program of the system, with fixed words
            [program, ":lang=ja", "family"], capture_output=True, text=True, check=False
        ).stdout
    if found.strip():
        return Diagnosis(
            "fonts", "good", f"Japanese fonts: {found.splitlines()[0].split(',')[0]}, among others."
        )
    return Diagnosis(
        "fonts", "warning", "No Japanese font was found: charts and PDFs made here would show boxes.",
        "apt-get install fontconfig fonts-noto-cjk",
    )  # fmt: skip


def _paper() -> Diagnosis:
    if can_print():
        return Diagnosis("PDFs", "good", "PDFs can be made.")
    return Diagnosis(
        "PDFs", "warning", "Pango is missing: no PDF can be made, such as the receipt of an erasure.",
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
    )  # fmt: skip


def _static_files() -> Diagnosis:
    if finders.find(_STYLESHEET) is None:
        return Diagnosis(
            "static files", "bad", "The pages' stylesheet is missing.",
            "From a clone: make setup. A package from PyPI brings it: install it again.",
        )  # fmt: skip
    return Diagnosis("static files", "good", "The pages' stylesheet and scripts are in place.")


def _second_wall() -> Diagnosis:
    name = "walls"
    if connection.vendor != "postgresql":
        return Diagnosis(name, "good", "One wall stands between workspaces; PostgreSQL would add a second.")
    found = wall.standing(connection)
    if found.missing:
        listed = ", ".join(found.missing[:3]) + ("…" if len(found.missing) > 3 else "")  # noqa: PLR2004
        return Diagnosis(
            name, "bad", f"Row-level security is missing on {len(found.missing)} tables ({listed}).",
            "banso migrate",
        )  # fmt: skip
    if found.bypassed:
        return Diagnosis(
            name, "warning", f"Row-level security is set, but the role {found.role} passes it by.",
            "Name a role in DATABASE_URL that is no superuser and may not bypass it (docs/operating.md).",
        )  # fmt: skip
    if found.owned:
        return Diagnosis(
            name, "warning", f"Row-level security stands, but the role {found.role} owns the tables.",
            "Give DATABASE_URL a role of its own, and the owner's to DATABASE_OWNER_URL (docs/operating.md).",
        )  # fmt: skip
    return Diagnosis(name, "good", f"Row-level security stands, and binds the role {found.role}.")


_ADVICE = {
    "database": "Look at DATABASE_URL and whether the database runs.",
    "migrations": "banso migrate",
    "disk": "Free some space, or move BANSO_HOME to a larger disk.",
    "column store": "Look at BANSO_COLUMN_STORE, or start the server: banso serve",
    "column_store": "Look at BANSO_COLUMN_STORE, or start the server: banso serve",
    "worker": "Start it: banso serve",
}
# What is missing only because no server runs is no fault of the installation.
_NEEDS_SERVER = frozenset({"worker"})


def _from_health(name: str, check: Callable[[], Finding]) -> Diagnosis:
    title = name.replace("_", " ")
    try:
        finding = check()
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding
        return Diagnosis(title, "bad", f"{type(error).__name__}: {error}", _ADVICE.get(name, ""))
    if finding.ok:
        return Diagnosis(title, "good", finding.text)
    level: Level = "warning" if name in _NEEDS_SERVER else "bad"
    return Diagnosis(title, level, finding.text, _ADVICE.get(name, ""))


def _walls() -> Diagnosis:
    try:
        return _second_wall()
    except DatabaseError as error:
        return Diagnosis("walls", "bad", f"{type(error).__name__}: {error}", _ADVICE["database"])


def examine() -> list[Diagnosis]:
    """Every check, in the order in which one would mend things."""
    first = [_python(), _folder()]
    middle = [_from_health(name, check) for name, check in CHECKS.items()]
    return [*first, *middle, _walls(), _static_files(), _fonts(), _paper()]
