"""Publishing freezes a figure; what is learned later is written beside it, with the rows and who said so."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.kpis.actions import check_figures, publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.workspaces.models import AuditEntry
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Question
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import Conflict

SATO = Actor("person", "1", "佐藤 美咲")
APRIL, MAY = datetime(2024, 4, 10, tzinfo=UTC), datetime(2024, 5, 20, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("workspace", "column_store")


def march() -> Question:
    return Question("mrr", read_periods("2024-03", "", ""))


@pytest.fixture
def published(column_store: ColumnStore) -> Publication:  # noqa: ARG001 - empties the store
    with freeze(APRIL):
        one, two = account("北浜製作所"), account("松葉工務店")
        upsert_lines([row("S1", one, "100", "2024-01-01"), row("S2", two, "50", "2024-01-01")], by=SYSTEM)
        catch_up()
        return publish_figure(march(), remark="取締役会", by=SATO)


def test_a_published_figure_keeps_its_rows_and_is_in_the_audit_log(published: Publication) -> None:
    assert (published.value, published.n) == (Decimal(150), 2)
    assert published.published_by == "佐藤 美咲"
    assert [line[3] for line in published.rows] in (["100", "50"], ["50", "100"])
    assert AuditEntry.objects.filter(verb="kpi.published").count() == 1


def test_the_same_figure_is_published_once(published: Publication) -> None:  # noqa: ARG001
    with freeze(MAY), pytest.raises(Conflict, match="published already"):
        publish_figure(march(), by=SATO)


def test_nothing_new_is_no_restatement(published: Publication) -> None:  # noqa: ARG001
    with freeze(MAY):
        assert check_figures() == []


def test_a_later_correction_is_restated_with_the_row_and_who_made_it(published: Publication) -> None:
    with freeze(MAY):
        one = account("遅れて知った会社")
        upsert_lines([row("S3", one, "30", "2024-02-01")], by=SATO)
        catch_up()
        (restated,) = check_figures()
        assert check_figures() == []
    assert (restated.old_value, restated.new_value) == (Decimal(150), Decimal(180))
    (change,) = restated.changes
    assert (change["account"], change["old"], change["new"][0]) == (str(one), None, "30")
    assert {fact["actor"] for fact in change["facts"]} == {"佐藤 美咲"}
    published.refresh_from_db()
    assert published.value == 150


def test_what_happened_after_the_period_is_no_restatement(published: Publication) -> None:  # noqa: ARG001
    with freeze(MAY):
        upsert_lines([row("S4", account("四月から"), "30", "2024-04-01")], by=SATO)
        catch_up()
        assert check_figures() == []
    assert Restatement.objects.count() == 0
