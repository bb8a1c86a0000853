"""What must not be started: settings that would leave the doors open (T28)."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from banso.project.env import SettingError

SHORTEST_KEY = 32
_LEAST_DIFFERENT = 10
# Fragments of keys that stand in documentation, examples and tutorials.
_KNOWN = (
    "django-insecure-",
    "changeme",
    "change-me",
    "change_me",
    "secret-key",
    "secretkey",
    "your-secret",
    "insecure",
)
_LOCAL = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver", ".localhost"}


def hosts(given: Sequence[str], base_url: str) -> list[str]:
    """The host names that are answered: those given, and the one of the configured address."""
    own = urlsplit(base_url).hostname or ""
    own = f"[{own}]" if ":" in own else own
    return [*given, *([own] if own and own not in given and "*" not in given else [])]


def check(*, secret_key: str, debug: bool, hosts: Sequence[str]) -> None:
    """Refuse to start with a guessable key, with DEBUG for others to see, or for any host name at all.

    Raises:
        SettingError: what is wrong, and what to set.
    """
    lowered = secret_key.lower()
    if len(secret_key) < SHORTEST_KEY or len(set(secret_key)) < _LEAST_DIFFERENT:
        raise SettingError(
            f"SECRET_KEY is too short or too plain ({len(secret_key)} characters): use at least "
            f"{SHORTEST_KEY} random ones, or leave it out and one is made in the data folder"
        )
    if any(fragment in lowered for fragment in _KNOWN):
        raise SettingError("SECRET_KEY is an example's: use one of your own, or leave it out")
    if debug and not set(hosts) <= _LOCAL:
        raise SettingError(
            f"DEBUG=True shows source and settings to everybody: not with ALLOWED_HOSTS={','.join(hosts)}"
        )
    if not debug and "*" in hosts:
        raise SettingError("ALLOWED_HOSTS=* answers to any name: list the names that this installation has")


def owner(url: str, database: Mapping[str, Any]) -> dict[str, Any]:
    """What of the database's settings is different for the role that owns the tables; {} where none is named.

    Raises:
        SettingError: the address is of another database.
    """
    if not url:
        return {}
    named = dict(dj_database_url.parse(url))
    where = ("HOST", "PORT", "NAME")
    if [named.get(name) for name in where] != [database.get(name) for name in where]:
        raise SettingError(
            "DATABASE_OWNER_URL names another database than DATABASE_URL: only the role differs"
        )
    return {name: named.get(name) for name in ("USER", "PASSWORD")}
