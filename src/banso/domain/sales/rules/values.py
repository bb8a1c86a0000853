"""The fields of a deal as people and programs give them, and as they are kept."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from banso.kit.errors import InputError
from banso.kit.ids import identifier
from banso.kit.money import CURRENCIES
from banso.kit.texts import line, prose

LARGEST = Decimal(10) ** 12
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
FORECASTS = ("commit", "best_case", "pipeline")
INTERVALS = ("week", "month", "quarter", "half", "year")

Cleaner = Callable[[str, Any], object]


def amount(field: str, value: Any) -> Decimal:  # noqa: ANN401 - whatever came
    """An amount from nothing to a trillion; a number, or its digits."""
    found = value if isinstance(value, Decimal) else _decimal(field, value)
    if not found.is_finite() or not 0 <= found < LARGEST:
        raise InputError(
            _("This is not an amount: %(came)s.") % {"came": value},
            field=field,
            came=str(value),
            wanted=_("0 or more, such as 9800"),
        )
    return found


def number(field: str, value: Any) -> Decimal | None:  # noqa: ANN401
    """Any number, such as a baseline; nothing stays nothing."""
    if value is None or value == "":
        return None
    found = value if isinstance(value, Decimal) else _decimal(field, value)
    if not found.is_finite() or not -LARGEST < found < LARGEST:
        raise InputError(
            _("This is not a number: %(came)s.") % {"came": value},
            field=field, came=str(value), wanted=_("a number such as 1200 or 0.5"),
        )  # fmt: skip
    return found


def day(field: str, value: Any) -> date | None:  # noqa: ANN401
    """A calendar day, or text as 2026-11-21; nothing stays nothing."""
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise InputError(
            _("This is not a day: %(came)s.") % {"came": value},
            field=field,
            came=str(value),
            wanted=_("a day such as 2026-11-21"),
        )
    return found


def currency(field: str, value: Any) -> str:  # noqa: ANN401
    code = str(value or "").strip().upper()
    if code not in CURRENCIES:
        raise InputError(
            _("%(came)s is not a currency.") % {"came": value},
            field=field,
            came=str(value),
            wanted=_("three letters of ISO 4217, such as JPY"),
        )
    return code


def one_of(*allowed: str) -> Cleaner:
    """One of these words."""

    def clean(field: str, value: Any) -> str:  # noqa: ANN401
        if value not in allowed:
            raise InputError(
                _("This is none of the choices."),
                field=field,
                came=str(value),
                wanted=", ".join(each for each in allowed if each),
            )
        return str(value)

    return clean


def _mail(field: str, value: Any) -> str:  # noqa: ANN401
    return line(field, value, most=254).lower()


def _name(field: str, value: Any) -> str:  # noqa: ANN401
    text = line(field, value)
    if not text:
        raise InputError(_("A deal needs a name."), field=field, wanted=_("what it is about"))
    return text


def _short(field: str, value: Any) -> str:  # noqa: ANN401
    return line(field, value, most=80)


DEAL_CLEANERS: Mapping[str, Cleaner] = {
    "name": _name,
    "external_id": line,
    "account_id": identifier,
    "product_id": identifier,
    "owner_email": _mail,
    "owner_name": lambda field, value: line(field, value, most=120),
    "amount": amount,
    "currency": currency,
    "forecast": one_of(*FORECASTS),
    "expected_close_on": day,
    "created_on": day,
    "engaged_on": day,
    "closed_on": day,
    "source": _short,
    "referral_account_id": identifier,
    "reason": _short,
    "reason_note": prose,
    "stage": _short,
    "status": one_of("open", "won", "lost"),
    "closed_before_banso": lambda _field, value: bool(value),
}


def clean_deal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they can be kept.

    Raises:
        InputError: a field that a deal does not have, or a value that cannot be used.
    """
    unknown = sorted(set(values) - set(DEAL_CLEANERS))
    if unknown:
        raise InputError(
            _("A deal has no such field."),
            field=unknown[0][:80],
            came=unknown[0],
            wanted=", ".join(DEAL_CLEANERS),
        )
    return {name: DEAL_CLEANERS[name](name, value) for name, value in values.items()}


def _decimal(field: str, value: Any) -> Decimal:  # noqa: ANN401
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise InputError(
            _("This is not a number: %(came)s.") % {"came": value},
            field=field, came=str(value), wanted=_("a number such as 1200 or 0.5"),
        ) from None  # fmt: skip
