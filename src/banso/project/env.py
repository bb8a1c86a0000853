"""The one reader of environment variables: typed, and loud about what it cannot use."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


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


def secret_key(home: Path) -> str:
    """SECRET_KEY, or the one that is made once and kept in the data folder."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = home / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def address(name: str, default: str) -> str:
    """An http or https address without path, such as https://banso.example.co.jp."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise SettingError(
            f"Unexpected value {name}={value}, use an address such as https://banso.example.co.jp"
        )
    return value


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


def seconds(name: str, default: float) -> float:
    """A length of time; 0 or more."""
    given = text(name)
    if not given:
        return default
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise SettingError(f"Unexpected value {name}={given}, use a number of seconds")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


_MAIL = "console:, file:///a/folder, smtp://user:password@host:587?tls=true or smtps://user:password@host:465"


def mail(name: str) -> dict[str, object]:
    """Django's EMAIL_* settings from one address; `console:` where nothing is set.

    smtp:// speaks STARTTLS with `?tls=true`, smtps:// TLS from the first byte. Characters of user and
    password that cannot stand in an address are written as %40 and so on.
    """
    url = text(name) or "console:"
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingError(f"Unexpected value {name}={parts.scheme}:…, use {_MAIL}")
    query = dict(parse_qsl(parts.query))
    over_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if over_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": over_tls,
        "EMAIL_USE_TLS": not over_tls and query.get("tls", "false").lower() in {"1", "true", "yes"},
        "EMAIL_TIMEOUT": 20,
    }
