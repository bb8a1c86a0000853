"""The Model: the preset, who is assigned, and numbers that open into their rows."""

import pytest

from banso.domain.leads.queries.model import model_steps
from banso.domain.leads.tests.factories import call, lead, on
from banso.domain.workspaces.queries import members
from banso.domain.workspaces.tests.factories import signed_in
from banso.engine.journal.loader.run import catch_up
from banso.kit.clock import freeze

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/model/"


def test_the_model_shows_four_steps_whose_numbers_are_doors() -> None:
    with freeze(on("2026-10-10T09:00")):
        call(lead(), "2026-10-10T11:00")
    catch_up()
    viewer = signed_in("viewer@harunire.example", "viewer", language="ja")
    with freeze(on("2026-11-20T09:00")):
        page = viewer.get(HOME).content.decode()
        step = "lead_conversion/?period=2026-10&amp;variant=appointment"
        for door in ("leads_created/?period=2026-10", step, "appointments/?", "win_rate/?", "nrr/?"):
            assert f"/w/harunire/kpis/{door}" in page, door
        for word in (
            "マーケティング",
            "インサイドセールス",
            "フィールドセールス（営業）",
            "カスタマーサクセス",
        ):
            assert word in page
        opened = viewer.get("/w/harunire/kpis/lead_conversion/?period=2026-10&variant=appointment")
        assert opened.status_code == 200
    assert viewer.get(f"{HOME}marketing/").status_code == 403


def test_one_person_may_do_every_step_and_a_step_goes_back_to_the_preset() -> None:
    client = signed_in("mori@harunire.example", "manager", language="en", name="森 一")
    (person,) = members()
    values = {
        "responsibility": "全部やる",
        "kgi": "deals_won",
        "kpi_1": "calls",
        "kpi_2": "calls",
        "people": [str(person.pk)],
    }
    for step in model_steps():
        assert client.post(f"{HOME}{step.words.key}/", values).status_code == 302
    assert [step.people for step in model_steps()] == [(person,)] * 4
    assert {(step.responsibility, step.kgi, step.kpis) for step in model_steps()} == {
        ("全部やる", "deals_won", ("calls",))
    }
    assert client.post(f"{HOME}marketing/", {**values, "kgi": "shoes"}).status_code == 422
    assert client.get(f"{HOME}warehouse/").status_code == 404
    client.post(f"{HOME}marketing/preset/")
    assert (model_steps()[0].kgi, model_steps()[0].people) == ("leads_created", ())
