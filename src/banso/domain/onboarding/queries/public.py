"""What a signed link opens: the plan of one onboarding, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.onboarding.models import Milestone, Onboarding, PlanLink, SharedFile, Step
from banso.domain.onboarding.queries.records import files_shared, milestones_of, steps_of
from banso.domain.onboarding.rules.links import link_of, token_of
from banso.domain.promises.queries import promises_of_account
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scope, scopes_disabled

if TYPE_CHECKING:
    from banso.domain.accounts.models import File
    from banso.domain.promises.models import Promise

_PROMISES = 50


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """What the customer sees: milestones with their tasks, the promises that they confirmed, files."""

    onboarding: Onboarding
    milestones: Sequence[tuple[Milestone, Sequence[Step]]]
    promises: "Sequence[Promise]"
    files: Sequence[SharedFile] = ()

    @property
    def count(self) -> int:
        return sum(len(steps) for _milestone, steps in self.milestones)

    @property
    def done(self) -> int:
        return sum(1 for _milestone, steps in self.milestones for step in steps if step.task.done_on)


def open_link(token: str) -> PlanLink:
    """The link that a token opens, in whichever workspace, with its onboarding.

    Raises:
        NotFound: it opens nothing: forged, over, taken back, or the onboarding was called off.
    """
    named = link_of(token, at=now())
    link = None
    if named is not None:
        with scopes_disabled():
            rows = PlanLink.objects.select_related("onboarding", "workspace")
            link = rows.filter(pk=named).first()
    if link is None or not is_open(link):
        raise NotFound(_("The link opens nothing any more."))
    return link


def is_open(link: PlanLink) -> bool:
    """Whether the customer may still use it."""
    running = link.onboarding.state in {"running", "done"}
    return link.revoked_at is None and now() < link.expires_at and running


def token_for(link: PlanLink) -> str:
    """The token by which the link is opened."""
    return token_of(link.pk, link.expires_at)


def last_name(link: PlanLink) -> str:
    """Who ticked last of the customer's people, so that they are asked for their name once."""
    with scope(workspace=link.workspace):
        done = steps_of(link.onboarding).filter(task__side="them").exclude(task__done_on=None)
        name = done.order_by("-task__updated_at").values_list("task__done_by", flat=True).first() or ""
        # Whoever gave no name stands there by another word.
        with translation.override(link.workspace.language):
            return "" if name in {link.email, _("the customer")} else name


def shared_plan(link: PlanLink) -> SharedPlan:
    """What a link shows, read in its own workspace."""
    with scope(workspace=link.workspace):
        row = link.onboarding
        theirs = list(steps_of(row).filter(task__side="them"))
        milestones = [
            (milestone, [step for step in theirs if step.milestone_id == milestone.pk])
            for milestone in milestones_of(row)
        ]
        promises = promises_of_account(row.account_id).filter(state__in=["confirmed", "kept", "late"])
        if row.deal_id:
            promises = promises.filter(deal_id=row.deal_id)
        known = list(promises.order_by("due_on", "id")[:_PROMISES])
        return SharedPlan(row, milestones, known, list(files_shared(row)))


def file_behind(link: PlanLink, file_id: UUID) -> "File":
    """A file that a link's page shows, read in its own workspace.

    Raises:
        NotFound: the page does not show it.
    """
    with scope(workspace=link.workspace):
        shared = files_shared(link.onboarding).filter(file=file_id).first()
    if shared is None:
        raise NotFound(_("There is no such file."))
    return shared.file
