"""Roles, scopes, names and keys; no database."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import banso
from banso.domain.workspaces.rules import (
    EVERYTHING,
    PERMISSIONS,
    ROLE_PERMISSIONS,
    VERBS,
    Profile,
    WorkspaceSettings,
    browser_words,
    check_may_grant,
    checked_email,
    checked_name,
    checked_roles,
    checked_scopes,
    checked_slug,
    covers,
    looks_like_key,
    new_secret,
    permissions_of,
    scope_choices,
    token_hash,
)
from banso.kit.access import opens
from banso.kit.errors import InputError, NotAllowed

EVERY = [f"{area}.{verb}" for area, verbs in PERMISSIONS.items() for verb in verbs]


def test_two_roles_may_do_what_either_may() -> None:
    both = permissions_of(["sales", "support"])
    assert both == ROLE_PERMISSIONS["sales"] | ROLE_PERMISSIONS["support"]


def test_an_unknown_role_allows_nothing() -> None:
    assert permissions_of(["emperor"]) == frozenset()


@pytest.mark.parametrize("permission", ["people.view", "keys.view", "audit.view", "workspace.view"])
def test_a_viewer_sees_nothing_private(permission: str) -> None:
    assert not opens(permissions_of(["viewer"]), permission)


def test_an_owner_may_do_everything() -> None:
    assert [permission for permission in EVERY if not opens(permissions_of(["owner"]), permission)] == []


def test_roles_come_in_their_order_once() -> None:
    assert checked_roles(["viewer", "owner", "viewer"]) == ["owner", "viewer"]


@pytest.mark.parametrize("roles", [[], ["emperor"], ["owner", ""]])
def test_roles_that_cannot_be_given(roles: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        checked_roles(roles)
    assert refused.value.field == "roles"


@pytest.mark.parametrize(
    ("roles", "before"), [(["owner"], []), (["viewer"], ["owner"]), ([], ["owner", "csm"])]
)
def test_only_an_owner_touches_owners(roles: list[str], before: list[str]) -> None:
    check_may_grant(["owner"], roles, before=before)
    with pytest.raises(NotAllowed):
        check_may_grant(["admin"], roles, before=before)


@given(st.sets(st.sampled_from([*EVERY, *scope_choices(), "*"])), st.sampled_from(scope_choices()))
def test_a_covered_scope_opens_nothing_that_is_not_held(held: set[str], scope: str) -> None:
    if covers(frozenset(held), scope):
        for permission in EVERY:
            if opens(frozenset({scope}), permission):
                assert opens(frozenset(held), permission)


def test_scopes_come_in_their_order_once() -> None:
    asked = ["kpis.view", "*.view", "kpis.view"]
    assert checked_scopes("api", asked, held=EVERYTHING) == ["*.view", "kpis.view"]


@pytest.mark.parametrize(
    ("kind", "scopes"), [("api", []), ("api", ["profile.view"]), ("write", ["*.view"]), ("x", [])]
)
def test_scopes_that_cannot_be_given(kind: str, scopes: list[str]) -> None:
    with pytest.raises(InputError):
        checked_scopes(kind, scopes, held=EVERYTHING)


def test_nobody_hands_out_more_than_they_hold() -> None:
    with pytest.raises(NotAllowed):
        checked_scopes("api", ["people.manage"], held=frozenset({"*.manage"}))


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00b", "x" * 81, "a\u2028b"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(InputError):
        checked_name(name)


@pytest.mark.parametrize(
    "email",
    ["", "sato", "sato@", "@harunire.example", "a b@c.example", "a@b", "sato@harunire.example\nBcc: x@y.z",
     "ﬁ@harunire.example", "佐藤@harunire.example", "mıke@harunire.example", f"{'x' * 65}@harunire.example"],
)  # fmt: skip
def test_t47_mail_addresses_that_cannot_be_used(email: str) -> None:
    with pytest.raises(InputError):
        checked_email(email)


def test_a_mail_address_is_stored_in_lower_case() -> None:
    assert checked_email(" Sato.Misaki+cs@Harunire.Example ") == "sato.misaki+cs@harunire.example"


@pytest.mark.parametrize("slug", ["", "a", "-a", "a-", "Harunire", "ハルニレ", "a/b", "a.b", "x" * 51])
def test_slugs_that_cannot_be_used(slug: str) -> None:
    with pytest.raises(InputError):
        checked_slug(slug)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("language", "fr"), ("timezone", "Asia/Nowhere"), ("timezone", "../etc/passwd"),
     ("currency", "YEN"), ("currency", "jpy"), ("fiscal_start", 13), ("week_start", 0)],
)  # fmt: skip
def test_settings_that_cannot_be_used(field: str, value: object) -> None:
    with pytest.raises(InputError) as refused:
        WorkspaceSettings(**{"name": "ハルニレ", field: value}).checked()  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("language", "fr"), ("timezone", "X/Y"), ("theme", "pink")]
)
def test_profiles_that_cannot_be_used(field: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        Profile(**{"name": "佐藤 美咲", field: value}).checked()
    assert refused.value.field == field


@pytest.mark.parametrize("kind", ["api", "write"])
def test_a_key_proves_itself_by_its_checksum(kind: str) -> None:
    secret = new_secret(kind)
    assert looks_like_key(secret)
    assert not looks_like_key(secret[:-1] + ("0" if secret[-1] != "0" else "1"))


def test_t46_a_token_opens_only_the_door_it_was_made_for() -> None:
    assert len({token_hash(purpose, "x") for purpose in ("setup", "sign-in", "invitation")}) == 3


def test_every_verb_of_the_audit_log_has_words() -> None:
    """A verb is written where something is noted; the log shows it in the reader's language."""
    package = Path(banso.__file__).parent
    written = {
        verb
        for path in package.rglob("*.py")
        if "tests" not in path.parts
        for verb in re.findall(r'\bnote\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert "segment.created" in written
    assert written - set(VERBS) == set(), "say it in domain/workspaces/rules/verbs.py"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
         "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/156.0 Safari/537.36",
         "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
         "Safari · iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
         "Firefox · macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "–"),
    ],
    ids=["edge", "chrome", "safari", "firefox", "a program", "nothing"],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words
