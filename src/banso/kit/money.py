"""Exact money with its currency."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_Set = TypeVar("_Set", contravariant=True)  # noqa: PLC0105 - the names of django-stubs' own
_Get = TypeVar("_Get", covariant=True)  # noqa: PLC0105
# Django's fields take type arguments for the type checker only.
if TYPE_CHECKING:
    _DecimalField = models.DecimalField[_Set, _Get]
else:

    class _DecimalField(models.DecimalField):
        def __class_getitem__(cls, _: object) -> type:
            return cls


# ISO 4217: minor units other than two. Yen has none.
_EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
    "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
}  # fmt: skip

# What ISO 4217 lists as money in use (without funds, metals and testing codes).
CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "  # noqa: SIM905 - no list of 154 lines
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD "
    "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE "
    "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV "
    "WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)


def exponent(currency: str) -> int:
    """Digits behind the point that the currency has (ISO 4217); two where the table is silent."""
    return _EXPONENTS.get(currency.upper(), 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def plain(amount: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: one spelling for one amount."""
    short = amount.normalize()
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise ValueError(
                f"currency {self.currency!r}: want three capital letters of ISO 4217, such as JPY"
            )

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)


class ExactDecimalField(_DecimalField[_Set, _Get]):
    """A decimal that comes back digit for digit from every database.

    SQLite has no decimal type: Django keeps one there as a binary fraction, of which fifteen digits are
    sure. Here SQLite keeps its text, so that it can be neither summed nor ordered by the database.
    """

    _pyi_private_set_type: str | float | Decimal
    _pyi_private_get_type: Decimal

    def __init__(self, *, max_digits: int = 24, decimal_places: int = 6, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def get_internal_type(self) -> str:
        return "ExactDecimalField"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        if connection.vendor == "sqlite":
            return "text"
        return f"numeric({self.max_digits}, {self.decimal_places})"

    def get_db_prep_value(
        self,
        value: Any,  # noqa: ANN401
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: ARG002, FBT001, FBT002 - Django's signature
    ) -> Any:  # noqa: ANN401
        exact = self.to_python(value)
        if exact is None:
            return None
        exact = exact.quantize(Decimal(1).scaleb(-(self.decimal_places or 0)), rounding=ROUND_HALF_UP)
        return format(exact, "f") if connection.vendor == "sqlite" else exact

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:  # noqa: ANN401
        return None if value is None else Decimal(value)
