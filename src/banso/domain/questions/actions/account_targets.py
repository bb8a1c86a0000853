"""The fields of an account that an answer may be taken over into."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.actions import update_account
from banso.domain.questions.definitions import Take, Taking, Target, register_target
from banso.kit.actor import Actor

_TEXTS = frozenset({"text", "choice", "prose"})
_FIELDS: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("industry", _("Industry"), _TEXTS),
    ("employees", _("Employees"), frozenset({"number"})),
    ("corporate_number", _("Corporate number"), frozenset({"text"})),
    ("region", _("Region"), _TEXTS),
    ("website", _("Website"), frozenset({"text"})),
    ("description", _("Description"), _TEXTS),
)


def register() -> None:
    for name, words, kinds in _FIELDS:
        register_target(Target(f"account.{name}", words, kinds, "accounts.edit", _taking(name)))


def _taking(name: str) -> Take:
    def take(taking: Taking, /, *, by: Actor) -> None:
        value = taking.value if name == "employees" else taking.text
        update_account(taking.account_id, {name: value}, by=by, source="answer")

    write: Callable[..., None] = take
    return write
