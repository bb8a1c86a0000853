"""The fields of an account that an answer may be taken over into."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banso.domain.accounts.actions import held, update_account
from banso.domain.accounts.facts import AccountDescribed
from banso.domain.accounts.queries import account_by_id
from banso.domain.questions.definitions import (
    Standing,
    Take,
    Taking,
    Target,
    Untake,
    Written,
    register_target,
)
from banso.engine.journal.models import JournalEntry
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
# What our own people wrote about the customer.
_OURS = frozenset({"description"})
# So many changes of an account are looked through for whoever wrote what stands there.
_BACK = 100


def register() -> None:
    for name, words, kinds in _FIELDS:
        register_target(
            Target(
                f"account.{name}", words, kinds, "accounts.edit", _taking(name), _untaking(name),
                read=_read, ours=name in _OURS,
            )
        )  # fmt: skip


def _read(account_id: UUID, _deal: UUID | None, keys: Collection[str], /) -> dict[str, Standing]:
    account = account_by_id(account_id)
    names = (key.removeprefix("account.") for key in keys)
    there = {name: value for name in names if (value := getattr(account, name)) not in {"", None}}
    written = _written(account_id, there)
    return {
        f"account.{name}": Standing(
            str(value), value,
            by=written[name].actor_label if name in written else "",
            at=written[name].recorded_at if name in written else None,
        )
        for name, value in there.items()
    }  # fmt: skip


def _written(account_id: UUID, there: Mapping[str, object]) -> dict[str, JournalEntry]:
    """By which fact the account came to say this, of what its facts tell."""
    rows = JournalEntry.objects.filter(account=account_id, type=AccountDescribed.type, retracted=False)
    found: dict[str, JournalEntry] = {}
    looking = set(there)
    for row in rows.order_by("-seq")[:_BACK]:
        looking = {name for name in looking if row.payload.get(name) == there[name]}
        found |= dict.fromkeys(looking, row)
        if not looking:
            break
    return found


def _taking(name: str) -> Take:
    def take(taking: Taking, /, *, by: Actor) -> Written | None:
        value = taking.value if name == "employees" else taking.text
        before = held(taking.account_id)
        after = update_account(before.pk, {name: value}, by=by, source="answer")
        if after.version == before.version:
            return None
        return {"before": getattr(before, name), "after": getattr(after, name)}

    return take


def _untaking(name: str) -> Untake:
    def untake(account_id: UUID, _deal: UUID | None, written: Written, /, *, by: Actor) -> bool:
        """What stood there before stands there again."""
        account = held(account_id)
        if getattr(account, name) != written["after"]:
            return False
        update_account(account.pk, {name: written["before"]}, by=by, source="answer")
        return True

    return untake
