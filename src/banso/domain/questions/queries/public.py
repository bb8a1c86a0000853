"""What a signed link opens: the questions of one asking, and nothing else."""

from django.utils.translation import gettext as _

from banso.domain.questions.models import Asking
from banso.domain.questions.rules.links import Bound, bound_of, token_of
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.tenancy import scopes_disabled


def open_link(token: str) -> Asking:
    """The asking that a token opens, in whichever workspace.

    Raises:
        NotFound: it opens nothing: forged, over, taken back or answered.
    """
    bound = bound_of(token, at=now())
    found = None
    if bound is not None:
        with scopes_disabled():
            rows = Asking.objects.select_related("account", "form", "workspace")
            found = rows.filter(pk=bound.asking, way="link").first()
    if found is None or not is_open(found):
        raise NotFound(_("The link opens nothing any more."))
    return found


def is_open(asking: Asking) -> bool:
    """Whether the customer may still answer by it."""
    closed = asking.answered_at is not None or asking.revoked_at is not None
    return not closed and asking.expires_at is not None and now() < asking.expires_at


def token_for(asking: Asking) -> str:
    """The token by which a link is opened."""
    return token_of(Bound(asking.pk, asking.expires_at or asking.made_at))
