"""Scripts, styles and pictures as browsers keep them, and pages as they travel: asked for once, and small."""

import hashlib
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_A_YEAR = "public, max-age=31536000, immutable"
_ASSETS = "/static/"


class MarkedStorage(StaticFilesStorage):
    """Gives each file an address that changes with its content."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        mark = _mark(name or "")
        return f"{address}?v={mark}" if mark else address


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


class TravelMiddleware(GZipMiddleware):
    """Packs pages and assets, and lets browsers keep an asset whose address bears the mark of its content.

    Nothing else is packed: programs compare the ETags of the API, which packing would weaken, and a file is
    handed out as it is. What is packed beside a secret of the page is padded (`GZipMiddleware` does so).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_asset = request.path.startswith(_ASSETS)
        if is_asset and request.GET.get("v") and response.status_code == HTTPStatus.OK:
            response["Cache-Control"] = _A_YEAR
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        packs = kind == "text/html" or (is_asset and kind not in {"image/png", "font/woff2"})
        # A part of a file is what was asked for, byte by byte.
        packs = packs and not response.has_header("Content-Range")
        return super().process_response(request, response) if packs else response
