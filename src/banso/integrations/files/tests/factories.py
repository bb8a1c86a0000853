"""Files for tests, brought in the way the command line does it."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django_tasks_db.models import DBTaskResult

from banso.integrations.files.actions import Reading, SentFile, begin, set_mapping, take_in
from banso.integrations.files.models import ImportRun
from banso.kit.actor import Actor

SATO = Actor("person", "sato", "佐藤 健")


def taken(kind: str, *contents: str | bytes, name: str = "file.csv", **options: Any) -> ImportRun:
    """A file that was sent and is not in yet."""
    files = [
        SentFile(name, [content.encode() if isinstance(content, str) else content]) for content in contents
    ]
    return take_in(
        kind, files, by=SATO, reading=options.get("reading", Reading()), preset=options.get("preset", "")
    )


def brought(
    kind: str,
    *contents: str | bytes,
    mapping: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    create_accounts: bool = False,
    dry: bool = False,
    **options: Any,
) -> ImportRun:
    """A file that was checked (dry) or brought in."""
    with translation.override("en"):
        run = taken(kind, *contents, **options)
        set_mapping(run, {**run.mapping, **(mapping or {})}, orders=orders, create_accounts=create_accounts)
        return begin(run, dry=dry, by=SATO)


def work() -> None:
    """What the worker does with the jobs that wait, on this thread's own connection."""
    for job in DBTaskResult.objects.ready():
        job.claim("test")
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.set_successful(None)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """New, changed, same, rejected."""
    return run.counts["new"], run.counts["changed"], run.counts["same"], run.counts["rejected"]
