"""Whose a row is: a member by mail address or name; what names nobody, or several, can be mapped once."""

from django.utils.translation import gettext as _

from banso.domain.workspaces.queries import seats_by_name
from banso.domain.workspaces.rules import name_key
from banso.kit.errors import InputError


class Owners:
    """The workspace's members by address and by name, read once for a batch."""

    def __init__(self) -> None:
        named = seats_by_name()
        self._named = {name: [seat.person.email for seat in found] for name, found in named.items()}
        self._emails = {email for found in self._named.values() for email in found}

    def values(self, said: str) -> dict[str, object]:
        """What a row's owner is written as: a name that nobody has, or several, stays a name."""
        if not said:
            return {}
        if "@" in said:
            return {"owner_email": said, "owner_name": ""}
        found = self._named.get(name_key(said), [])
        return {"owner_email": found[0], "owner_name": ""} if len(found) == 1 else {"owner_name": said}

    def remarks(self, said: str) -> list[InputError]:
        """What has to be said of an owner who is not a member, so that it can be said who is meant."""
        if not said or said.strip().lower() in self._emails:
            return []
        found = [] if "@" in said else self._named.get(name_key(said), [])
        if len(found) == 1:
            return []
        says = _("Several members are called “%(name)s”.") if found else _("No member is called “%(name)s”.")
        return [
            InputError(
                says % {"name": said}, field="owner", came=said,
                wanted=_("a member’s mail address or name; until then it stands as it came"),
            )
        ]  # fmt: skip
