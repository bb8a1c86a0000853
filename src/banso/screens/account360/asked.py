"""What the address of an account's page asks for; its files ask alike."""

from datetime import datetime

from banso.engine.journal.telling import groups
from banso.kit.access import BansoRequest
from banso.kit.as_of import read_as_of
from banso.kit.errors import InputError


def asked_group(request: BansoRequest) -> str:
    asked = request.GET.get("group", "")
    return asked if asked in groups() else ""


def asked_as_of(request: BansoRequest) -> datetime | None:
    try:
        return read_as_of(request.GET["as_of"]) if request.GET.get("as_of") else None
    except InputError:
        # The frame says what is wrong with the address; the page shows the present.
        return None
