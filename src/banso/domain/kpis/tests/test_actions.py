"""Publishing freezes a figure; what is learned later is written beside it, with the rows and who said so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import account, row
from banso.domain.kpis.actions import check_figures, publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.kpis.tasks import check_published_figures
from banso.domain.workspaces.actions import create_workspace
from banso.domain.workspaces.models import AuditEntry
from banso.engine.journal.column import ColumnStore
from banso.engine.journal.loader.run import catch_up
from banso.engine.metrics import publish
from banso.engine.metrics.ask import ask
from banso.engine.metrics.models import Publication, Restatement
from banso.engine.metrics.question import Answer, Question
from banso.kit.actor import SYSTEM, Actor
from banso.kit.clock import freeze
from banso.kit.errors import Conflict, InputError, TooBusy
from banso.kit.tenancy import current_workspace_id

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


def test_a_figure_is_published_with_what_the_store_had_not_caught_up_with() -> None:
    with freeze(APRIL):
        upsert_lines([row("S1", account("今記録した会社"), "100", "2024-01-01")], by=SYSTEM)
        made = publish_figure(march(), by=SATO)
    catch_up()
    again = ask(replace(march(), as_of=made.as_of)).last
    assert (made.value, made.n) == (again.value, again.n) == (Decimal(100), 1)


def test_figures_are_checked_against_what_the_store_had_not_caught_up_with(published: Publication) -> None:
    with freeze(MAY):
        upsert_lines([row("S3", account("遅れて知った会社"), "30", "2024-02-01")], by=SATO)
        (restated,) = check_figures()
    assert (restated.publication, restated.new_value) == (published, Decimal(180))


def test_nothing_is_published_as_known_in_the_future() -> None:
    with freeze(APRIL), pytest.raises(InputError, match="未来"):
        publish_figure(replace(march(), as_of=APRIL + timedelta(seconds=1)), by=SATO)
    assert Publication.objects.count() == 0


def test_the_same_figure_is_published_once(published: Publication) -> None:  # noqa: ARG001
    with freeze(MAY), pytest.raises(Conflict, match="すでに公表"):
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


def test_a_figure_that_cannot_be_asked_any_more_does_not_end_the_check(published: Publication) -> None:
    with freeze(MAY):
        Publication.objects.create(
            **{
                field.attname: getattr(published, field.attname)
                for field in Publication._meta.fields
                if field.attname != "id"
            }
            | {"variant": "gone", "published_at": MAY}
        )
        upsert_lines([row("S3", account("遅れて知った会社"), "30", "2024-02-01")], by=SATO)
        assert [each.publication for each in check_figures()] == [published]


def test_one_workspace_in_trouble_does_not_keep_the_others_waiting(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = create_workspace("aaa", name="First", by=SYSTEM)
    with freeze(MAY):
        upsert_lines([row("S3", account("遅れて知った会社"), "30", "2024-02-01")], by=SATO)
        catch_up()

        def settled() -> datetime:
            if current_workspace_id() == first.pk:
                raise TooBusy("another process is loading the column store")
            return MAY

        monkeypatch.setattr(publish, "settle", settled)
        assert check_published_figures() == 1
    assert published.restatements.count() == 1


def test_nothing_is_locked_while_the_column_store_is_asked(
    published: Publication,  # noqa: ARG001 - is asked again
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    outside = len(connection.savepoint_ids)

    def watched(question: Question) -> Answer:
        seen.append(len(connection.savepoint_ids) - outside)
        return ask(question)

    monkeypatch.setattr(publish, "ask", watched)
    with freeze(MAY):
        upsert_lines([row("S3", account("遅れて知った会社"), "30", "2024-02-01")], by=SATO)
        check_figures()
        publish_figure(march(), by=SATO)
    assert seen == [0, 0]
