"""What a signed link opens: one version of one promise, and nothing else."""

from django.utils.translation import gettext as _

from banso.domain.promises.models import PromiseLink
from banso.domain.promises.rules.links import Bound, bound_of, token_of
from banso.domain.promises.rules.states import OPEN
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scopes_disabled


def open_link(token: str) -> PromiseLink:
    """The link that a token opens, in whichever workspace, with its promise.

    Raises:
        NotFound: it opens nothing: forged, over, taken back, answered, or what was promised has changed.
    """
    bound = bound_of(token, at=now())
    link = None
    if bound is not None:
        with scopes_disabled():
            rows = PromiseLink.objects.select_related("promise", "workspace")
            link = rows.filter(pk=bound.link, said_version=bound.version).first()
    if link is None or not is_open(link):
        raise NotFound(_("The link opens nothing any more."))
    return link


def is_open(link: PromiseLink) -> bool:
    """Whether the customer may still answer by it."""
    promise = link.promise
    return (
        link.answered_at is None
        and link.revoked_at is None
        and now() < link.expires_at
        and promise.removed_at is None
        and promise.state in OPEN
        and promise.state != "confirmed"
        and promise.said_version == link.said_version
    )


def token_for(link: PromiseLink) -> str:
    """The token by which the link is opened."""
    return token_of(Bound(link.pk, link.said_version, link.expires_at))
