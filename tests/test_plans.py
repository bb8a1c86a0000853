"""No page that people open every day reads a whole journal, but for the newest facts on Today."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banso.domain.outcomes.tests.factories import won
from banso.domain.promises.tests.factories import promise
from banso.domain.sales.tests.factories import account_of, complete_deal
from banso.domain.workspaces.tests.factories import signed_in
from banso.project.testing import ON_POSTGRESQL

# The journal found by its workspace alone, or not looked up at all.
_WHOLE = re.compile(
    r"SEARCH (journal_journalentry|U\d+) USING [^(]*\(workspace_id=\?\)|SCAN journal_journalentry"
)


@pytest.mark.usefixtures("workspace")
@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL plans by what it has counted")
def test_no_daily_page_reads_the_whole_journal() -> None:
    deal = complete_deal()
    account = account_of(deal)
    assert deal.account is not None
    made = promise(deal.account)
    _deal, outcome = won("受注した商談")
    client = signed_in("sato@harunire.example", "manager")
    wrong, asked = [], 0
    for path in (
        f"accounts/{account}/", f"accounts/{account}/care", f"accounts/{account}/?as_of=2030-01-01",
        "promises/", "promises/?as_of=2030-01-01", f"promises/{made.pk}/?as_of=2030-01-01",
        f"deals/{deal.pk}/", f"deals/{deal.pk}/handoff/", f"deals/{deal.pk}/goals/", "deals/",
        "handoffs/", "outcomes/",
        f"outcomes/{outcome.pk}/",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/w/harunire/{path}")
        assert answer.status_code == 200, path
        for query in {each["sql"] for each in captured if "journal_journalentry" in each["sql"]}:
            if not query.startswith("SELECT"):
                continue
            asked += 1
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query.replace('%', '%%')}")
                plan = [row[3] for row in cursor.fetchall()]
            wrong += [f"{path}: {step}: {query}" for step in plan if _WHOLE.search(step)]
    assert wrong == [], "\n".join(wrong)
    assert asked > 20, asked
