"""The table of who may open what: every address and every API operation, for every kind of visitor.

    python -m tools.matrix    write tests/permission_matrix.csv (`make matrix`)

What stands there is derived from the rule that each door carries; tests/test_permissions.py asks every door.
"""

import csv
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver

FILE = Path(__file__).resolve().parent.parent / "tests" / "permission_matrix.csv"
ROLES = ("owner", "admin", "manager", "sales", "csm", "support", "viewer")
VISITORS = ("anonymous", "foreign", *ROLES)
# Programs: a write key, and an API key of the workspace that holds one scope alone.
WRITE_KEY, SCOPES = "write key", "scopes of a key"


@dataclass(frozen=True, slots=True)
class Door:
    """One address with one method.

    Attributes:
        path: as Django's patterns write it, from the root.
        kind: of kit.access.AccessRule.
        permission: what it asks for, or "".
    """

    path: str
    method: str
    kind: str
    permission: str

    def opens_for(self, visitor: str) -> str:
        """What a visitor meets: open, sign-in (sent to the sign-in page), 401, 403, or 404 (hidden)."""
        from banso.domain.workspaces.rules import permissions_of  # noqa: PLC0415 - needs the settings
        from banso.kit.access import opens  # noqa: PLC0415

        if self.kind == "tracking":
            return "open" if visitor == WRITE_KEY else "401"
        if self.kind == "public":
            return "open"
        if visitor in {"anonymous", WRITE_KEY}:
            return "401" if self.kind == "api" else "sign-in"
        if self.kind == "signed-in":
            return "open"
        if visitor == "foreign":
            return "401" if self.kind == "api" else "404"
        return "open" if opens(permissions_of([visitor]), self.permission) else "403"

    def scopes(self) -> list[str]:
        """The scopes of which each alone lets a key through; keys open the API's doors and no others."""
        from banso.domain.workspaces.rules import scope_choices  # noqa: PLC0415 - needs the settings
        from banso.kit.access import opens  # noqa: PLC0415

        if self.kind != "api":
            return []
        return [scope for scope in scope_choices() if opens(frozenset({scope}), self.permission)]


def doors() -> list[Door]:
    """Every door of the installation, by path and method."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs the settings

    found = {*_pages(get_resolver()), *_operations(), *_tracking()}
    return sorted(found, key=lambda door: (door.path, door.method))


def _pages(resolver: URLResolver, prefix: str = "/") -> Iterator[Door]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern, path)
        elif isinstance(pattern, URLPattern):
            rule = pattern.callback.access_rule  # type: ignore[attr-defined]
            if rule.kind != "api":
                for method in rule.methods:
                    yield Door(path, method, rule.kind, rule.needed(method))


def _operations() -> Iterator[Door]:
    from banso.project.api import api  # noqa: PLC0415 - needs the settings
    from banso.project.api_docs import operation_permissions  # noqa: PLC0415

    permissions = operation_permissions(api)
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, details in methods.items():
            yield Door(path, method.upper(), "api", permissions[details["operationId"]])


def _tracking() -> Iterator[Door]:
    """What stands before Django: the tracking endpoints."""
    from banso.engine.journal.usage.door import DOORS  # noqa: PLC0415 - needs the settings

    for name in DOORS:
        yield Door(f"/v1/{name}", "POST", "tracking", "")
    yield Door("/v1/projects/<str:key>/settings", "GET", "tracking", "")


def table() -> str:
    """The whole table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "method", "kind", "permission", *VISITORS, WRITE_KEY, SCOPES))
    for door in doors():
        answers = (door.opens_for(visitor) for visitor in (*VISITORS, WRITE_KEY))
        named = (door.path, door.method, door.kind, door.permission)
        writer.writerow((*named, *answers, " ".join(door.scopes())))
    return text.getvalue()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
    os.environ.setdefault("BANSO_HOME", tempfile.mkdtemp(prefix="banso-matrix-"))
    import django  # noqa: PLC0415

    django.setup()
    FILE.write_text(table(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
