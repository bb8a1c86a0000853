"""The published figure, and what changed after it."""

from datetime import date

import pytest

from banso.engine.metrics.models import Publication, Restatement
from banso.integrations.sample.headline import headline
from banso.integrations.sample.load import load_sample, publish_sample
from banso.kit.tenancy import scope

TODAY = date(2026, 11, 20)


@pytest.mark.django_db
@pytest.mark.usefixtures("column_store")
def test_a_published_figure_is_restated_for_what_came_late() -> None:
    loaded = load_sample(TODAY, wanted=60, say=lambda _text: None)
    publish_sample(loaded, TODAY)
    with scope(workspace=loaded.workspace):
        published = Publication.objects.get()
        assert (published.kpi, published.label) == ("nrr", "2026-10")
        restated = Restatement.objects.get()
    assert restated.old_value == published.value != restated.new_value
    assert len(restated.changes) == 2
    lines = list(headline(loaded.workspace, TODAY))
    assert lines[0] == "ハルニレ株式会社, 2026-10:"
    assert len(lines) > 3
