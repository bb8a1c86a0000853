"""What was put to whom; asking a customer by a signed link."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.accounts.actions import held
from banso.domain.questions.actions.sending import begin_handing, mail_link
from banso.domain.questions.actions.telling import tell_put
from banso.domain.questions.definitions import deal_seen
from banso.domain.questions.models import Asked, Asking, Question, QuestionForm
from banso.domain.questions.queries.known import Known, known_of
from banso.domain.questions.queries.public import is_open
from banso.domain.questions.queries.records import (
    asking_by_id,
    form_by_id,
    open_links,
    questions_of,
)
from banso.domain.questions.rules.keys import mail
from banso.domain.questions.rules.links import LASTS, LONGEST_DAYS, SHORTEST
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError, NotFound
from banso.kit.tenancy import current_workspace, current_workspace_id

LANGUAGES = ("ja", "en")


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

    While somebody has a link of this form that they have not answered, sending it to them again reminds them:
    it is the same link, and only what it did not ask before is put. Without an address it is one link, too.
    A mail that could not be sent puts nothing, until it is sent or the customer answers by the link.

    Questions whose answer is known, by `known_of`, are not put: the customer may correct what they told us.
    Those in `again` are put all the same, and counted as asked twice. What is not shared stays out.

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
    _demand_usable(chosen, days)
    with transaction.atomic():
        account, form = held(account_id), usable_form(form_id)
        shared = [each for each in questions_of(form) if each.shared]
        if not shared:
            raise Conflict(_("The form has no question that a customer may be asked by a link."))
        deal = demand_deal(deal_id, account.pk)
        # The account is held: of two who send at once the second finds the first one's link.
        there = open_links(account.pk, form.pk).select_for_update(of=("self",))
        asking = there.filter(email__iexact=address).first()
        if asking is None:
            asking = begun(account, form, "link", deal, by=by)
        # Sent again from a deal, it is asked for that one, and by whoever sends it: there and by them its
        # answers are taken over.
        asking.deal_id = deal or asking.deal_id
        asking.by_label, asking.by_id = by.label[:200], by.id if by.kind == "person" else ""
        asking.email, asking.language = address, chosen
        # Whole seconds: that is what the token holds. What was mailed with an earlier end opens until then.
        expires_at = now().replace(microsecond=0) + timedelta(days=days)
        asking.expires_at = max(expires_at, asking.expires_at or expires_at)
        asking.save(update_fields=["deal_id", "by_label", "by_id", "email", "language", "expires_at"])
        _cover(asking, shared, again)
        mailed = begin_handing(asking, by=by)
    return mail_link(asking.pk, by=by) if mailed else asking


def _demand_usable(language: str, days: int) -> None:
    if language not in LANGUAGES:
        raise InputError(_("not one of the choices"), field="language", came=language, wanted="ja, en")
    if not SHORTEST <= days <= LONGEST_DAYS:
        raise InputError(
            _("not a time that a link may last"), field="days", came=days,
            wanted=_("%(first)s to %(last)s") % {"first": SHORTEST, "last": LONGEST_DAYS},
        )  # fmt: skip


def send_again(asking_id: UUID, *, by: Actor) -> Asking:
    """Mail a link once more: because its mail could not be sent, or as a reminder, which is not counted.

    Raises:
        NotFound: no such link.
        Conflict: it opens nothing any more, goes to nobody, its form is archived, or there is nothing to ask.
    """
    link = asking_by_id(asking_id)
    with transaction.atomic():
        held(link.account_id)
        Asking.objects.select_for_update().filter(pk=asking_id).first()
        asking = asking_by_id(asking_id)
        if asking.way != "link":
            raise NotFound(_("There is no such link."))
        if not is_open(asking):
            raise Conflict(_("The link opens nothing any more."))
        if not asking.email or asking.form_id is None:
            raise Conflict(_("The link goes to no mail address: hand it over yourself."))
        shared = [each for each in questions_of(usable_form(asking.form_id)) if each.shared]
        again = asking.asked.filter(put=True, known=True).values_list("question", flat=True)
        _cover(asking, shared, set(again))
        mailed = begin_handing(asking, by=by)
    return mail_link(asking.pk, by=by) if mailed else asking


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
    known: Mapping[UUID, Known],
    *,
    by: Actor,
) -> None:
    """Write down the questions of an asking, and record those that are put."""
    for position, question in enumerate(questions):
        asked = Asked.objects.create(
            workspace_id=current_workspace_id(), asking=asking, question=question, position=position,
            put=question.pk in put, known=question.pk in known,
            put_at=asking.made_at if question.pk in put else None,
        )  # fmt: skip
        if asked.put:
            tell_put(asked, asking, by=by)


def _cover(asking: Asking, shared: Sequence[Question], again: Collection[UUID]) -> None:
    """Have a link ask these questions, in this order; what has reached the customer stays as it was asked."""
    there = {each.question_id: each for each in asking.asked.select_related("question")}
    known = known_of(asking.account_id, shared, asking.deal_id)
    for position, question in enumerate(shared):
        row = there.setdefault(
            question.pk,
            Asked(
                workspace_id=current_workspace_id(), asking=asking, question=question, put=False, known=False
            ),
        )
        row.position = position
        if row.put_at is None:
            row.known = question.pk in known
            row.put = not row.known or question.pk in again
        row.save()
    # What the form has no more: what has reached the customer stays, behind the others.
    rest = [each for each in there.values() if each.question not in shared]
    for position, each in enumerate(rest, start=len(shared)):
        if each.put_at is None:
            each.delete()
        else:
            each.position = position
            each.save(update_fields=["position"])
    if not any(each.pk not in known or each.pk in again for each in shared):
        raise Conflict(_("Every answer is known already. Choose what to ask again, if you must."))
