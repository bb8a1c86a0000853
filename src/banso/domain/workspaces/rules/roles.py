"""Which role may do what, and which scope goes beyond whom."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from banso.kit.access import opens
from banso.kit.errors import InputError, NotAllowed

# Permissions are "<area>.<verb>"; "*.view" is every area's view, "accounts.*" every verb of accounts.
ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": frozenset({"*"}),
    "admin": frozenset(
        {
            *("*.view", "*.edit", "*.manage", "*.export"),
            *("people.*", "keys.*", "hooks.*", "audit.*", "workspace.*", "privacy.*", "handoffs.accept"),
        }
    ),
    "manager": frozenset(
        {
            *("*.view", "*.edit", "*.export"),
            *("kpis.manage", "imports.manage", "promises.manage", "deals.manage", "leads.manage"),
            *("handoffs.accept", "handoffs.manage", "onboarding.manage", "people.view", "people.export"),
            "questions.manage",
            "quotes.manage",
        }
    ),
    "sales": frozenset(
        {
            *("*.view", "accounts.edit", "contracts.edit", "segments.edit", "promises.edit", "deals.edit"),
            "tasks.edit",
            *("accounts.export", "segments.export", "promises.export", "deals.export"),
            "tasks.export",
            *("handoffs.edit", "handoffs.export", "outcomes.edit", "outcomes.export"),
            *(
                "leads.edit",
                "leads.export",
                "questions.edit",
                "questions.export",
                "quotes.edit",
                "quotes.export",
            ),
        }
    ),
    "csm": frozenset(
        {
            *("*.view", "accounts.edit", "contracts.edit", "segments.edit", "promises.edit", "*.export"),
            *("handoffs.edit", "handoffs.accept", "tasks.edit", "outcomes.edit", "onboarding.edit"),
            "questions.edit",
        }
    ),
    "support": frozenset(
        {"*.view", "accounts.edit", "segments.edit", "promises.edit", "tasks.edit", "questions.edit"}
    ),
    "viewer": frozenset({"*.view"}),
}

EVERYTHING = frozenset({"*"})
# Every permission there is. A door that asks for another one fails tests/test_permissions.py, and so does one
# here that opens no door.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "accounts": ("view", "edit", "manage", "export"),
    "contracts": ("view", "edit", "manage", "export"),
    "deals": ("view", "edit", "manage", "export"),
    "quotes": ("view", "edit", "manage", "export"),
    "leads": ("view", "edit", "manage", "export"),
    "promises": ("view", "edit", "manage", "export"),
    "handoffs": ("view", "edit", "accept", "manage", "export"),
    "tasks": ("view", "edit", "export"),
    "outcomes": ("view", "edit", "export"),
    "targets": ("view", "edit", "export"),
    "questions": ("view", "edit", "manage", "export"),
    "onboarding": ("view", "edit", "manage", "export"),
    "usage": ("view", "manage", "export"),
    "facts": ("view",),
    "kpis": ("view", "manage", "export"),
    "segments": ("view", "edit", "export"),
    "imports": ("view", "manage", "export"),
    "profile": ("view",),
    "people": ("view", "manage", "export"),
    "keys": ("view", "manage", "export"),
    "hooks": ("view", "manage", "export"),
    "audit": ("view", "export"),
    "workspace": ("view", "manage"),
    "privacy": ("manage",),
}
_WHOLE_VERBS = ("*.view", "*.edit", "*.manage", "*.export")
# A key is nobody's profile.
_NOT_FOR_KEYS = frozenset({"profile"})


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles allow; unknown roles allow nothing."""
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))


def checked_roles(roles: Iterable[str]) -> list[str]:
    """The roles in their order of rank, each once.

    Raises:
        InputError: none, or one that does not exist.
    """
    asked = set(roles)
    unknown = asked - set(ROLE_PERMISSIONS)
    if unknown or not asked:
        raise InputError(
            _("Unknown role: %(roles)s.") % {"roles": ", ".join(sorted(unknown))}
            if unknown
            else _("Choose at least one role."),
            field="roles",
            came=", ".join(sorted(asked)),
            wanted=", ".join(ROLE_PERMISSIONS),
        )
    return [role for role in ROLE_PERMISSIONS if role in asked]


def check_may_grant(granting: Iterable[str], roles: Iterable[str], *, before: Iterable[str]) -> None:
    """Only an owner makes an owner, or touches an owner's seat.

    Raises:
        NotAllowed: `granting` holds no owner's role while `roles` or `before` do.
    """
    if "owner" in {*roles, *before} and "owner" not in set(granting):
        raise NotAllowed(_("Only an owner may give or take an owner's role."))


def scope_choices() -> list[str]:
    """Every scope that an API key can be given: whole verbs first, then area by area."""
    areas = [(area, verbs) for area, verbs in PERMISSIONS.items() if area not in _NOT_FOR_KEYS]
    return [*_WHOLE_VERBS, *(f"{area}.{verb}" for area, verbs in areas for verb in verbs)]


def covers(held: frozenset[str], scope: str) -> bool:
    """Whether whoever holds `held` also holds everything that `scope` opens."""
    if scope.startswith("*."):
        return bool({"*", scope} & held)
    return opens(held, scope)


def checked_scopes(kind: str, scopes: Iterable[str], *, held: frozenset[str]) -> list[str]:
    """The scopes of a new key in the order of the list, each once.

    Raises:
        InputError: an unknown kind or scope, an API key without any, or a write key with one.
        NotAllowed: a scope opens more than `held` does.
    """
    asked = set(scopes)
    came = ", ".join(sorted(asked))
    if kind not in {"write", "api"}:
        raise InputError(
            _("Unknown kind of key: %(kind)s.") % {"kind": kind}, field="kind", came=kind, wanted="write, api"
        )
    if kind == "write":
        if asked:
            message = _("A write key has no scopes: it can only send tracking calls.")
            raise InputError(message, field="scopes", came=came, wanted="[]")
        return []
    unknown = asked - set(scope_choices())
    if unknown or not asked:
        raise InputError(
            _("Unknown scope: %(scopes)s.") % {"scopes": ", ".join(sorted(unknown))}
            if unknown
            else _("Choose at least one scope."),
            field="scopes",
            came=came,
            wanted=", ".join(scope_choices()),
        )
    beyond = sorted(scope for scope in asked if not covers(held, scope))
    if beyond:
        message = _("This goes beyond your own permissions: %(scopes)s.")
        raise NotAllowed(message % {"scopes": ", ".join(beyond)})
    return [scope for scope in scope_choices() if scope in asked]
