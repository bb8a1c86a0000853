"""The API: one router of each area, one shape for every error, one page that explains it all."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from banso.domain.accounts.api import accounts, contacts, facts, segments
from banso.domain.contracts.api import costs_router as costs
from banso.domain.contracts.api import router as subscriptions
from banso.domain.handoffs.api import router as handoffs
from banso.domain.hooks.api import router as hooks
from banso.domain.kpis.api import router as kpis
from banso.domain.leads.api import appointments_router as appointments
from banso.domain.leads.api import campaigns_router as campaigns
from banso.domain.leads.api import lists_router as target_lists
from banso.domain.leads.api import router as leads
from banso.domain.onboarding.api import router as onboardings
from banso.domain.outcomes.api import router as outcomes
from banso.domain.promises.api import router as promises
from banso.domain.questions.api import answers_router as answers
from banso.domain.questions.api import forms_router as forms
from banso.domain.questions.api import router as questions
from banso.domain.quotes.api import contracts_router as sent_contracts
from banso.domain.quotes.api import router as quotes
from banso.domain.sales.api import approvals, deals, sheets
from banso.domain.targets.api import router as targets
from banso.domain.work.api import router as tasks
from banso.domain.workspaces.api import router as keys
from banso.integrations.files.api import router as imports
from banso.kit.access import AccessRule, DoorKind
from banso.kit.api import Problem, problem, problem_of
from banso.kit.errors import BansoError
from banso.project.api_docs import ReadableDocs
from banso.screens.privacy.api import router as privacy

DESCRIPTION = """Accounts, deals, promises, contracts, facts and KPIs of one workspace, for programs.

Send an API key with every call: `Authorization: Bearer bns_...`. Lists come in pages: ask again with
`cursor` set to `next_cursor` while `has_more` is true. A POST with an `Idempotency-Key` may be repeated for
24 hours and happens once. A PATCH with `If-Match` happens only to the state you saw. Errors are
`application/problem+json` (RFC 9457); their `request_id` finds the call in the server's log.
"""


# Its description and documentation, which everybody may read.
_OPEN = {"openapi-json", "openapi-view", "api-root"}
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class WholeMoments(NinjaJSONEncoder):
    """Times with their microseconds: one read here and sent back as `updated_since` means the same."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Renderer(JSONRenderer):
    encoder_class = WholeMoments
    json_dumps_params = {"ensure_ascii": False}


class BansoAPI(NinjaAPI):
    """NinjaAPI whose addresses carry access rules like every other, and whose errors are described."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as they come
        super().__init__(**options)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # noqa: ANN401 - as they come
        """Drawn up once for each prefix: it says what the code says, and takes most of a second."""
        prefix = options.get("path_prefix") or self.get_root_path(options.get("path_params") or {})
        if prefix not in self._described:
            self._described[prefix] = self._describe(prefix)
        return self._described[prefix]

    def _describe(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= {**described.pop("$defs"), "Problem": described}
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = {
                    "description": "A problem, as RFC 9457 has it.", "content": content,
                }  # fmt: skip
        return schema

    def _get_urls(self) -> list[Any]:
        patterns: list[Any] = super()._get_urls()
        for pattern in patterns:
            kind: DoorKind = "public" if pattern.name in _OPEN else "api"
            methods = ("GET",) if kind == "public" else _METHODS
            pattern.callback.access_rule = AccessRule(kind, "", methods)
        return patterns


docs: DocsBase = ReadableDocs()
api = BansoAPI(
    title="Banso",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs=docs,
    renderer=Renderer(),
)
api.add_router("/accounts", accounts)
api.add_router("/contacts", contacts)
api.add_router("/segments", segments)
api.add_router("/facts", facts)
api.add_router("/keys", keys)
api.add_router("/hooks", hooks)
api.add_router("/kpis", kpis)
api.add_router("/subscriptions", subscriptions)
api.add_router("/costs", costs)
api.add_router("/deals", deals)
api.add_router("/deals", sheets)
api.add_router("/approvals", approvals)
api.add_router("/quotes", quotes)
api.add_router("/sent-contracts", sent_contracts)
api.add_router("/leads", leads)
api.add_router("/campaigns", campaigns)
api.add_router("/target-lists", target_lists)
api.add_router("/appointments", appointments)
api.add_router("/promises", promises)
api.add_router("/handoffs", handoffs)
api.add_router("/tasks", tasks)
api.add_router("/outcomes", outcomes)
api.add_router("/targets", targets)
api.add_router("/questions", questions)
api.add_router("/forms", forms)
api.add_router("/answers", answers)
api.add_router("/onboardings", onboardings)
api.add_router("/imports", imports)
api.add_router("/privacy", privacy)


@api.exception_handler(BansoError)
def _our_own(request: HttpRequest, error: BansoError) -> HttpResponse:
    return problem_of(request, error)


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(
        request,
        HTTPStatus.UNAUTHORIZED,
        "this needs an API key that is neither revoked nor expired: Authorization: Bearer bns_...",
        headers={"WWW-Authenticate": 'Bearer realm="Banso"'},
    )


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, HTTPStatus.FORBIDDEN, str(error) or "not allowed", kind="not-allowed")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, "there is no such thing in this workspace")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, HTTPStatus(error.status_code), str(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": _field_of(item["loc"]), "message": item["msg"], "came": _came(item), "wanted": ""}
        for item in error.errors
    ]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, kind="input", errors=errors)


def _field_of(location: tuple[str | int, ...]) -> str:
    # ("body", "payload", "name"): where it came, our function's parameter, and then the sender's own words.
    inner = location[2:] if location and location[0] == "body" and len(location) > 2 else location[1:]  # noqa: PLR2004
    return ".".join(map(str, inner))


def _came(item: dict[str, Any]) -> str:
    value = item.get("input")
    return str(value)[:200] if isinstance(value, str | int | float | bool) else ""
