"""`banso import`, as it is called."""

import json
from pathlib import Path
from typing import Any

import pytest

from banso.domain.accounts.queries import accounts
from banso.integrations.files.models import ImportRun
from banso.kit.tabular.reading import found_layout, headers
from banso.project.cli import main

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text("Their ID,Name,Since\nA-1,ハルニレ,31/12/2023\nA-2,,01/02/2024\n", encoding="utf-8")
    return path


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any, str]:
    status = main(["import", *words])
    out, err = capsys.readouterr()
    return status, json.loads(out) if "json" in words else out, err


def test_rows_come_in_and_rejected_ones_are_told(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    status, answer, _ = answered(
        capsys, "accounts", str(file), "--map", "Their ID=external_id", "Since=created_on",
        "--rejected", str(rejected), "--format", "json",
    )  # fmt: skip
    run = ImportRun.objects.get()
    assert status == 3
    assert answer == {
        "kind": "accounts", "rows": 2, "new": 1, "changed": 0, "same": 0, "noted": [], "import": str(run.pk),
        "rejected": [
            {"row": 3, "field": "name", "came": "", "wanted": "Name", "reason": "A value is needed here."}
        ],
    }  # fmt: skip
    assert str(accounts().get().created_on) == "2023-12-31"
    text = rejected.read_text(encoding="utf-8-sig").splitlines()
    assert text == [
        "Their ID,Name,Since,Row in the file,Why it was rejected",
        "A-2,,01/02/2024,3,name: A value is needed here. (Name)",
    ]


def test_the_mended_file_comes_in_whole(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    words = ("--map", "Their ID=external_id", "Since=created_on")
    answered(capsys, "accounts", str(file), *words, "--rejected", str(rejected))
    rejected.write_text(
        rejected.read_text(encoding="utf-8-sig").replace("A-2,,", "A-2,あおぞら,"), encoding="utf-8"
    )
    # Alone, its one date no longer tells whether the day stands first.
    status, _, err = answered(capsys, "accounts", str(rejected), *words)
    assert (status, "wanted: DD/MM/YYYY" in err) == (2, True)
    status, answer, _ = answered(
        capsys, "accounts", str(rejected), *words, "--date-format", "DD/MM/YYYY", "--format", "json"
    )
    assert (status, answer["new"], accounts().count()) == (0, 1, 2)


def test_a_dry_run_says_what_would_happen(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    status, answer, _ = answered(
        capsys, "accounts", str(file), "--map", "Their ID=external_id", "--dry-run", "--format", "json"
    )
    assert (status, answer["new"], answer["import"]) == (3, 1, None)
    assert (accounts().count(), ImportRun.objects.count()) == (0, 0)


def test_an_import_is_undone_and_listed(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    answered(capsys, "accounts", str(file))
    run = ImportRun.objects.get()
    status, answer, _ = answered(capsys, "undo", str(run.pk), "--format", "json")
    assert (status, answer) == (0, {"import": str(run.pk), "state": "undone", "kept": 0})
    status, listed, _ = answered(capsys, "list", "--format", "json")
    assert [(row["import"], row["state"], row["new"]) for row in listed] == [(str(run.pk), "undone", 1)]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["accounts", "FILE", "--map", "nope=name"], 2, "The file has no column “nope”."),
        (["accounts", "FILE", "--map", "Name=workspace_id"], 2, "no column “workspace_id” to import into"),
        (["accounts", "FILE", "--map", "Name"], 2, "--map Name has no ="),
        (["accounts", "FILE", "--encoding", "ebcdic"], 2, "not an encoding"),
        (["accounts", "FILE", "--preset", "nope"], 2, "no preset"),
        (["accounts", "FILE", "--date-format", "YY"], 2, "not a date format"),
        (["accounts", "missing.csv"], 1, "missing.csv: No such file"),
        (["undo", "nope"], 1, "no import “nope”"),
    ],
)
def test_refusals_say_what_came(
    capsys: pytest.CaptureFixture[str], file: Path, words: list[str], status: int, said: str
) -> None:
    found, _, err = answered(capsys, *[str(file) if word == "FILE" else word for word in words])
    assert (found, said in err) == (status, True)
    assert ImportRun.objects.count() == 0


def test_the_rejected_file_has_the_files_own_headers(tmp_path: Path, file: Path) -> None:
    out = tmp_path / "rejected.csv"
    main(["import", "accounts", str(file), "--rejected", str(out)])
    names = [header.name for header in headers(out, found_layout(out, text=tmp_path / "t"))]
    assert names[:3] == ["Their ID", "Name", "Since"]
