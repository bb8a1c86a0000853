"""Entity tags: whoever changes a thing says which state of it they saw."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from banso.kit.errors import Stale


def etag(*parts: object) -> str:
    """A strong entity tag (RFC 9110, section 8.8.3) of whatever a row's state hangs on."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f'"{digest[:32]}"'


def tagged(response: HttpResponse, tag: str) -> None:
    """Send the tag with the answer, for the caller's next If-Match."""
    response["ETag"] = tag


def seen_version(request: HttpRequest, row_id: object, version: int) -> int | None:
    """The version that the caller says they saw, where they sent If-Match; None where they did not.

    The action compares it once more inside its transaction: two callers may both have passed here.

    Args:
        request: the call.
        row_id: with `version`, what the row's tag is made of.
        version: the row's version as just read.

    Raises:
        Stale: they saw another one.
    """
    require_match(request, etag(row_id, version))
    return version if "If-Match" in request.headers else None


def require_match(request: HttpRequest, tag: str) -> None:
    """Check If-Match, where one was sent, against the present state's tag.

    Raises:
        Stale: the caller saw another state.
    """
    sent = request.headers.get("If-Match")
    if sent is None:
        return
    wanted = parse_etags(sent)
    if wanted != ["*"] and tag not in wanted:
        raise Stale(_("it has been changed since you read it: read it again, then send your change"))
