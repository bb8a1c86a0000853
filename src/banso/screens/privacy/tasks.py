"""The work that a request sets going and the worker does."""

from uuid import UUID

from django.conf import settings
from django_tasks import task

from banso.domain.privacy.actions import (
    carry_out,
    forget_old_exports,
    go_on_with_stopped,
    hand_out,
    remove_what_is_old,
    write_what_is_lacking,
)
from banso.domain.privacy.models import Case, CaseKind
from banso.domain.privacy.queries import case_by_id, unfinished_cases
from banso.domain.work.actions import notify
from banso.domain.workspaces.queries import every_workspace, workspace_by_slug
from banso.kit.tenancy import current_workspace, scope
from banso.screens.privacy.notices import ERASED, EXPORTED, STOPPED


@task()
def work_on_case(slug: str, case_id: str) -> None:
    with scope(workspace=workspace_by_slug(slug)):
        work_on(UUID(case_id))


def work_on(case_id: UUID) -> Case | None:
    """Do what a request asks for in the open workspace, and tell who asked; None where nothing was to do."""
    case = case_by_id(case_id)
    try:
        done = hand_out(case_id) if case.kind == CaseKind.EXPORT else carry_out(case_id)
    except Exception:
        tell(case, STOPPED)
        raise
    if done is not None:
        tell(done, EXPORTED if done.kind == CaseKind.EXPORT else ERASED)
    return done


def tell(case: Case, kind: str) -> None:
    try:
        person = UUID(case.by_id)
    except ValueError:
        return  # a key or the command line asked
    notify(
        person, kind, detail={"n": case.number}, href=f"settings/privacy/{case.pk}/", key=f"{kind}:{case.pk}"
    )


def enqueue(case: Case) -> None:
    work_on_case.enqueue(current_workspace().slug, str(case.pk))


def tend_personal_data() -> int:
    """See to requests on which nobody works, files past their time and data past its: in every workspace."""
    done = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            go_on_with_stopped(enqueue)
            for case in unfinished_cases():
                enqueue(case)
            done += forget_old_exports() + remove_what_is_old()
    write_what_is_lacking(settings.BANSO_HOME)
    return done
