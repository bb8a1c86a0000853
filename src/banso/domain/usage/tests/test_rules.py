import pytest

from banso.domain.usage.rules import clean_names, clean_origins
from banso.kit.errors import InputError


def test_origins_are_cleaned_and_sorted() -> None:
    assert clean_origins(["https://B.example.jp/", " http://localhost:3000", "", "https://b.example.jp"]) == [
        "http://localhost:3000", "https://b.example.jp",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["app.example.jp", "https://a.example/path", "null", "*", "ftp://a.example"])
def test_what_is_no_origin(line: str) -> None:
    with pytest.raises(InputError) as refused:
        clean_origins([line])
    assert (refused.value.field, refused.value.came) == ("origins", line)


def test_names_come_once_and_in_order() -> None:
    assert clean_names(["b", " a ", "b", ""], field="events") == ["b", "a"]


@pytest.mark.parametrize("lines", [["x" * 201], [str(number) for number in range(201)]])
def test_too_long_and_too_many(lines: list[str]) -> None:
    with pytest.raises(InputError):
        clean_names(lines, field="events")
