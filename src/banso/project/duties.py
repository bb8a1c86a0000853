"""What the worker does, in the order it does it."""

from banso.domain.accounts.tasks import hand_over_owners
from banso.domain.handoffs.tasks import escalate_late_handoffs, tell_of_risky_promises
from banso.domain.hooks.tasks import finish_hooks, send_hooks
from banso.domain.kpis.tasks import check_published_figures
from banso.domain.onboarding.tasks import evaluate_onboardings
from banso.domain.outcomes.tasks import measure_due_outcomes
from banso.domain.quotes.tasks import expire_quotes
from banso.domain.work.tasks import send_digests, send_mails, tell_of_failed_work
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.reactions import react
from banso.engine.journal.usage.tidying import tidy
from banso.integrations.exports.tasks import tidy_exports
from banso.kit.clock import now
from banso.kit.errors import TooBusy
from banso.project.worker import Duty
from banso.screens.privacy.tasks import tend_personal_data
from banso.screens.system.tasks import tidy_jobs, watch

# The other duties wait meanwhile: facts are answered within a second or two of load.
_BATCHES = 2
_SOON = 0.15


def duties() -> list[Duty]:
    return [
        Duty("loader", load, every=0.3),
        Duty("reactions", react, every=0.5),
        # Somebody waits for these: within a second of what happened they are to be there.
        Duty("mail of notices", send_mails, every=_SOON, lane="mails"),
        Duty("webhooks", send_hooks, every=_SOON, lane="webhooks", finish=finish_hooks),
        Duty("digests", send_digests, every=60.0),
        Duty("late handoffs", escalate_late_handoffs, every=60.0),
        Duty("promises at risk", tell_of_risky_promises, every=600.0),
        Duty("due outcomes", measure_due_outcomes, every=600.0),
        Duty("quotes that ran out", expire_quotes, every=600.0),
        Duty("onboardings", evaluate_onboardings, every=600.0),
        Duty("handovers of accounts", hand_over_owners, every=600.0),
        Duty("long exports", tidy_exports, every=300.0),
        Duty("work that failed", tell_of_failed_work, every=60.0),
        Duty("published figures", check_published_figures, every=3600.0),
        Duty("watch", watch, every=30.0),
        Duty("personal data", tend_personal_data, every=30.0),
        Duty("done jobs", tidy_jobs, every=3600.0),
        Duty("housekeeping", keep_house, every=3600.0),
    ]


def load() -> int:
    """Bring the column store up to date; a command may be at it already."""
    try:
        return catch_up(patience=0, batches=_BATCHES)
    except TooBusy:
        return 0


def keep_house() -> int:
    tidy(now())
    return 0
