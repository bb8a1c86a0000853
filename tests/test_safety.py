"""What refuses to start (T28), and what a server behind https is checked for."""

import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
import pytest

from banso.project.env import SettingError, mail
from banso.project.safety import check, hosts, owner

GOOD = "k3eR-zP0_vQ7xN1mL9wT5yH2bC8dF4gJ"
LOCAL = ["localhost", "127.0.0.1"]


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 64, "django-insecure-0123456789abcdefghijklmnopqrstuv", f"changeme-{GOOD}"]
)
def test_t28_a_guessable_key_refuses_to_start(key: str) -> None:
    with pytest.raises(SettingError):
        check(secret_key=key, debug=False, hosts=LOCAL)


@pytest.mark.parametrize(
    ("debug", "names"), [(True, ["banso.example"]), (True, ["*"]), (True, [".example"]), (False, ["*"])]
)
def test_t28_open_doors_refuse_to_start(names: list[str], *, debug: bool) -> None:
    with pytest.raises(SettingError):
        check(secret_key=GOOD, debug=debug, hosts=names)


def test_a_good_key_and_named_hosts_start() -> None:
    check(secret_key=GOOD, debug=False, hosts=["banso.example.co.jp"])
    check(secret_key=GOOD, debug=True, hosts=LOCAL)


def test_the_configured_address_is_answered() -> None:
    assert hosts(LOCAL, "https://cs.example.co.jp") == [*LOCAL, "cs.example.co.jp"]


def ask(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "BANSO_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "banso.project.settings",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "variables",
    [{"SECRET_KEY": "changeme"}, {"ALLOWED_HOSTS": "*"}, {"DEBUG": "1", "ALLOWED_HOSTS": "a.example"},
     {"BASE_URL": "cs.example.co.jp"}, {"EMAIL_URL": "ftp://x"}, {"DEBUG": "perhaps"},
     {"BANSO_OUTBOUND_ALLOW": "10.0.0.1/8"}],
)  # fmt: skip
def test_t28_the_command_ends_with_a_sentence(tmp_path: Path, variables: dict[str, str]) -> None:
    answer = ask("banso.project", "workspace", "list", home=tmp_path, **variables)
    assert answer.returncode == 1
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "Traceback" not in answer.stderr


def test_nothing_is_left_to_say_about_a_server_behind_https(tmp_path: Path) -> None:
    answer = ask(
        "django", "check", "--deploy", "--fail-level", "WARNING",
        home=tmp_path, BASE_URL="https://cs.example.co.jp",
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr


def test_the_owner_of_the_tables_differs_by_the_role_alone() -> None:
    database = dict(dj_database_url.parse("postgres://banso:one@db.example/banso"))
    assert owner("", database) == {}
    assert owner("postgres://boss:two@db.example/banso", database) == {"USER": "boss", "PASSWORD": "two"}
    with pytest.raises(SettingError, match="names another database than DATABASE_URL") as refused:
        owner("postgres://boss:two@db.example/other", database)
    assert "two" not in str(refused.value)


def test_mail_by_smtp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://user%40example.co.jp:p%3Fss@mail.example.co.jp:2525?tls=true")
    found = mail("EMAIL_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (
        "mail.example.co.jp",
        2525,
        True,
    )
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("user@example.co.jp", "p?ss")


def test_a_wrong_mail_address_does_not_show_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "ftp://user:hidden@mail.example")
    with pytest.raises(SettingError) as refused:
        mail("EMAIL_URL")
    assert "hidden" not in str(refused.value)
