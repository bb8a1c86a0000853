"""What the frame around every page needs: where one can go, in which workspace, as of when."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import cast

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banso.domain.work.queries import unread_count
from banso.domain.workspaces.models import Person, Workspace
from banso.domain.workspaces.queries import workspaces_of
from banso.kit.access import Access
from banso.kit.as_of import asked_as_of, write_as_of
from banso.kit.formats import Scale

THEMES = {"system": _("As the device"), "light": _("Light"), "dark": _("Dark")}
MONEY_SCALES: dict[Scale, str | Promise] = {
    "one": _("In full"),
    "thousand": _("In thousands"),
    "million": _("In millions"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation.

    Attributes:
        path: where it leads, inside the workspace.
        letter: what follows `g`.
        also: paths of other pages that belong to it.
    """

    path: str
    label: Promise
    icon: str
    letter: str
    also: tuple[str, ...] = ()

    def holds(self, inside: str) -> bool:
        """Whether a page belongs to this place."""
        return bool(self.path) and inside.startswith((self.path, *self.also))


_OF_ACCOUNTS = ("contacts/", "roles/", "activities/", "notes/")
# Groups of the sidebar. A place appears once its page exists and the person may open it.
PLACES: tuple[tuple[Promise | None, tuple[Place, ...]], ...] = (
    (
        _("Every day"),
        (Place("", _("Today"), "today", "t"), Place("tasks/", _("Tasks"), "task", "x")),
    ),
    (
        _("Customers"),
        (
            Place("accounts/", _("Accounts"), "account", "a", _OF_ACCOUNTS),
            Place("promises/", _("Promises"), "promise", "p"),
            Place("handoffs/", _("Handoffs"), "handoff", "h"),
            Place("outcomes/", _("Outcomes"), "goal", "o"),
            Place("onboarding/", _("Onboarding"), "onboarding", "b"),
            Place("questions/", _("Questions"), "note", "q", ("forms/", "answers/")),
            Place("contracts/", _("Contracts"), "contract", "c"),
            Place("segments/", _("Segments"), "segment", "s"),
        ),
    ),
    (
        _("Sales"),
        (
            Place("leads/", _("Leads"), "lead", "l", ("lists/", "appointments/", "calls/", "campaigns/")),
            Place("deals/", _("Deals"), "deal", "d"),
            Place("quotes/", _("Quotes"), "report", "e"),
            Place("targets/", _("Targets"), "goal", "y"),
        ),
    ),
    (_("Numbers"), (Place("kpis/", _("KPIs"), "kpi", "k"), Place("model/", _("The Model"), "goal", "m"))),
    (_("Data"), (Place("imports/", _("Import"), "import", "i"),)),
    (None, (Place("settings/", _("Settings"), "settings", ","),)),
)
_ON_THE_PHONE = ("", "accounts/", "kpis/", "segments/")


@dataclass(frozen=True, slots=True)
class Link:
    """A place as this person sees it on this page."""

    place: Place
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: Promise | None
    links: tuple[Link, ...]


class Shell:
    """The frame's view of a request; everything is found when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def access(self) -> Access | None:
        return cast("Access | None", getattr(self.request, "access", None))

    @property
    def workspace(self) -> Workspace | None:
        return cast("Workspace", self.access.workspace) if self.access else None

    @property
    def person(self) -> Person | None:
        user = getattr(self.request, "user", None)
        return user if isinstance(user, Person) else None

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get("bn_theme", "system")
        return chosen if chosen in THEMES else "system"

    @property
    def money_scale(self) -> Scale:
        chosen = self.request.COOKIES.get("bn_money", "one")
        return next((scale for scale in MONEY_SCALES if scale == chosen), "one")

    @property
    def themes(self) -> list[tuple[str, str | Promise]]:
        return list(THEMES.items())

    @property
    def money_scales(self) -> list[tuple[Scale, str | Promise]]:
        return list(MONEY_SCALES.items())

    @property
    def home(self) -> str:
        return f"/w/{self.workspace.slug}/" if self.workspace else "/"

    @cached_property
    def workspaces(self) -> list[Workspace]:
        return workspaces_of(self.person) if self.person else []

    @cached_property
    def groups(self) -> list[Group]:
        """The sidebar: only what exists and what this person may open."""
        found = [(title, [place for place in places if self._open(place)]) for title, places in PLACES]
        current = self._current([place for _, places in found for place in places])
        return [
            Group(title, tuple(Link(place, self.home + place.path, place is current) for place in places))
            for title, places in found
            if places
        ]

    @property
    def tabbar(self) -> list[Link]:
        links = {link.place.path: link for group in self.groups for link in group.links}
        return [links[path] for path in _ON_THE_PHONE if path in links]

    @cached_property
    def palette(self) -> str:
        """Where the palette asks for what is typed, or "" where nothing answers."""
        return self.home + "palette" if self.access and _permission("palette") is not None else ""

    @cached_property
    def unread(self) -> int:
        """How many notices the person has not read."""
        return unread_count(self.access.person_id) if self.access else 0

    @cached_property
    def as_of(self) -> datetime | None:
        return asked_as_of(self.request)

    @property
    def as_of_text(self) -> str:
        return self.request.GET.get("as_of", "").strip()

    @property
    def as_of_value(self) -> str:
        return write_as_of(self.as_of) if self.as_of else ""

    @property
    def as_of_wrong(self) -> str:
        """What stands in the address and names no moment."""
        return self.as_of_text if self.as_of_text and self.as_of is None else ""

    @property
    def query_without_as_of(self) -> list[tuple[str, str]]:
        lists = self.request.GET.lists()
        return [(name, str(value)) for name, values in lists if name != "as_of" for value in values]

    def _open(self, place: Place) -> bool:
        permission = _permission(place.path)
        return self.access is not None and permission is not None and self.access.may(permission)

    def _current(self, places: list[Place]) -> Place | None:
        inside = self.request.path.removeprefix(self.home)
        matching = [place for place in places if place.holds(inside)]
        if matching:
            return max(matching, key=lambda place: len(place.path))
        return next((place for place in places if place.path == inside == ""), None)


@cache
def _permission(path: str) -> str | None:
    """The permission that the page at `path` of any workspace asks for; None where there is no page."""
    try:
        view = resolve(f"/w/any/{path}").func
    except Resolver404:
        return None
    rule = getattr(view, "access_rule", None)
    return None if rule is None else rule.permission


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: `ui` in every template."""
    return {"ui": Shell(request)}
