"""What sales do with a returned handoff, and what both say to each other."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from banso.domain.handoffs import definitions
from banso.domain.handoffs.actions.telling import inform, locked, save, tell
from banso.domain.handoffs.facts import HandoffResubmitted, MessageWritten
from banso.domain.handoffs.models import Handoff, HandoffMessage
from banso.domain.handoffs.queries.freezing import frozen
from banso.domain.handoffs.queries.people import team_of
from banso.domain.handoffs.queries.records import items_of
from banso.domain.handoffs.rules.frozen import mended
from banso.domain.handoffs.rules.marks import LONGEST, demand_returned
from banso.domain.sales.actions import GateClosed, missing_items
from banso.domain.sales.queries import deal_by_id, sheet_of
from banso.domain.work.actions import Place, tell_mentioned
from banso.kit.actor import Actor
from banso.kit.clock import now
from banso.kit.errors import Conflict, InputError
from banso.kit.saying import telling
from banso.kit.tenancy import current_workspace_id
from banso.kit.texts import prose


def resubmit_handoff(
    handoff_id: UUID, *, by: Actor, answer: str = "", expected: int | None = None
) -> Handoff:
    """Send a returned handoff to CS again, with the returned items as the deal's sheet says them now.

    Args:
        handoff_id: a handoff that was returned.
        by: who sends it.
        answer: to CS; needed where a returned item says the same as before.
        expected: the version that the caller saw.

    Raises:
        NotFound: no such handoff.
        Stale: it is no longer at version `expected`.
        Conflict: it is not with sales.
        GateClosed: a returned item is missing now; says which.
        InputError: an item says the same as before, and the answer does not say why.
    """
    words = prose("answer", answer, most=LONGEST)
    with transaction.atomic():
        handoff = locked(handoff_id, expected=expected)
        demand_returned(handoff.state)
        back = [item for item in items_of(handoff) if item.state == "returned"]
        keys = [item.key for item in back]
        missing = tuple(
            each for each in missing_items(sheet_of(deal_by_id(handoff.deal_id))) if each.key in keys
        )
        if missing:
            raise GateClosed(missing)
        contents = frozen(handoff.deal_id, keys)
        same = [item.number for item in back if not mended(item.key, item.content, contents[item.key])]
        if same:
            wanted = _("a change on the deal's sheet, or an answer that says why it stays")
            said = _("Item %(numbers)s says the same as before.") % {"numbers": ", ".join(map(str, same))}
            if not words:
                raise InputError(said, field="answer", came=words, wanted=wanted)
            telling("answer", words, wanted=wanted, least=8)
        save(handoff, state="waiting")
        for item in back:
            item.content, item.frozen_at, item.state = contents[item.key], now(), "waiting"
            item.save(update_fields=["content", "frozen_at", "state"])
        tell(handoff, HandoffResubmitted, by=by, items=len(back), answer=words)
        hearers = [handoff.csm] if handoff.csm else team_of(None)
        key = f"resubmitted:{handoff.returns}"
        inform(handoff, hearers, definitions.RESUBMITTED, key, by=by, detail={"answer": words[:400]})
    return handoff


def write_message(handoff_id: UUID, text: str, *, by: Actor) -> HandoffMessage:
    """Say something on a handoff; the other side hears of it.

    Raises:
        NotFound: no such handoff.
        Conflict: its deal was reopened.
        InputError: the text is empty or too long.
    """
    words = prose("text", text, most=LONGEST)
    if not words:
        raise InputError(_("This is missing."), field="text", wanted=_("a message"))
    with transaction.atomic():
        handoff = locked(handoff_id)
        if handoff.state == "withdrawn":
            raise Conflict(_("The deal was reopened: there is nothing to hand over."))
        message = HandoffMessage.objects.create(
            workspace_id=current_workspace_id(),
            handoff=handoff,
            text=words,
            by_kind=by.kind,
            by_id=by.id,
            by_label=by.label[:200],
            at=now(),
        )
        tell(handoff, MessageWritten, by=by, text=words)
        hearers = [each for each in (handoff.seller, handoff.csm) if each is not None]
        detail = {"who": by.label, "text": words[:400]}
        inform(handoff, hearers, definitions.MESSAGE, f"message:{message.pk}", by=by, detail=detail)
        place = Place(message.pk, handoff.account.name, f"handoffs/{handoff.pk}/", "handoffs.view")
        tell_mentioned(words, place, by=by, besides={each.pk for each in hearers})
    return message
