"""The one reader of environment variables: typed, and loud about what it cannot use."""

import os
from pathlib import Path


class SettingError(SystemExit):
    """A variable that cannot be used; ends the program with a sentence, not a traceback."""


def text(name: str, default: str = "") -> str:
    """The variable NAME, or the content of the file that NAME_FILE names (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE={path}: {error.strerror}") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise SettingError(f"Unexpected value {name}={value}, use True or False")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise SettingError(
            f"Unexpected value {name}={value}, use a whole number such as {default}"
        ) from error


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
