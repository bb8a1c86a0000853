"""Asking the customer to confirm what success is by a signed link, and what they answer."""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any
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

from banso.domain.outcomes.actions.telling import changed, inform, tell_agreed
from banso.domain.outcomes.definitions import ANSWERED
from banso.domain.outcomes.facts import DefinitionAnswered
from banso.domain.outcomes.models import ConfirmationLink
from banso.domain.outcomes.queries.public import open_link, token_for
from banso.domain.outcomes.queries.records import definition_of, links_of, outcomes_of_deal
from banso.domain.outcomes.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.domain.sales.actions import confirm_goals
from banso.domain.sales.facts import NO_ACCOUNT
from banso.domain.sales.queries import deal_by_id
from banso.domain.sales.queries import subject_of as deal_subject
from banso.engine.journal.record import record
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id, scope
from banso.kit.texts import line, prose

LANGUAGES = ("ja", "en")
_log = structlog.get_logger(__name__)


def ask_confirmation(
    deal_id: UUID, *, email: str = "", language: str = "", days: int = LASTS.days, by: Actor
) -> ConfirmationLink:
    """Make a link by which the customer confirms the goals of a deal, and mail it where there is an address.

    Links of before open nothing any more.

    Args:
        deal_id: a deal that is not lost.
        email: where the link goes; "" to hand it over by oneself.
        language: "ja" or "en", the workspace's where left out.
        days: how long it opens, 1 to 90.
        by: who asks.

    Raises:
        NotFound: no such deal.
        Conflict: it is lost or archived, it has no goal, or one that has no target or date yet.
        InputError: the address, language or time cannot be used.
    """
    address, chosen = _address("email", email), language or current_workspace().language
    if chosen not in LANGUAGES:
        raise InputError(_("not one of the choices"), field="language", came=chosen, wanted="ja, en")
    if not SHORTEST <= days <= LONGEST_DAYS:
        raise InputError(
            _("not a time that a link may last"), field="days", came=days,
            wanted=_("%(first)s to %(last)s") % {"first": SHORTEST, "last": LONGEST_DAYS},
        )  # fmt: skip
    with transaction.atomic():
        deal = deal_by_id(deal_id)
        digest = _demand_definition(deal)
        links_of(deal_id).filter(answered_at=None, revoked_at=None).update(revoked_at=now())
        made_at = now()
        link = ConfirmationLink.objects.create(
            workspace_id=current_workspace_id(), deal=deal, digest=digest, email=address, language=chosen,
            by_label=by.label[:200], by_id=by.id if by.kind == "person" else "",
            # Whole seconds: that is what the token holds.
            made_at=made_at, expires_at=made_at.replace(microsecond=0) + timedelta(days=days),
        )  # fmt: skip
        _tell(deal, "asked", address, "", by=by)
    if address and _sent(link):
        link.sent_at = now()
        link.save(update_fields=["sent_at"])
    return link


def address_of(link: ConfirmationLink) -> str:
    """The full address of a link: under the configured one, never under what a request claims."""
    return str(settings.BASE_URL).rstrip("/") + reverse("goals_confirmation", args=[token_for(link)])


def revoke_link(link_id: UUID, *, by: Actor) -> ConfirmationLink:  # noqa: ARG001 - as every action
    """Take a link back; one that was answered stays as it is.

    Raises:
        NotFound: no such link.
        Conflict: the customer has answered by it.
    """
    with transaction.atomic():
        link = ConfirmationLink.objects.select_for_update().filter(pk=link_id).first()
        if link is None:
            raise NotFound(_("There is no such link."))
        if link.answered_at is not None:
            raise Conflict(_("The customer has answered by this link."))
        if link.revoked_at is None:
            link.revoked_at = now()
            link.save(update_fields=["revoked_at"])
    return link


def answer_link(token: str, *, agrees: bool, said: str = "", name: str = "") -> ConfirmationLink:
    """Take down what the customer answers by their link; it opens nothing afterwards.

    Args:
        token: of the link.
        agrees: whether this is what they call success.
        said: what they mean instead; needed where they do not agree.
        name: who answers; the mail address where left out.

    Raises:
        NotFound: the link opens nothing.
        InputError: they do not agree and do not say with what.
    """
    found = open_link(token)
    with scope(workspace=found.workspace), transaction.atomic():
        # Of two answers at once the second waits here, and then finds the link used.
        ConfirmationLink.objects.select_for_update().get(pk=found.pk)
        link = open_link(token)
        words = prose("said", said, most=2000)
        if not agrees and not words:
            raise InputError(_("This is missing."), field="said", wanted=_("what you mean by success"))
        with translation.override(current_workspace().language):
            nobody = _("the customer")
        link.answered_at, link.said = now(), words
        link.answered_by = (line("name", name, most=120) or link.email or nobody)[:120]
        link.answer = "confirmed" if agrees else "disputed"
        link.save(update_fields=["answered_at", "said", "answered_by", "answer"])
        customer = Actor("customer", str(link.pk), link.answered_by)
        _tell(link.deal, link.answer, link.answered_by, words, by=customer)
        if agrees:
            confirm_goals(link.deal_id, at=link.answered_at)
            for outcome in outcomes_of_deal(link.deal_id):
                changed(outcome)
                tell_agreed(outcome, by=customer, at=link.answered_at)
        inform(
            link.deal.account_id, ANSWERED, f"{ANSWERED}:{link.pk}", f"deals/{link.deal_id}/",
            {"who": link.answered_by, "agrees": agrees, "said": words[:400]}, link.deal.owner_email,
        )  # fmt: skip
    return link


def _demand_definition(deal: Any) -> str:  # noqa: ANN401 - a deal of sales
    if deal.status == "lost" or deal.archived_at is not None:
        raise Conflict(_("The deal is lost or archived: there is nothing to confirm."))
    goals, digest = definition_of(deal.pk)
    if not goals or not all(goal.whole for goal in goals):
        raise Conflict(_("Give every goal a target and a date first; then the customer can confirm it."))
    return digest


def _address(field: str, email: str) -> str:
    address = line(field, email, most=254)
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise InputError(
            _("not a mail address"), field=field, came=address, wanted="name@example.jp"
        ) from None
    return address


def _tell(deal: Any, change: str, who: str, said: str, *, by: Actor) -> None:  # noqa: ANN401
    fact = DefinitionAnswered(
        account=deal.account_id or NO_ACCOUNT, occurred_at=now(), subject=deal_subject(deal.pk),
        name=deal.name, change=change, who=who, said=said, goals=len(definition_of(deal.pk)[0]),
    )  # fmt: skip
    record(fact, by=by)


def _sent(link: ConfirmationLink) -> bool:
    """Mail a link in its language; whether the mail server took it."""
    workspace = current_workspace()
    with translation.override(link.language), timezone.override(workspace.timezone):
        words = {"deal": link.deal, "workspace": workspace, "link": link, "address": address_of(link)}
        subject = render_to_string("outcomes/mail/confirmation_subject.txt", words).strip()
        text = render_to_string("outcomes/mail/confirmation.txt", words)
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [link.email])
    except (OSError, SMTPException) as error:
        _log.warning("goals link not mailed", link=str(link.pk), error=type(error).__name__)
        return False
    return True
