"""The reference pages say what the code does."""

import pytest
from tools import reference
from tools.settings_words import SETTINGS


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_page_is_what_the_code_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = (reference.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert page == reference.PAGES[name](), "run `make reference`"


def test_every_environment_variable_is_described() -> None:
    assert [each.name for each in reference.variables() if each.name not in SETTINGS] == []


def test_the_environment_is_read_in_one_place() -> None:
    allowed = {"env.py", "reference.py"}
    readers = [
        str(path.relative_to(reference.PACKAGE))
        for path in reference.PACKAGE.rglob("*.py")
        if "tests" not in path.parts
        and path.name not in allowed
        and (
            "os.getenv(" in (text := path.read_text(encoding="utf-8"))
            or "os.environ[" in text.replace('os.environ["TZ"]', "")
        )
    ]
    # They hand on: the running server's address to the settings, the port to children, a folder to tests.
    assert sorted(readers) == ["project/cli/link.py", "project/cli/serve.py", "project/testing.py"]
