"""What stands beside tasks in a person's calendar, and what tasks come from: promises and deals."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from banso.domain.promises.queries import open_promises, promises
from banso.domain.sales.queries import deals
from banso.domain.work.queries import FeedDay, FeedSource, Origin, register_feed, register_origin
from banso.kit.words import Text

_MOST = 1_000


def promised_days(_person: UUID, email: str) -> Iterator[FeedDay]:
    """The days on which the promises that a person keeps are due."""
    for promise in open_promises().filter(owner_email__iexact=email)[:_MOST]:
        title = _("Promise to %(account)s: %(wording)s") % {
            "account": promise.account.name, "wording": promise.wording[:100],
        }  # fmt: skip
        yield FeedDay(
            f"promise-{promise.pk}", promise.due_on, title, promise.wording, f"promises/{promise.pk}/",
            promise.updated_at,
        )  # fmt: skip


def register() -> None:
    register_feed(FeedSource("promises", "promises.view", promised_days))
    promise, deal = Text(en="Promise", ja="約束"), Text(en="Deal", ja="商談")
    register_origin(
        Origin("promise", promise, "promises/{id}/", lambda pk: promises().filter(pk=pk).exists())
    )
    register_origin(Origin("deal", deal, "deals/{id}/", lambda pk: deals().filter(pk=pk).exists()))
