"""Taking an answer over into the field that its question is bound to."""

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


def target_of(answer: Answer) -> Target | None:
    """The field that an answer can be taken over into."""
    return targets().get(answer.question.target)


def take_over(answer_id: UUID, *, deal_id: UUID | None = None, by: Actor) -> Answer:
    """Write an answer into the field that its question is bound to.

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
        answer = answer_by_id(answer_id)
        target = target_of(answer)
        if target is None or answer.removed_at is not None:
            raise Conflict(_("This answer cannot be taken over: its question is bound to no field."))
        deal = demand_deal(deal_id or (answer.deal_id if target.deal else None), answer.account_id)
        if target.deal and deal is None:
            raise Conflict(_("Say into the sheet of which deal it is taken over."))
        text = said_of(answer, current_workspace().language)
        taking = Taking(answer.account_id, deal, answer.value, text, answer.said_by)
        target.take(taking, by=by)
        answer.taken_at = now()
        answer.save(update_fields=["taken_at"])
    return answer
