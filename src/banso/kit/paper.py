"""A page of HTML as a PDF on A4, with Japanese type.

    pdf(render_to_string("privacy/receipt.html", {...}))

The HTML stands for itself: nothing is fetched, neither from the network nor from the disk.
"""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from banso.kit.errors import Conflict


def pdf(html: str) -> bytes:
    """The document.

    Raises:
        Conflict: the libraries of the system that WeasyPrint needs are missing; says which to install.
    """
    made: bytes = _maker()(string=html, url_fetcher=_nothing).write_pdf()
    return made


def can_print() -> bool:
    """Whether this machine has what PDFs need."""
    try:
        _maker()
    except Conflict:
        return False
    return True


@functools.cache
def _maker() -> Callable[..., Any]:
    try:
        # It loads Pango when it is imported, which many a server does not have and does without.
        from weasyprint import HTML  # noqa: PLC0415
    except OSError as error:
        raise Conflict(
            _("This server lacks Pango, which PDFs need: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        ) from error
    # Each step of each page, otherwise.
    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.WARNING)
    made: Callable[..., Any] = HTML
    return made


def _nothing(address: str, *_more: object, **_named: object) -> dict[str, object]:
    raise ValueError(f"a document fetches nothing, and asked for {address[:100]}")
