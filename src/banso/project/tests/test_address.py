"""Where the running server is, and that a note of one that ended is not believed."""

from pathlib import Path

import pytest

from banso.kit.errors import Conflict
from banso.project.address import NOTE, note_address, only_one, running_address


def test_without_a_server_there_is_no_address(tmp_path: Path) -> None:
    assert running_address(tmp_path) == ""


def test_a_running_server_is_found_and_forgotten_when_it_ends(tmp_path: Path) -> None:
    with only_one(tmp_path):
        note_address(tmp_path, "http://localhost:8123")
        assert running_address(tmp_path) == "http://localhost:8123"
    assert running_address(tmp_path) == ""
    assert not (tmp_path / NOTE).exists()


def test_the_note_of_a_server_that_was_killed_is_stale(tmp_path: Path) -> None:
    note_address(tmp_path, "http://localhost:8123")
    (tmp_path / "serve.lock").touch()
    assert running_address(tmp_path) == ""


def test_looking_does_not_take_the_lock_from_a_server(tmp_path: Path) -> None:
    note_address(tmp_path, "http://localhost:8123")
    (tmp_path / "serve.lock").touch()
    running_address(tmp_path)
    with only_one(tmp_path), pytest.raises(Conflict, match="already"), only_one(tmp_path):
        pass
