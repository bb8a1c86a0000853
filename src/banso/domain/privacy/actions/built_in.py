"""The classes of data that no area above holds: facts, usage, figures, tables, jobs, the audit log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from banso.domain.privacy.definitions import Finding, Holding, Kept, register_holding, register_kept
from banso.domain.privacy.queries.tables import holds_texts, personal_rows
from banso.domain.privacy.rules import Subject
from banso.domain.workspaces.actions import shorten_audit
from banso.domain.workspaces.queries import audit_entries
from banso.engine.journal.erasing.journal import entries_of
from banso.engine.journal.erasing.run import erase_person, marked_usage
from banso.engine.journal.erasing.terms import Terms
from banso.engine.journal.erasing.usage_log import events_of
from banso.engine.metrics.erasing import erase_in_publications, publications_of
from banso.kit.tenancy import current_workspace, current_workspace_id


def _places(subject: Subject) -> list[UUID]:
    return [UUID(each) for each in subject.accounts]


def _find_facts(subject: Subject, terms: Terms) -> Sequence[Finding]:
    return [
        {
            "type": each.type, "occurred_at": each.occurred_at.isoformat(), "person": each.person,
            "recorded_at": each.recorded_at.isoformat(), "account": str(each.account),
            "content": each.payload,
        }
        for each in entries_of(terms, subject.records, _places(subject))
    ]  # fmt: skip


def _erase_facts(subject: Subject, terms: Terms) -> int:
    return erase_person(terms, subjects=subject.records, accounts=_places(subject)).facts


def _find_usage(_subject: Subject, terms: Terms) -> Sequence[Finding]:
    return events_of(terms, current_workspace_id())


def _erase_usage(_subject: Subject, terms: Terms) -> int:
    # Done together with the facts, for both lie in the column store; here it is only counted.
    return marked_usage(terms)


def _find_rows(subject: Subject, terms: Terms) -> Sequence[Finding]:
    return [
        {"table": str(model._meta.verbose_name), **_plain({name: getattr(row, name) for name in changed})}
        for model in holds_texts()
        for row, changed in personal_rows(model, subject, terms)
    ]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, dict | list) else str(value) for name, value in row.items()}


def _erase_rows(subject: Subject, terms: Terms) -> int:
    count = 0
    for model in holds_texts():
        for row, changed in list(personal_rows(model, subject, terms)):
            model._base_manager.filter(pk=row.pk).update(**changed)  # noqa: SLF001 - no scope is left: by its key
            count += 1
    return count


def _jobs(terms: Terms) -> list["DBTaskResult[..., Any]"]:
    wanted = Q()
    for needle in terms.needles:
        for name in ("args_kwargs", "return_value", "traceback"):
            wanted |= Q(**{f"{name}__icontains": needle})
    slug = current_workspace().slug
    if not wanted:
        return []
    jobs = DBTaskResult.objects.filter(wanted, finished_at__isnull=False)
    return [job for job in jobs if slug in (job.args_kwargs or {}).get("args", [])]


def _find_jobs(_subject: Subject, terms: Terms) -> Sequence[Finding]:
    return [{"task": job.task_path, "finished_at": str(job.finished_at)} for job in _jobs(terms)]


def _erase_jobs(_subject: Subject, terms: Terms) -> int:
    jobs = _jobs(terms)
    DBTaskResult.objects.filter(pk__in=[job.pk for job in jobs]).delete()
    return len(jobs)


def _find_audit(_subject: Subject, terms: Terms) -> Sequence[Finding]:
    found = []
    for needle in terms.needles:
        wanted = Q(target__icontains=needle) | Q(detail__icontains=needle) | Q(actor_label__icontains=needle)
        found += list(audit_entries().filter(wanted))
    return [
        {"at": each.at.isoformat(), "verb": each.verb, "target": each.target}
        for each in {each.pk: each for each in found}.values()
    ]


def _keep_audit(_subject: Subject, _terms: Terms) -> int:
    """Who did what here is kept: it is the proof that the law asks for, and nobody may change it."""
    return 0


def register() -> None:
    for holding in (
        Holding("facts", _("Facts"), _find_facts, _erase_facts, whole=False),
        Holding("usage", _("Usage events"), _find_usage, _erase_usage, whole=False),
        Holding("figures", _("Published figures"), publications_of, erase_in_publications),
        Holding("rows", _("Other records"), _find_rows, _erase_rows),
        Holding("jobs", _("Jobs"), _find_jobs, _erase_jobs),
        Holding("audit", _("Audit log (kept)"), _find_audit, _keep_audit),
    ):
        register_holding(holding)
    register_kept(
        Kept(
            "audit", _("Audit log"),
            _(
                "Entries of whole months past their time are removed. What is left can still be verified: the"
                " log says up to where it was removed. Download them first where the law wants them longer."
            ),
            shorten_audit, shortest=365,
        )
    )  # fmt: skip
    register_kept(
        Kept(
            "usage", _("Facts and usage events"),
            _(
                "Kept for good: every number is counted from them, also as it was known on a past day, and"
                " would change without them. Whoever wants to be forgotten is erased from them on request."
            ),
        )
    )  # fmt: skip
