"""What is kept of what was typed, without a database."""

import pytest

from banso.domain.leads.rules.phones import phone_key
from banso.domain.leads.rules.values import clean_activity, clean_campaign, clean_lead
from banso.domain.leads.tests.factories import on
from banso.kit.errors import InputError
from banso.kit.texts import line


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("03-1234-5678", "0312345678"),
        ("０３（１２３４）５６７８", "0312345678"),
        ("+81 3 1234 5678", "0312345678"),
        ("+81 (0)3-1234-5678", "0312345678"),
        ("内線 204", ""),
        ("", ""),
    ],
)
def test_two_spellings_of_a_phone_share_a_key(typed: str, key: str) -> None:
    assert phone_key(typed) == key


def test_a_stage_is_known_by_its_name_in_either_language_and_conversion_is_an_act() -> None:
    for typed in ("working", "Approaching", "アプローチ中"):
        assert clean_lead({"stage": typed}) == {"stage": "working"}
    assert clean_lead({"stage": "", "title": ""}) == {"title": ""}
    for typed in ("converted", "商談化"):
        with pytest.raises(InputError) as refused:
            clean_lead({"stage": typed})
        assert refused.value.field == "stage"


def test_an_activity_says_what_it_was_and_a_next_step_its_day() -> None:
    told = {"kind": "電話", "occurred_at": "2026-11-20T10:00:00+09:00", "result": "不在"}
    assert clean_activity(told) == {"kind": "call", "occurred_at": on("2026-11-20T10:00"), "result": "absent"}
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({**told, "kind": "fax"}, "kind"),
        ({**told, "occurred_at": "2026-11-20T10:00:00"}, "occurred_at"),
        ({"kind": "call", "occurred_at": told["occurred_at"]}, "topic"),
        ({**told, "next_step": "資料を送る"}, "next_step_on"),
        ({**told, "minutes": "1441"}, "minutes"),
        ({**told, "colour": "red"}, "colour"),
    )
    for values, field in wrong:
        with pytest.raises(InputError) as refused:
            clean_activity(values)
        assert refused.value.field == field, values


def test_a_campaign_has_a_name_and_does_not_end_before_it_begins() -> None:
    assert clean_campaign({"name": " 秋の 展示会 "}) == {"name": "秋の 展示会"}
    for values, field in (
        ({}, "name"),
        ({"name": "x", "starts_on": "2026-04-02", "ends_on": "2026-04-01"}, "ends_on"),
    ):
        with pytest.raises(InputError) as refused:
            clean_campaign(values)
        assert refused.value.field == field


def test_what_nobody_sees_is_not_kept() -> None:
    assert line("company", "みどり\x00\n建材\ud800") == "みどり 建材"
