"""What the address of an account's page asks for; its files ask alike."""

from banso.engine.journal.telling import groups
from banso.kit.access import BansoRequest


def asked_group(request: BansoRequest) -> str:
    asked = request.GET.get("group", "")
    return asked if asked in groups() else ""
