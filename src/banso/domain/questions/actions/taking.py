"""Taking an answer over into the field that its question is bound to, and back out of it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.questions.actions.asking import demand_deal
from banso.domain.questions.definitions import Taking, Target, targets
from banso.domain.questions.models import Answer
from banso.domain.questions.queries.records import answer_by_id, said_of
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict
from banso.kit.tenancy import current_workspace


@dataclass(frozen=True, slots=True)
class Took:
    """An answer that was taken over; `fresh` unless it stood in its field already."""

    answer: Answer
    fresh: bool


def target_of(answer: Answer) -> Target | None:
    """The field that an answer can be taken over into."""
    return targets().get(answer.question.target)


def take_over(answer_id: UUID, *, deal_id: UUID | None = None, by: Actor) -> Took:
    """Write an answer into the field that its question is bound to; doing it twice writes it once.

    Args:
        answer_id: of an account.
        deal_id: whose sheet it goes into; the deal in which it was answered where left out.
        by: who takes it over, and may write there.

    Raises:
        NotFound: no such answer, or no such deal of its account.
        Conflict: the question is bound to nothing, or to a deal's sheet and there is no deal.
        InputError: the field cannot hold it.
    """
    with transaction.atomic():
        # Of two clicks at once the second waits here, and then finds the answer in its field.
        Answer.objects.select_for_update().filter(pk=answer_id).first()
        answer = answer_by_id(answer_id)
        target = target_of(answer)
        if target is None or answer.removed_at is not None:
            raise Conflict(_("This answer cannot be taken over: its question is bound to no field."))
        deal = demand_deal(deal_id or (answer.deal_id if target.deal else None), answer.account_id)
        if target.deal and deal is None:
            raise Conflict(_("Say into the sheet of which deal it is taken over."))
        text = said_of(answer, current_workspace().language)
        taking = Taking(answer.account_id, deal, answer.value, text, answer.said_by)
        written = target.take(taking, by=by)
        answer.taken_at = now()
        if written is not None:
            answer.taken_as = {"target": target.key, "deal": str(deal or ""), "written": written}
        elif not _is_of(answer, target, deal):
            # It stood there by somebody else's hand: there is nothing of ours to take back.
            answer.taken_as = {}
        answer.save(update_fields=["taken_at", "taken_as"])
    return Took(answer, written is not None)


def take_out(answer_id: UUID, *, by: Actor) -> Answer:
    """Undo taking an answer over: what it wrote is taken out, what stood there before stands there again.

    Raises:
        NotFound: no such answer, or its deal is gone.
        Conflict: it was not taken over, or what it wrote has been changed since.
    """
    with transaction.atomic():
        Answer.objects.select_for_update().filter(pk=answer_id).first()
        answer = answer_by_id(answer_id)
        target, as_it_was = target_taken(answer), answer.taken_as
        if target is None:
            raise Conflict(_("There is nothing to take back: this answer wrote nothing."))
        deal = UUID(as_it_was["deal"]) if as_it_was["deal"] else None
        if not target.untake(answer.account_id, deal, as_it_was["written"], by=by):
            raise Conflict(_("It has been changed since: change it there."))
        answer.taken_at, answer.taken_as = None, {}
        answer.save(update_fields=["taken_at", "taken_as"])
    return answer


def target_taken(answer: Answer) -> Target | None:
    """The field into which an answer was written, where that can be undone."""
    return targets().get(answer.taken_as.get("target", ""))


def _is_of(answer: Answer, target: Target, deal: UUID | None) -> bool:
    return (answer.taken_as.get("target"), answer.taken_as.get("deal")) == (target.key, str(deal or ""))
