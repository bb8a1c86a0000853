"""The commands about workspaces, people, keys and links."""

import pytest

from banso.domain.workspaces.models import Invitation, Key, Workspace
from banso.domain.workspaces.queries import access_of_key, write_key_workspace
from banso.domain.workspaces.tests.factories import member, other_workspace
from banso.project.cli import main

pytestmark = pytest.mark.usefixtures("workspace")
Said = pytest.CaptureFixture[str]


def test_a_workspace_is_founded(capsys: Said) -> None:
    assert main(["workspace", "create", "keyaki", "--name", "ケヤキ", "--currency", "USD"]) == 0
    assert capsys.readouterr().out == "keyaki\tケヤキ\n"
    assert Workspace.objects.get(slug="keyaki").currency == "USD"


@pytest.mark.parametrize(
    "arguments",
    [["Keyaki", "--name", "x"], ["keyaki", "--name", " "],
     ["keyaki", "--name", "x", "--timezone", "Mars/Base"], ["keyaki", "--name", "x", "--currency", "YEN"]],
)  # fmt: skip
def test_a_wrong_setting_is_told_in_one_line(arguments: list[str], capsys: Said) -> None:
    assert main(["workspace", "create", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("banso: ")
    assert len(said.splitlines()) == 1


def test_a_taken_slug_fails(capsys: Said) -> None:
    assert main(["workspace", "create", "harunire", "--name", "x"]) == 1
    assert "harunire" in capsys.readouterr().err


def test_keys_are_made_listed_rotated_and_revoked(capsys: Said) -> None:
    assert (
        main(["key", "create", "--kind", "api", "--scopes", "kpis.view,accounts.view", "--days", "30"]) == 0
    )
    secret = capsys.readouterr().out.strip()
    access = access_of_key(secret)
    assert access is not None
    assert access.permissions == {"kpis.view", "accounts.view"}
    key = Key.objects.get()
    assert main(["key", "list"]) == 0
    assert capsys.readouterr().out.startswith(f"{key.pk}\tapi\t{key.prefix}\tworks")
    assert main(["key", "rotate", str(key.pk), "--overlap-hours", "0"]) == 0
    successor = capsys.readouterr().out.strip()
    assert access_of_key(secret) is None
    assert access_of_key(successor) is not None
    assert main(["key", "revoke", str(Key.objects.get(replaces=key).pk)]) == 0
    assert access_of_key(successor) is None


def test_a_write_key_needs_no_scopes(capsys: Said) -> None:
    assert main(["key", "create", "--kind", "write"]) == 0
    assert write_key_workspace(capsys.readouterr().out.strip()).usable


@pytest.mark.parametrize("key", ["nonsense", "0f3b6a52-7c1d-4a50-9a55-5b8f0c3e9d10"])
def test_a_key_that_is_not_there(key: str, capsys: Said) -> None:
    assert main(["key", "revoke", key]) in {1, 2}
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_with_several_workspaces_one_must_be_named(capsys: Said) -> None:
    other_workspace()
    assert main(["key", "list"]) == 2
    assert main(["key", "list", "--workspace", "harunire"]) == 0
    capsys.readouterr()


def test_people_are_invited_and_listed(capsys: Said) -> None:
    member("sato@harunire.example", "csm", "sales", name="佐藤 美咲")
    assert main(["people", "invite", "new@harunire.example", "--roles", "csm,viewer"]) == 0
    assert "/invitation/" in capsys.readouterr().out
    assert Invitation.objects.get().roles == ["csm", "viewer"]
    assert main(["people", "list"]) == 0
    assert capsys.readouterr().out == "sato@harunire.example\tsales,csm\tactive\t佐藤 美咲\n"


def test_an_unknown_role_is_refused(capsys: Said) -> None:
    assert main(["people", "invite", "new@harunire.example", "--roles", "emperor"]) == 2
    assert "emperor" in capsys.readouterr().err


def test_links(capsys: Said) -> None:
    assert main(["link", "--setup"]) == 0
    assert capsys.readouterr().out.startswith("http://localhost:8000/set-up/")
    member("sato@harunire.example", "csm")
    assert main(["link", "--person", "Sato@harunire.example"]) == 0
    assert capsys.readouterr().out.startswith("http://localhost:8000/sign-in/link/")
    assert main(["link", "--setup"]) == 1
    assert main(["link", "--person", "nobody@harunire.example"]) == 1
