"""Asking the customer to confirm by a signed link, and what they answer."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from banso.domain.promises.actions.closing import confirmed
from banso.domain.promises.actions.mail import send_link
from banso.domain.promises.actions.writing import Shown, locked, stepped
from banso.domain.promises.facts import ConfirmationAsked, PromiseDisputed
from banso.domain.promises.models import Promise, PromiseLink
from banso.domain.promises.queries.public import open_link, token_for
from banso.domain.promises.rules.content import LONGEST, mail, telling, text
from banso.domain.promises.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.domain.promises.rules.states import demand_open
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id, scope, today

LANGUAGES = ("ja", "en")


def ask_confirmation(
    promise_id: UUID,
    *,
    email: str = "",
    language: str = "",
    days: int = LASTS.days,
    by: Actor,
    expected: int | None = None,
) -> PromiseLink:
    """Make a link by which the customer confirms what was promised, and mail it where there is an address.

    Links of before open nothing any more.

    Args:
        promise_id: an open promise that is not confirmed.
        email: where the link goes; "" to hand it over by oneself.
        language: "ja" or "en", the workspace's where left out.
        days: how long it opens, 1 to 90.
        by: who asks.
        expected: the step that the caller saw.

    Raises:
        NotFound: no such promise.
        Conflict: it is confirmed already, or closed.
        InputError: the address, language or time cannot be used.
    """
    address, chosen = mail("email", email), language or current_workspace().language
    if chosen not in LANGUAGES:
        raise InputError(_("not one of the choices"), field="language", came=chosen, wanted="ja, en")
    if not SHORTEST <= days <= LONGEST_DAYS:
        raise InputError(
            _("not a time that a link may last"), field="days", came=days,
            wanted=_("%(first)s to %(last)s") % {"first": SHORTEST, "last": LONGEST_DAYS},
        )  # fmt: skip
    with transaction.atomic():
        promise = locked(promise_id, expected=expected)
        demand_open(promise.state)
        if promise.state == "confirmed":
            raise Conflict(_("The customer has confirmed this promise already."))
        promise.links.filter(answered_at=None, revoked_at=None).update(revoked_at=now())
        made_at = now()
        link = PromiseLink.objects.create(
            workspace_id=current_workspace_id(), promise=promise, account_id=promise.account_id,
            said_version=promise.said_version, email=address, language=chosen, by_label=by.label[:200],
            # Whole seconds: that is what the token holds.
            made_at=made_at, expires_at=made_at.replace(microsecond=0) + timedelta(days=days),
        )  # fmt: skip
        stepped(promise, ConfirmationAsked, by=by, sent_to=address)
    if address and send_link(link, address_of(link)):
        link.sent_at = now()
        link.save(update_fields=["sent_at"])
    return link


def address_of(link: PromiseLink) -> str:
    """The full address of a link: under the configured one, never under what a request claims."""
    return str(settings.BASE_URL).rstrip("/") + reverse("promise_confirmation", args=[token_for(link)])


def revoke_link(link_id: UUID, *, by: Actor) -> PromiseLink:  # noqa: ARG001 - as every action
    """Take a link back; one that was answered stays as it is.

    Raises:
        NotFound: no such link.
        Conflict: the customer has answered by it.
    """
    with transaction.atomic():
        link = PromiseLink.objects.select_for_update().filter(pk=link_id).first()
        if link is None:
            raise NotFound(_("There is no such link."))
        if link.answered_at is not None:
            raise Conflict(_("The customer has answered by this link."))
        if link.revoked_at is None:
            link.revoked_at = now()
            link.save(update_fields=["revoked_at"])
    return link


def answer_link(token: str, *, agrees: bool, said: str = "", name: str = "") -> Promise:
    """Take down what the customer answers by their link; it opens nothing afterwards.

    Args:
        token: of the link.
        agrees: whether this is what was promised.
        said: what was said instead; needed where they do not agree.
        name: who answers; the contact's name or the mail address where left out.

    Raises:
        NotFound: the link opens nothing.
        InputError: they do not agree and do not say with what.
    """
    found = open_link(token)
    with scope(workspace=found.workspace), transaction.atomic():
        promise = locked(found.promise_id)
        # Of two answers at once the second waits here, and then finds the link used; so does a revocation.
        PromiseLink.objects.select_for_update().get(pk=found.pk)
        link = open_link(token)
        with translation.override(current_workspace().language):
            # What our own people will read, whatever language the customer does.
            nobody, evidence = _("the customer"), _("confirmed by the signed link")
        who = text(120)("name", name) or promise.said_to_name or link.email or nobody
        words = text(2000, lines=True)("said", said) if agrees else telling("said", said)
        link.answered_at, link.said, link.answered_by = now(), words, who[:120]
        link.answer = "confirmed" if agrees else "disputed"
        link.save(update_fields=["answered_at", "said", "answered_by", "answer"])
        customer = Actor("customer", str(link.pk), who)
        key = promise.said_to.person_key if promise.said_to else ""
        if not agrees:
            promise.disputed = words
            return stepped(promise, PromiseDisputed, by=customer, person=key, said=words)
        if words:
            # Their own words come whole on the link; as evidence they keep within what evidence may be.
            evidence = f"{evidence}: {words}"[:LONGEST]
        return confirmed(promise, Shown(evidence), on=today(), by=customer, by_link=True)
