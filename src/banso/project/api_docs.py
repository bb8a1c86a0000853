"""The API's pages for readers: plain HTML made from the OpenAPI description, without any script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from banso.kit.access import ApiAuth

# What each `type` of a problem means; the anchors of the documentation page.
PROBLEM_KINDS = {
    "input": (
        422,
        "A field of the body or the query cannot be used; `errors` says which, and what is wanted.",
    ),
    "unauthorized": (401, "No key, or one that is unknown, revoked or expired."),
    "not-allowed": (403, "The key's scopes do not hold the permission that the operation needs."),
    "not-found": (404, "There is no such thing in the key's workspace."),
    "conflict": (409, "Its state does not allow this, or the same Idempotency-Key is being worked on."),
    "stale": (412, "It was changed since you read it (If-Match)."),
    "idempotency": (422, "The Idempotency-Key was used for another call."),
    "too-many-requests": (429, "More calls than the key may make a minute; wait for Retry-After seconds."),
    "too-busy": (503, "No room right now; wait for Retry-After seconds."),
}


class ReadableDocs(DocsBase):
    """Every operation with its permission, parameters, body and answers."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_kwargs: Any) -> HttpResponse:  # noqa: ANN401
        schema = api.get_openapi_schema()
        components = schema.get("components", {}).get("schemas", {})
        permissions = operation_permissions(api)
        operations = [
            {
                "method": method.upper(),
                "path": path,
                "id": details["operationId"],
                "tag": (details.get("tags") or ["other"])[0],
                "summary": details["summary"],
                "description": details.get("description", ""),
                "permission": permissions.get(details["operationId"], ""),
                "parameters": details.get("parameters", []),
                "body": _body(details.get("requestBody", {}), components),
                "answers": sorted(details["responses"].items(), key=lambda pair: str(pair[0])),
            }
            for path, methods in schema["paths"].items()
            for method, details in methods.items()
        ]
        operations.sort(key=lambda operation: operation["tag"])
        context = {"api": api, "operations": operations, "problems": PROBLEM_KINDS}
        return render(request, "project/api_docs.html", context)


def operation_permissions(api: NinjaAPI) -> dict[str, str]:
    """The permission that each operation asks for, by operation id."""
    return {
        operation.operation_id or api.get_openapi_operation_id(operation): next(
            (auth.permission for auth in operation.auth_callbacks if isinstance(auth, ApiAuth)), ""
        )
        for router in api._get_bound_routers()  # noqa: SLF001 - there is no public way to the operations
        for view in router.path_operations.values()
        for operation in view.operations
    }


def _body(body: dict[str, Any], components: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a request body: name, type, whether it must be there, and what it means."""
    fields: list[dict[str, Any]] = []
    for content in body.get("content", {}).values():
        schema = content.get("schema", {})
        schema = components.get(schema.get("$ref", "").rpartition("/")[2], schema)
        required = set(schema.get("required", ()))
        fields += [
            {
                "name": name,
                "type": _type(details),
                "required": name in required,
                "description": details.get("description", ""),
            }
            for name, details in schema.get("properties", {}).items()
        ]
    return fields


def _type(details: dict[str, Any]) -> str:
    if "anyOf" in details:
        return " | ".join(_type(each) for each in details["anyOf"])
    if "$ref" in details:
        return str(details["$ref"]).rpartition("/")[2]
    if details.get("type") == "array":
        return f"[{_type(details.get('items', {}))}]"
    return str(details.get("format") or details.get("type") or "any")
