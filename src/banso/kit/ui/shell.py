"""Tags for the shell: the words that scripts say, and the toasts."""

import json
from collections.abc import Iterable

from django.contrib.messages.storage.base import Message
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from banso.kit.ui.library import register
from banso.kit.ui.toasts import told


def _words() -> dict[str, str]:
    return {
        "undo": _("Undo"),
        "close": _("Close"),
        "ok": _("OK"),
        "copied": _("Copied"),
        "notCopied": _("Could not copy. Select the text and copy it by hand."),
        "selected": _("{n} selected"),
        "draftBack": _("What you had typed is back."),
        "draftDrop": _("Discard it"),
        "failed": _("That did not work: {why}"),
        "offline": _("The server cannot be reached. Nothing was lost; try again."),
        "nothing": _("Nothing found for “{q}”."),
        "searching": _("Searching…"),
        "go": _("Go to"),
        "recent": _("Seen lately"),
        "acts": _("Do"),
        "results": _("{n} found"),
        "asOf": _("Change the moment"),
        "theme": _("Switch light and dark"),
        "help": _("Keyboard"),
        "untitled": _("(no name)"),
    }


@register.simple_tag
def script_words() -> SafeString:
    """The sentences that scripts say, in the person's language, as data."""
    return format_html('<meta name="bn-words" content="{}">', json.dumps(_words(), ensure_ascii=False))


@register.inclusion_tag("ui/toasts.html", takes_context=True)
def toasts(context: dict[str, object]) -> dict[str, object]:
    """The place of toasts, with those that wait."""
    waiting = context.get("messages")
    found: Iterable[Message] = waiting if waiting is not None else []  # type: ignore[assignment]
    return {"toasts": [told(message) for message in found], "csrf_token": context.get("csrf_token")}
