"""What was put to whom; asking a customer by a signed link."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held
from banso.domain.questions.actions.telling import tell_put
from banso.domain.questions.definitions import deal_seen
from banso.domain.questions.models import Answer, Asked, Asking, Question, QuestionForm
from banso.domain.questions.queries.public import token_for
from banso.domain.questions.queries.records import asking_by_id, form_by_id, known_answers, questions_of
from banso.domain.questions.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.domain.questions.rules.texts import mail
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id

LANGUAGES = ("ja", "en")
_log = structlog.get_logger(__name__)


def ask_by_link(
    account_id: UUID,
    form_id: UUID,
    *,
    email: str = "",
    language: str = "",
    days: int = LASTS.days,
    again: Collection[UUID] = (),
    deal_id: UUID | None = None,
    by: Actor,
) -> Asking:
    """Make a link by which the customer answers a form, and mail it where there is an address.

    Questions whose answer is known are not put: the customer sees what we know and may correct it. Those in
    `again` are put all the same, and counted as asked twice. Questions that are not shared stay out.

    Args:
        account_id: whose customer is asked.
        form_id: a form that is in use.
        email: where the link goes; "" to hand it over by oneself.
        language: "ja" or "en", the workspace's where left out.
        days: how long it opens, 1 to 90.
        again: known questions to be put again.
        deal_id: the deal in which it is asked, if in one.
        by: who asks.

    Raises:
        NotFound: no such account, form or deal.
        Conflict: the form is archived, has nothing that can be asked by a link, or everything is known.
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
        account, form = held(account_id), usable_form(form_id)
        shared = [each for each in questions_of(form) if each.shared]
        if not shared:
            raise Conflict(_("The form has no question that a customer may be asked by a link."))
        known = known_answers(account.pk, [each.pk for each in shared])
        put = [each.pk for each in shared if each.pk not in known or each.pk in again]
        if not put:
            raise Conflict(_("Every answer is known already. Choose what to ask again, if you must."))
        asking = begun(account, form, "link", demand_deal(deal_id, account.pk), by=by)
        asking.email, asking.language = address, chosen
        # Whole seconds: that is what the token holds.
        asking.expires_at = asking.made_at.replace(microsecond=0) + timedelta(days=days)
        asking.save(update_fields=["email", "language", "expires_at"])
        put_questions(asking, shared, put, known, by=by)
    if address and _sent(asking):
        asking.sent_at = now()
        asking.save(update_fields=["sent_at"])
    return asking


def address_of(asking: Asking) -> str:
    """The full address of a link: under the configured one, never under what a request claims."""
    return str(settings.BASE_URL).rstrip("/") + reverse("question_form_link", args=[token_for(asking)])


def revoke_link(asking_id: UUID, *, by: Actor) -> Asking:  # noqa: ARG001 - as every action
    """Take a link back; one that was answered stays as it is.

    Raises:
        NotFound: no such link.
        Conflict: the customer has answered by it.
    """
    with transaction.atomic():
        Asking.objects.select_for_update().filter(pk=asking_id).first()
        asking = asking_by_id(asking_id)
        if asking.way != "link":
            raise NotFound(_("There is no such link."))
        if asking.answered_at is not None:
            raise Conflict(_("The customer has answered by this link."))
        if asking.revoked_at is None:
            asking.revoked_at = now()
            asking.save(update_fields=["revoked_at"])
    return asking


def usable_form(form_id: UUID) -> QuestionForm:
    """A form that is in use. Raises Conflict for an archived one."""
    form = form_by_id(form_id)
    if form.archived_at is not None:
        raise Conflict(_("The form is archived."))
    return form


def demand_deal(deal_id: UUID | None, account_id: UUID) -> UUID | None:
    """The deal, which has to be the account's. Raises NotFound."""
    if deal_id is None:
        return None
    deal = deal_seen(deal_id)
    if deal is None or deal.account_id != account_id:
        raise NotFound(_("There is no such deal of this account."))
    return deal_id


def begun(
    account: Any,  # noqa: ANN401 - an account of the area accounts
    form: QuestionForm | None,
    way: str,
    deal_id: UUID | None,
    *,
    by: Actor,
) -> Asking:
    """An asking that begins now."""
    return Asking.objects.create(
        workspace_id=current_workspace_id(), account=account, form=form, deal_id=deal_id, way=way,
        by_label=by.label[:200], by_id=by.id if by.kind == "person" else "", made_at=now(),
    )  # fmt: skip


def put_questions(
    asking: Asking,
    questions: Sequence[Question],
    put: Collection[UUID],
    known: Mapping[UUID, Answer],
    *,
    by: Actor,
) -> None:
    """Write down the questions of an asking, and record those that are put."""
    for position, question in enumerate(questions):
        asked = Asked.objects.create(
            workspace_id=current_workspace_id(), asking=asking, question=question, position=position,
            put=question.pk in put, known=question.pk in known,
        )  # fmt: skip
        if asked.put:
            tell_put(asked, asking, by=by)


def _sent(asking: Asking) -> bool:
    """Mail a link in its language; whether the mail server took it."""
    workspace = current_workspace()
    with translation.override(asking.language), timezone.override(workspace.timezone):
        form = asking.form
        title = "" if form is None else form.title_ja if asking.language == "ja" else form.title_en
        words = {"asking": asking, "title": title, "workspace": workspace, "address": address_of(asking)}
        subject = render_to_string("questions/mail/asking_subject.txt", words).strip()
        text = render_to_string("questions/mail/asking.txt", words)
    try:
        send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [asking.email])
    except (OSError, SMTPException) as error:
        _log.warning("form link not mailed", link=str(asking.pk), error=type(error).__name__)
        return False
    return True
