"""What a signed link opens: the goals of one deal as they stood when it was made, and nothing else."""

from django.utils.translation import gettext as _

from banso.domain.outcomes.models import ConfirmationLink
from banso.domain.outcomes.queries.records import definition_of
from banso.domain.outcomes.rules.links import Bound, bound_of, token_of
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scope, scopes_disabled


def open_link(token: str) -> ConfirmationLink:
    """The link that a token opens, in whichever workspace, with its deal.

    Raises:
        NotFound: it opens nothing: forged, over, taken back, answered, or the goals have changed.
    """
    bound = bound_of(token, at=now())
    link = None
    if bound is not None:
        with scopes_disabled():
            rows = ConfirmationLink.objects.select_related("deal", "deal__account", "workspace")
            link = rows.filter(pk=bound.link, digest__startswith=bound.digest).first()
    if link is None or not is_open(link):
        raise NotFound(_("The link opens nothing any more."))
    return link


def is_open(link: ConfirmationLink) -> bool:
    """Whether the customer may still answer by it."""
    if link.answered_at is not None or link.revoked_at is not None or now() >= link.expires_at:
        return False
    if link.deal.status == "lost" or link.deal.archived_at is not None:
        return False
    with scope(workspace=link.workspace):
        return definition_of(link.deal_id)[1] == link.digest


def token_for(link: ConfirmationLink) -> str:
    """The token by which the link is opened."""
    return token_of(Bound(link.pk, link.digest, link.expires_at))
