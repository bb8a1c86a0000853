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

        if self.kind in {"public", "tracking"}:
            return "open"
        if visitor == "anonymous":
            return "401" if self.kind == "api" else "sign-in"
        if self.kind == "signed-in":
            return "open"
        if visitor == "foreign":
            return "401" if self.kind == "api" else "404"
        return "open" if opens(permissions_of([visitor]), self.permission) else "403"


def doors() -> list[Door]:
    """Every door of the installation, by path and method."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs the settings

    found = {*_pages(get_resolver()), *_operations()}
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
                    yield Door(path, method, rule.kind, rule.permission)


def _operations() -> Iterator[Door]:
    from banso.project.api import api  # noqa: PLC0415 - needs the settings
    from banso.project.api_docs import operation_permissions  # noqa: PLC0415

    permissions = operation_permissions(api)
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, details in methods.items():
            yield Door(path, method.upper(), "api", permissions[details["operationId"]])


def table() -> str:
    """The whole table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("path", "method", "kind", "permission", *VISITORS))
    for door in doors():
        answers = (door.opens_for(visitor) for visitor in VISITORS)
        writer.writerow((door.path, door.method, door.kind, door.permission, *answers))
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
