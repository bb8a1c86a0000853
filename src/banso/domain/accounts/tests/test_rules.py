from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banso.domain.accounts.rules import cleaning
from banso.domain.accounts.rules.custom import FieldValue, field_key, show, store, store_all
from banso.domain.accounts.rules.names import check_digit, corporate_number, plain_name, search_key
from banso.domain.accounts.rules.stages import PRESET, stage_key
from banso.domain.accounts.rules.values import Vocabulary, clean_account, clean_contact, demand_name
from banso.kit.errors import InputError
from banso.kit.tests.notations import INWARD

# Published by the National Tax Agency: itself, the Digital Agency, Toyota Motor Corporation.
KNOWN = ("7000012050002", "8000012010038", "1180301018771")


@pytest.mark.parametrize("number", KNOWN)
def test_real_corporate_numbers_pass(number: str) -> None:
    assert corporate_number(number) == number


@pytest.mark.parametrize(
    "written", ["T1180301018771", "1-1803-0101-8771", "１１８０３０１０１８７７１", " 1180301018771 "]
)
def test_a_corporate_number_is_read_however_it_is_written(written: str) -> None:
    assert corporate_number(written) == "1180301018771"


@pytest.mark.parametrize("wrong", ["2180301018771", "118030101877", "11803010187710", "118030101877x"])
def test_a_wrong_corporate_number_is_refused_with_what_is_wanted(wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        corporate_number(wrong)
    assert (caught.value.field, caught.value.came) == ("corporate_number", wrong)
    assert caught.value.wanted != ""


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found_but_for_nine_and_nought(twelve: str, place: int, step: int) -> None:
    other = str((int(twelve[place]) + step) % 10)
    changed = twelve[:place] + other + twelve[place + 1 :]
    if {twelve[place], other} != {"0", "9"}:
        assert check_digit(twelve) != check_digit(changed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社北浜製作所", "北浜製作所(株)"),
        ("㈱北浜製作所", "北浜 製作所"),
        ("有限会社ツバメ食品", "つばめ食品"),
        ("Acme, Inc.", "ACME"),
        ("Acme Trading Co., Ltd.", "Acme Trading"),
        ("カブシキ・テック", "ｶﾌﾞｼｷﾃｯｸ"),
    ],
)
def test_spellings_of_one_company_have_one_plain_name(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_a_company_that_is_called_like_a_form_keeps_its_name() -> None:
    assert plain_name("Coca Cola") == "cocacola"


def test_searching_reads_width_case_and_kana_alike() -> None:
    assert search_key("ﾊﾙﾆﾚ", "ＡＢＣ  Def") == "はるにれ abc def"


def test_stages_are_found_by_key_and_by_either_name() -> None:
    found = [stage_key(text, PRESET) for text in ("adoption", "利用促進期", "ADOPTION", "")]
    assert found == ["adoption", "adoption", "adoption", ""]


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(InputError, match="no such stage"):
        stage_key("flying", PRESET)


@pytest.mark.parametrize(
    ("value", "read"),
    [("1,200名", 1200), ("１２０", 120), (35, 35), ("35.0", 35), ("", None), (None, None)],
)
def test_whole_numbers_are_read_as_people_write_them(value: object, read: int | None) -> None:
    assert cleaning.whole("employees", value) == read


@pytest.mark.parametrize(
    "value", ["many", "-3", "1.5", "99999999999", "9" * 400, "٣x"], ids=lambda value: value[:20]
)
def test_other_numbers_of_employees_are_refused(value: str) -> None:
    with pytest.raises(InputError, match="not a whole number"):
        cleaning.whole("employees", value)


@pytest.mark.parametrize(
    "value",
    ["2026-11-21", "2026/11/21", "2026年11月21日", "２０２６－１１－２１", "2026-11-21 10:00",
     date(2026, 11, 21), datetime(2026, 11, 21, 10)],  # noqa: DTZ001 - a cell of a spreadsheet has no zone
)  # fmt: skip
def test_days_are_read_as_people_write_them(value: object) -> None:
    assert cleaning.day("created_on", value) == date(2026, 11, 21)


@pytest.mark.parametrize("value", ["2026-02-30", "yesterday", "21/11/2026", "0000-01-01"])
def test_days_that_do_not_exist_are_refused(value: str) -> None:
    with pytest.raises(InputError, match="not a day"):
        cleaning.day("created_on", value)


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://", "https://a b", 'http://a"b'],
)
def test_addresses_that_are_no_web_addresses_are_refused(value: str) -> None:
    with pytest.raises(InputError, match="not a web address"):
        cleaning.web_address("website", value)


