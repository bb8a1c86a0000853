"""What leaves as a file: long lists become work for the worker, and every file that leaves is noted."""

from collections.abc import Callable
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse

from banso.domain.workspaces.actions import note
from banso.integrations.exports.views import ask_for
from banso.kit.access import Access, BansoRequest
from banso.kit.tabular.export import LongExport

Handler = Callable[[HttpRequest], HttpResponse]


class ExportMiddleware:
    """Stands inside AccessMiddleware, whose scope it needs."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        access: Access | None = getattr(request, "access", None)
        if access is not None and isinstance(response, FileResponse) and "X-Banso-Rows" in response:
            note(
                "export.downloaded", target=response.filename, by=access.actor,
                rows=int(response["X-Banso-Rows"]), path=request.path_info,
            )  # fmt: skip
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, LongExport):
            return ask_for(cast("BansoRequest", request), exception)
        return None
