"""Whom messages and promises mention with "@name" hear of it."""

import pytest

from banso.domain.handoffs import actions
from banso.domain.handoffs.tests.factories import Town, town, won
from banso.domain.promises.actions import Shown, keep_promise, make_promise
from banso.domain.promises.tests.factories import said
from banso.domain.work.models import Notice
from banso.engine.journal.reactions import react


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_messages_and_promises_tell_whom_they_mention(place: Town) -> None:
    handoff = won(place)
    Notice.objects.all().delete()
    by = place.actor("seller")
    actions.write_message(handoff.pk, "@森さん、@佐藤さんと相談させてください。", by=by)
    made = make_promise(handoff.account_id, said(source_text="議事録。@森さんが承知しています"), by=by)
    keep_promise(made.pk, Shown("@上田さんがメールで送った"), by=by)
    react()
    heard = sorted((each.person.email, each.kind, each.href) for each in Notice.objects.all())
    page, ledger = f"handoffs/{handoff.pk}/", f"promises/{made.pk}/"
    # The CSM hears of every message, and not twice of this one.
    assert heard == [
        ("mori@harunire.example", "text.mentioned", page),
        ("mori@harunire.example", "text.mentioned", ledger),
        ("sato@harunire.example", "handoff.message", page),
        ("ueda@harunire.example", "text.mentioned", ledger),
    ]