@pytest.mark.parametrize("value", INWARD, ids=ascii)
def test_t17_a_website_never_leads_inward(value: str) -> None:
    with pytest.raises(InputError):
        cleaning.web_address("website", value)


def test_a_web_address_without_scheme_gets_one() -> None:
    assert cleaning.web_address("website", "example.co.jp/a") == "https://example.co.jp/a"


def test_flags_decimals_and_tags_are_read_as_people_write_them() -> None:
    assert [cleaning.flag("internal", each) for each in ("はい", "No", True, "")] == [
        True,
        False,
        True,
        False,
    ]
    assert cleaning.decimal("x", "￥１，２００．５") == Decimal("1200.5")
    assert cleaning.tags("tags", "b、a, b;") == ("a", "b")


def test_other_flags_and_decimals_are_refused() -> None:
    with pytest.raises(InputError):
        cleaning.flag("internal", "maybe")
    for wrong in ("NaN", "Infinity", "1e400", "x"):
        with pytest.raises(InputError):
            cleaning.decimal("x", wrong)


def test_lines_lose_what_nobody_sees_and_refuse_what_is_too_long() -> None:
    assert cleaning.line(10)("name", " a\x00b\tc\ud800 ") == "ab c"
    with pytest.raises(InputError, match="too long: 11"):
        cleaning.line(10)("name", "x" * 11)


YEN = FieldValue("budget", "予算", "money", currency="JPY")
DOLLAR = FieldValue("spend", "Spend", "money", currency="USD")
CHOICE = FieldValue("size", "規模", "choice", choices=("大", "小"))


def test_custom_values_are_kept_so_that_databases_compare_them() -> None:
    assert store(YEN, "1,200円") == 1200
    assert store(DOLLAR, "12.34") == 1234
    assert store(FieldValue("d", "D", "date"), "2026/1/2") == "2026-01-02"
    assert store(FieldValue("n", "N", "number"), "1.50") == 1.5
    assert store(FieldValue("p", "P", "person"), "A@Example.com") == "a@example.com"
    assert (show(DOLLAR, 1234), show(YEN, 1200), show(CHOICE, None)) == ("12.34", "1200", "")


def test_custom_values_that_do_not_fit_are_refused() -> None:
    for field, value in [
        (YEN, "1.5"),
        (DOLLAR, "1.234"),
        (CHOICE, "中"),
        (FieldValue("d", "D", "date"), "x"),
    ]:
        with pytest.raises(InputError) as caught:
            store(field, value)
        assert caught.value.field == f"custom.{field.key}"


def test_an_empty_custom_value_takes_its_key_out_and_an_unknown_key_is_refused() -> None:
    assert store_all({"budget": ""}, [YEN, CHOICE], {"budget": 1, "size": "大"}) == {"size": "大"}
    with pytest.raises(InputError, match="no such field"):
        store_all({"__class__": "x"}, [YEN], {})


def test_keys_of_new_fields_are_plain_and_free() -> None:
    assert field_key("Contract Value", []) == "contract_value"
    assert field_key("予算", ["field"]) == "field_2"


@pytest.mark.parametrize(
    "name",
    ["workspace_id", "id", "version", "archived_at", "merged_into_id", "search", "owner", "created_at"],
)
def test_t22_fields_that_are_nobodys_to_write_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="no such field"):
        clean_account({"name": "x", name: "y"}, Vocabulary())
    with pytest.raises(InputError, match="no such field"):
        clean_contact({"name": "x", name: "y"})


def test_custom_fields_can_be_named_with_a_point() -> None:
    clean = clean_account({"custom.size": "大"}, Vocabulary(fields=[CHOICE]))
    assert clean == {"custom": {"size": "大"}}


def test_a_name_is_needed_once_and_cannot_be_taken_away() -> None:
    demand_name({}, new=False)
    for values, new in (({}, True), ({"name": ""}, False)):
        with pytest.raises(InputError, match="name is needed"):
            demand_name(values, new=new)
