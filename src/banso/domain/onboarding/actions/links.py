"""The link by which a customer sees their plan, and what they tick there."""

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.onboarding.actions.writing import demand, locked, stepped
from banso.domain.onboarding.facts import OnboardingShared
from banso.domain.onboarding.models import PlanLink
from banso.domain.onboarding.queries.public import open_link, token_for
from banso.domain.onboarding.queries.records import steps_of
from banso.domain.onboarding.rules.choosing import language_of
from banso.domain.onboarding.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.domain.work.actions import finish_task, reopen_task
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id, scope
from banso.kit.texts import line

_log = structlog.get_logger(__name__)
LANGUAGES = ("ja", "en")


def share_plan(
    onboarding_id: UUID,
    *,
    email: str = "",
    language: str = "",
    days: int = LASTS.days,
    by: Actor,
    expected: int | None = None,
) -> PlanLink:
    """Make a link to the plan for the customer, and mail it where there is an address.

    Links of before open nothing any more.

    Args:
        onboarding_id: one that runs or is completed.
        email: where the link goes; "" to hand it over by oneself.
        language: "ja" or "en", the customer's where left out.
        days: how long it opens, 1 to 365.
        by: who shares.
        expected: the step that the caller saw.

    Raises:
        NotFound: no such onboarding.
        Stale: it is not at `expected`.
        Conflict: it is neither running nor completed.
        InputError: the address, language or time cannot be used.
    """
    address = _mail(email)
    if language not in {"", *LANGUAGES}:
        raise InputError(_("not one of the choices"), field="language", came=language, wanted="ja, en")
    if not SHORTEST <= days <= LONGEST_DAYS:
        raise InputError(
            _("not a time that a link may last"), field="days", came=days,
            wanted=_("%(first)s to %(last)s") % {"first": SHORTEST, "last": LONGEST_DAYS},
        )  # fmt: skip
    with transaction.atomic():
        row = locked(onboarding_id, expected=expected)
        demand(row, "running", "done")
        row.links.filter(revoked_at=None).update(revoked_at=now())
        made_at = now()
        link = PlanLink.objects.create(
            workspace_id=current_workspace_id(), onboarding=row, email=address,
            language=language or language_of(row.account.country), by_label=by.label[:200], made_at=made_at,
            # Whole seconds: that is what the token holds.
            expires_at=made_at.replace(microsecond=0) + timedelta(days=days),
        )  # fmt: skip
        stepped(row, OnboardingShared, by=by, sent_to=address)
    if address and _posted(link):
        link.sent_at = now()
        link.save(update_fields=["sent_at"])
    return link


def address_of(link: PlanLink) -> str:
    """The full address of a link: under the configured one, never under what a request claims."""
    return str(settings.BASE_URL).rstrip("/") + reverse("onboarding_plan", args=[token_for(link)])


def revoke_plan_link(link_id: UUID, *, by: Actor) -> PlanLink:  # noqa: ARG001 - as every action
    """Take a link back.

    Raises:
        NotFound: no such link.
    """
    with transaction.atomic():
        link = PlanLink.objects.select_for_update().filter(pk=link_id).first()
        if link is None:
            raise NotFound(_("There is no such link."))
        if link.revoked_at is None:
            link.revoked_at = now()
            link.save(update_fields=["revoked_at"])
    return link


def tick_by_link(token: str, task_id: UUID, *, done: bool, name: str = "") -> None:
    """Take down that the customer has done one of their tasks, or has not after all.

    Raises:
        NotFound: the link opens nothing, or has no such task of theirs.
    """
    link = open_link(token)
    with scope(workspace=link.workspace), transaction.atomic():
        step = steps_of(link.onboarding).filter(task=task_id, task__side="them").first()
        if step is None:
            raise NotFound(_("There is no such task."))
        with translation.override(current_workspace().language):
            nobody = _("the customer")
        by = Actor("customer", str(link.pk), line("name", name, most=120) or link.email or nobody)
        (finish_task if done else reopen_task)(task_id, by=by)


def mark_opened(link: PlanLink) -> None:
    """Note that the customer has seen the plan."""
    with scope(workspace=link.workspace):
        PlanLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now())


def _mail(email: str) -> str:
    given = email.strip().lower()
    if given:
        try:
            validate_email(given)
        except ValidationError:
            raise InputError(
                _("not a mail address"), field="email", came=given, wanted="name@example.com"
            ) from None
    return given[:254]


def _posted(link: PlanLink) -> bool:
    """Mail a link in its language; whether the mail server took it. One that did not is told, not undone."""
    workspace = current_workspace()
    with translation.override(link.language), timezone.override(workspace.timezone):
        told = {
            "onboarding": link.onboarding,
            "workspace": workspace,
            "link": link,
            "address": address_of(link),
        }
        subject = render_to_string("onboarding/mail/plan_subject.txt", told).strip()
        text = render_to_string("onboarding/mail/plan.txt", told)
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [link.email])
    except (OSError, SMTPException) as error:
        _log.warning("plan link not mailed", link=str(link.pk), error=type(error).__name__)
        return False
    return True
