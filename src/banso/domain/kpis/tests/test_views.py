"""The KPI pages: what they show, and whom they refuse."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from banso.domain.accounts.actions.segments import create_segment
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.models import Publication
from banso.kit.actor import SYSTEM
from banso.kit.clock import freeze
from banso.kit.tenancy import Tenant

pytestmark = pytest.mark.usefixtures("workspace", "column_store")
HOME = "/w/harunire/kpis/"


@pytest.fixture
def ledger(workspace: Tenant, column_store: ColumnStore) -> None:  # noqa: ARG001 - opens and empties
    with freeze(datetime(2024, 4, 10, tzinfo=UTC)):
        one, two = account("北浜製作所"), account("松葉工務店 <b>")
        upsert_lines(
            [row("S1", one, "100", "2023-01-01"), row("S2", two, "50", "2023-02-01", "2024-03-15")], by=SYSTEM
        )
        catch_up()


@pytest.fixture
def manager(workspace: Tenant) -> Client:  # noqa: ARG001 - opens the scope
    return signed_in("misaki@harunire.example", "manager", language="en")


@pytest.mark.usefixtures("ledger")
def test_the_board_opens_into_the_kpi(manager: Client) -> None:
    page = manager.get(HOME, {"period": "2024-03"}).content.decode()
    assert 'href="mrr/?period=2024-03"' in page
    assert "¥100" not in page.split("MRR")[0]


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("name", ["bridge", "nrr", "cohort"])
def test_each_picture_of_the_board_is_drawn(manager: Client, name: str) -> None:
    answer = manager.get(f"{HOME}chart/{name}", {"period": "2023-12"})
    assert answer.status_code == 200
    assert b"<table" in answer.content


def test_an_unknown_picture_is_not_found(manager: Client) -> None:
    assert manager.get(f"{HOME}chart/pie").status_code == 404


@pytest.mark.usefixtures("ledger")
def test_the_rows_add_up_to_the_number_and_are_escaped(manager: Client) -> None:
    answer = manager.get(f"{HOME}logo_churn/", {"period": "2024-03"})
    assert answer.context["point"].value == Decimal("0.5")
    assert [(view.name, view.row.numerator) for view in answer.context["rows"]] == [
        ("松葉工務店 <b>", Decimal(1)),
        ("北浜製作所", Decimal(0)),
    ]
    assert "松葉工務店 &lt;b&gt;" in answer.content.decode()


@pytest.mark.usefixtures("ledger")
def test_the_past_knows_less(manager: Client) -> None:
    before = manager.get(f"{HOME}mrr/", {"period": "2024-02", "as_of": "2024-01-01"})
    after = manager.get(f"{HOME}mrr/", {"period": "2024-02"})
    assert (before.context["point"].value, after.context["point"].value) == (Decimal(0), Decimal(150))


@pytest.mark.usefixtures("ledger")
def test_the_rows_are_exported_as_they_are_shown(manager: Client) -> None:
    answer = manager.get(f"{HOME}mrr/rows", {"period": "2024-02", "format": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "北浜製作所" in lines[1]


@pytest.mark.parametrize(
    ("name", "value"), [("period", "2019-13"), ("as_of", "soon"), ("variant", "x"), ("by", "x")]
)
def test_a_question_that_cannot_be_read_is_answered_in_words(manager: Client, name: str, value: str) -> None:
    answer = manager.get(f"{HOME}nrr/", {"period": "2024-02"} | {name: value})
    assert answer.status_code == 400
    assert value in answer.content.decode()


def test_an_unknown_kpi_is_not_found(manager: Client) -> None:
    assert manager.get(f"{HOME}no_such/").status_code == 404


@pytest.mark.usefixtures("ledger")
def test_a_manager_publishes_and_sees_the_list(manager: Client) -> None:
    answer = manager.post(f"{HOME}mrr/publish/", {"period": "2024-02"}, follow=True)
    assert Publication.objects.get().value == 150
    assert answer.context["publication"] == Publication.objects.get()
    assert "150" in manager.get(f"{HOME}published/").content.decode()
    publication = Publication.objects.get()
    assert manager.get(f"{HOME}published/{publication.pk}/").status_code == 200


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("door", ["published/export?format=csv", "published/"])
def test_published_amounts_cost_no_statement_each(manager: Client, door: str) -> None:
    counts = []
    for period in ("2024-01", "2024-02", "2024-03"):
        manager.post(f"{HOME}mrr/publish/", {"period": period})
        with CaptureQueriesContext(connection) as asked:
            answer = manager.get(f"{HOME}{door}")
            body = b"".join(answer) if answer.streaming else answer.content
        counts.append(len(asked))
        assert body.count(period.encode()) >= 1
    # The first look of a session may cost something of its own.
    assert counts[1] == counts[2]


@pytest.mark.usefixtures("ledger")
def test_publishing_needs_its_permission() -> None:
    viewer = signed_in("v@harunire.example", "viewer")
    assert viewer.get(f"{HOME}mrr/").status_code == 200
    assert viewer.post(f"{HOME}mrr/publish/", {"period": "2024-02"}).status_code == 403
    assert viewer.get(f"{HOME}mrr/rows").status_code == 403
    assert viewer.post(f"{HOME}published/check/").status_code == 403
    assert Publication.objects.count() == 0


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(("role", "status"), [("csm", 200), ("sales", 403), ("viewer", 403)])
def test_rows_are_offered_as_a_file_to_those_who_may_have_them(role: str, status: int) -> None:
    client = signed_in("v@harunire.example", role)
    page = client.get(f"{HOME}mrr/").content.decode()
    assert ('rows?format=csv"' in page) is (status == 200)
    answer = client.get(f"{HOME}mrr/rows")
    assert answer.status_code == status
    answer.close()


@pytest.mark.usefixtures("ledger")
def test_the_breakdown_is_exported_as_it_is_shown(manager: Client) -> None:
    asked = {"period": "2024-02", "by": "plan"}
    shown = manager.get(f"{HOME}mrr/", asked)
    assert f'href="{HOME}mrr/breakdown?period=2024-02&amp;by=plan&amp;format=csv"' in shown.content.decode()
    answer = manager.get(f"{HOME}mrr/breakdown", {**asked, "format": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "Period,Group,Denominator,Numerator,MRR,n"
    assert lines[1].startswith("2024-02,(none),")
    assert len(lines) == 1 + len(shown.context["groups"])
    assert "breakdown?" not in manager.get(f"{HOME}mrr/").content.decode()
    assert manager.get(f"{HOME}mrr/breakdown").status_code == 404


def test_publishing_answers_only_a_post(manager: Client) -> None:
    assert manager.get(f"{HOME}mrr/publish/").status_code == 405


@pytest.mark.usefixtures("ledger")
def test_another_workspace_sees_neither_pages_nor_publications(manager: Client) -> None:
    manager.post(f"{HOME}mrr/publish/", {"period": "2024-02"})
    publication = Publication.objects.get()
    stranger = signed_in("t@keyaki.example", "owner", workspace=other_workspace())
    assert stranger.get(HOME).status_code == 404
    assert stranger.get(f"/w/keyaki/kpis/published/{publication.pk}/").status_code == 404
    assert "150" not in stranger.get("/w/keyaki/kpis/published/").content.decode()


def test_an_empty_workspace_is_told_what_to_do_next(manager: Client) -> None:
    page = manager.get(HOME).content.decode()
    assert "Bring in accounts and subscriptions" in page


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("query", [{"period": "FY9999"}, {"as_of": "9999-12-31"}, {"as_of": "0001-01-01"}])
@pytest.mark.parametrize("path", [HOME, f"{HOME}mrr/", "/w/harunire/accounts/", "/w/harunire/"])
def test_a_day_out_of_reach_is_no_failure(manager: Client, path: str, query: dict[str, str]) -> None:
    assert manager.get(path, query).status_code < 500


@pytest.mark.usefixtures("ledger")
def test_the_trend_ends_where_the_calendar_begins(manager: Client) -> None:
    page = manager.get(f"{HOME}mrr/", {"period": "1971-03"})
    assert [each.label for each in page.context["asked"].question.periods] == [
        "1970-12", "1971-01", "1971-02", "1971-03",
    ]  # fmt: skip


@pytest.mark.usefixtures("ledger")
def test_a_segment_s_figure_is_not_published_as_the_whole(manager: Client) -> None:
    condition = {"kind": "check", "field": "name", "op": "is", "value": "北浜製作所"}
    segment = create_segment("北浜だけ", condition, by=SYSTEM)
    period = {"period": "2024-02", "variant": "end"}
    whole = manager.get(f"{HOME}mrr/", period)
    part = manager.get(f"{HOME}mrr/", {**period, "segment": str(segment.pk)})
    assert ("publish/" in whole.content.decode(), "publish/" in part.content.decode()) == (True, False)
    manager.post(f"{HOME}mrr/publish/", {**period, "segment": str(segment.pk)})
    assert Publication.objects.count() == 0
    manager.post(f"{HOME}mrr/publish/", period)
    assert Publication.objects.get().value == 150
    part = manager.get(f"{HOME}mrr/", {**period, "segment": str(segment.pk)})
    assert (part.context["point"].value, part.context["publication"]) == (100, None)
