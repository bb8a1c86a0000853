"""What runs behind the pages: an import, a job, an erasure."""

import random
from datetime import timedelta
from threading import Event

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from banso.domain.accounts.actions import create_contact
from banso.domain.accounts.facts import AccountCreated
from banso.domain.accounts.models import Account, Contact
from banso.domain.privacy.actions import carry_out
from banso.domain.privacy.models import Case, CaseState
from banso.domain.workspaces.models import AuditEntry
from banso.engine.journal.queries import current_facts
from banso.integrations.files.actions import begin, enqueue
from banso.integrations.files.models import ImportRun
from banso.integrations.files.queries import import_by_id
from banso.integrations.files.tasks import bring_in
from banso.integrations.files.tests.factories import taken
from banso.kit.clock import now
from banso.project.worker import Jobs
from torture.contests.frame import LOST, WON, Contest, Said, Start, call, differs, inside, one_winner, owner
from torture.contests.records import account

_ROWS = 5


def _file(name: str) -> ImportRun:
    rows = "".join(f"{name}-{number},Company {number}\n" for number in range(_ROWS))
    return taken("accounts", f"id,name\n{rows}")


def _imported(start: Start) -> list[str]:
    rows = Account.objects.filter(external_id__startswith=start["id"] + "-")
    born = current_facts().filter(
        type=AccountCreated.type, account__in=list(rows.values_list("pk", flat=True))
    )
    runs = ImportRun.objects.filter(pk__in=start["runs"])
    states = sorted({run.state for run in runs})
    new = sum(run.counts["new"] for run in runs)
    return (
        differs("accounts", rows.count(), _ROWS * start["files"])
        + differs("births in the journal", born.count(), _ROWS * start["files"])
        + differs("accounts that the imports say they made", new, _ROWS * start["files"])
        + differs("states", states, ["done"])
    )


def _one_run(name: str) -> Start:
    return {"id": name, "files": 1, "runs": [str(_file(name).pk)]}


def _two_runs(name: str) -> Start:
    return {"id": name, "files": 1, "runs": [str(_file(name).pk) for _ in range(2)]}


def _begin(start: Start, place: int, _chance: random.Random) -> Said:
    with inside():
        run = import_by_id(start["runs"][place % len(start["runs"])])
        begin(run, dry=False, by=owner())
    return Said(WON)


def _jobs(name: str) -> Start:
    runs = [_file(f"{name}-{number}") for number in range(3)]
    for run in runs:
        enqueue(bring_in, run, by=owner())
    return {"id": name, "files": 3, "runs": [str(run.pk) for run in runs]}


def _work(_start: Start, _place: int, _chance: random.Random) -> Said:
    Jobs(Event()).run()
    return Said(WON)


def _each_once(start: Start, _said: list[Said]) -> list[str]:
    jobs = [job for job in DBTaskResult.objects.all() if set(start["runs"]) & set(job.args_kwargs["args"])]
    taken_by = sorted(len(job.worker_ids) for job in jobs)
    states = {job.status for job in jobs}
    return (
        _imported(start)
        + differs("workers of each job", taken_by, [1, 1, 1])
        + differs("states of the jobs", states, {TaskResultStatus.SUCCESSFUL})
    )


def _contact(name: str) -> Start:
    email = f"{name}@erased.example"
    create_contact(account(name).pk, {"name": "Erased Person", "email": email}, by=owner())
    return {"email": email}


def _ask(start: Start, _place: int, _chance: random.Random) -> Said:
    email = start["email"]
    return call("post", "privacy/erasures", {"mail": email, "reason": "their request", "typed": email})


def _asked(name: str) -> Start:
    start = _contact(name)
    said = _ask(start, 0, random.Random())
    assert said.won, said.detail
    case = Case.objects.latest("number")
    Case.objects.filter(pk=case.pk).update(not_before=now() - timedelta(seconds=1))
    return {**start, "case": str(case.pk)}


def _erase(start: Start, _place: int, _chance: random.Random) -> Said:
    with inside():
        case = Case.objects.get(pk=start["case"])
        return Said(WON if carry_out(case.pk) else LOST)


def _erased(start: Start, said: list[Said]) -> list[str]:
    case = Case.objects.get(pk=start["case"])
    told = AuditEntry.objects.filter(verb="privacy.erased", target=f"No. {case.number}").count()
    left = Contact.objects.filter(email=start["email"]).count()
    return (
        one_winner(said)
        + differs("state", case.state, CaseState.DONE)
        + differs("receipts and contacts left", (told, left), (1, 0))
    )


CONTESTS = {
    "import-begun": Contest(_one_run, _begin, lambda start, said: _imported(start) + one_winner(said)),
    "file-sent-twice": Contest(_two_runs, _begin, lambda start, _said: _imported(start)),
    "jobs-taken": Contest(_jobs, _work, _each_once),
    "erasure-asked": Contest(_contact, _ask, lambda _start, said: one_winner(said)),
    "erasure-carried-out": Contest(_asked, _erase, _erased),
}
