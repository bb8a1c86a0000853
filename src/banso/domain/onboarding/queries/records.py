"""Finding onboardings, their plans, links and templates."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from banso.domain.onboarding.facts import ONBOARDING_FACTS, Standing
from banso.domain.onboarding.models import Milestone, Onboarding, PlanLink, SharedFile, Step, Template
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import current_facts
from banso.kit.errors import NotFound

TYPES = [kind.type for kind in ONBOARDING_FACTS]
OPEN = ("proposed", "running")


def onboardings() -> QuerySet[Onboarding]:
    """Every onboarding with its account and product, the newest first."""
    return Onboarding.objects.select_related("account", "product")


def onboarding_by_id(onboarding_id: UUID) -> Onboarding:
    """One onboarding of this workspace.

    Raises:
        NotFound: there is none.
    """
    found = Onboarding.objects.select_related("account", "product", "template").filter(pk=onboarding_id)
    row = found.first()
    if row is None:
        raise NotFound(_("There is no such onboarding."))
    return row


def onboardings_of_account(account_id: UUID) -> QuerySet[Onboarding]:
    return onboardings().filter(account=account_id)


def onboarding_of_task(task_id: UUID) -> UUID | None:
    """The onboarding in whose plan a task stands."""
    return Step.objects.filter(task=task_id).values_list("onboarding_id", flat=True).first()


def milestones_of(onboarding: Onboarding) -> QuerySet[Milestone]:
    return Milestone.objects.filter(onboarding=onboarding)


def steps_of(onboarding: Onboarding) -> QuerySet[Step]:
    """The plan's tasks in their order, without those that were taken back."""
    rows = Step.objects.filter(onboarding=onboarding, task__removed_at=None)
    return rows.select_related("task", "milestone").order_by("milestone__position", "position", "id")


def steps_among(onboarding_ids: Iterable[UUID]) -> QuerySet[Step]:
    """The tasks of many plans."""
    rows = Step.objects.filter(onboarding__in=list(onboarding_ids), task__removed_at=None)
    return rows.select_related("task")


def links_of(onboarding: Onboarding) -> QuerySet[PlanLink]:
    """The links that were made for the customer, the newest first."""
    return PlanLink.objects.filter(onboarding=onboarding)


def templates() -> QuerySet[Template]:
    """The templates that are in use."""
    return Template.objects.filter(archived_at=None).select_related("product", "segment")


def template_by_id(template_id: UUID) -> Template:
    """One template.

    Raises:
        NotFound: there is none.
    """
    found = Template.objects.select_related("product", "segment").filter(pk=template_id).first()
    if found is None:
        raise NotFound(_("There is no such template."))
    return found


def files_shared(row: Onboarding) -> QuerySet[SharedFile]:
    """What the customer's page shows, the newest first.

    A file that was taken away, or whose account has become another's, is not among it.
    """
    rows = SharedFile.objects.filter(onboarding=row, withdrawn_at=None, file__archived_at=None)
    return rows.filter(file__account=row.account_id).select_related("file")


def subject_of(onboarding_id: UUID) -> str:
    """How facts call the onboarding."""
    return f"onboarding:{onboarding_id}"


def history_of(onboarding_id: UUID) -> QuerySet[JournalEntry]:
    """Every step of an onboarding, the newest first."""
    rows = current_facts().filter(type__in=TYPES, subject=subject_of(onboarding_id))
    return rows.order_by("-payload__number")


def standing_of(row: Onboarding) -> Standing:
    """The onboarding as its facts tell it."""
    return Standing(
        state=row.state, deal=str(row.deal_id or ""), product=row.product.name if row.product else "",
        template=str(row.template_id or ""), contract_on=row.contract_on, kickoff_on=row.kickoff_on,
        target_on=row.target_on, completed_on=row.completed_on, owner=row.owner_name,
        owner_email=row.owner_email, stalled=row.stalled, handover=row.handover, next_csm=row.next_name,
    )  # fmt: skip
