"""The scaffolds work: what they write passes lint, contracts and its own tests, in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools.scaffold import ROOT

AREA = "src/banso/domain/renewals"
KPI = "src/banso/domain/kpis/definitions/success/notes_written.py"
INTEGRATION = "src/banso/integrations/zoho"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files as they stand here, with the three scaffolds run on them."""
    target = tmp_path_factory.mktemp("repository")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    for words in (
        ["area", "renewals", "--ja", "更新"],
        ["kpi", "notes_written", "--ja", "メモの数"],
        ["integration", "zoho"],
    ):
        done = run(target, "tools.scaffold", *words)
        assert done.returncode == 0, done.stderr
    assert run(target, "tools.messages", "compile").returncode == 0
    return target


def run(folder: Path, module: str, *words: str) -> subprocess.CompletedProcess[str]:
    return start(folder, sys.executable, "-m", module, *words)


def start(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BANSO_", "PYTEST_"))
    }
    environment |= {"PYTHONPATH": f"{folder / 'src'}:{folder}"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_is_written_is_lint_clean(copy: Path) -> None:
    for words in (["check"], ["format", "--check"]):
        done = run(
            copy, "ruff", *words, AREA, KPI, INTEGRATION, "src/banso/project", "src/banso/domain/workspaces"
        )
        assert done.returncode == 0, done.stdout


def test_it_keeps_the_floors_and_rooms(copy: Path) -> None:
    done = start(copy, str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_its_own_tests_pass(copy: Path) -> None:
    done = run(copy, "pytest", "-q", "-p", "no:cacheprovider", AREA, INTEGRATION)
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_figure_gives_what_its_examples_say(copy: Path) -> None:
    done = run(
        copy,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-k",
        "notes_written",
        "src/banso/domain/kpis/tests/test_examples.py",
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_message_of_a_new_area_has_its_japanese(copy: Path) -> None:
    run(copy, "tools.messages", "collect")
    done = run(copy, "tools.messages", "missing")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["area", "Renewals"], "is no name"),
        (["area", "renewals"], "there is an area renewals already"),
        (["area", "gardening"], "has no street"),
        (["kpi", "other", "--owner", "nobody"], "owns no board"),
        (["kpi", "notes_written"], "there is a KPI notes_written already"),
        (["integration", "zoho"], "there is an integration zoho already"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(copy: Path, words: list[str], reason: str) -> None:
    done = run(copy, "tools.scaffold", *words)
    assert done.returncode == 1
    assert reason in done.stderr
