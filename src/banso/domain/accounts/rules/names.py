"""Names of companies and people: how they are compared and found, and the corporate number: pure."""

import re
import unicodedata

import jaconv
from django.utils.translation import gettext as _

from banso.kit.errors import InputError

# What a company's name carries without telling it apart: written out, abbreviated, in front or behind.
_JAPANESE_FORMS = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人", "公益社団法人",
    "一般財団法人", "公益財団法人", "特定非営利活動法人", "医療法人", "学校法人",
    "社会福祉法人", "独立行政法人",
    "(株)", "(有)", "(同)", "(資)", "(名)", "(医)", "(学)", "(一社)", "(公社)", "(一財)", "(公財)",
)  # fmt: skip
_WESTERN_FORMS = re.compile(
    r"(?<![\s,])[\s,]++(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|sa|sas|bv|kk|k\.k)"
    r"\.?$"
)
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r"[\s・･.,'\-‐‑–—_/&]+")


def search_key(*parts: str) -> str:
    """What searching compares: width, case and kana alike, the parts with one space between."""
    folded = unicodedata.normalize("NFKC", " ".join(part for part in parts if part)).casefold()
    return _SPACE.sub(" ", jaconv.kata2hira(folded)).strip()


def plain_name(name: str) -> str:
    """A company's name without legal form, spaces and marks: what two spellings have in common."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    for form in _JAPANESE_FORMS:
        folded = folded.replace(form, "")
    before = ""
    while before != folded:
        before, folded = folded, _WESTERN_FORMS.sub("", folded)
    return jaconv.kata2hira(_BETWEEN.sub("", folded))


def corporate_number(text: str) -> str:
    """The thirteen digits of a Japanese corporate number, its check digit verified; "" stays "".

    Full-width digits, hyphens and the T of an invoice registration number are accepted. The check digit
    is the first: 9 minus the remainder by 9 of the sum of the other twelve, those in even places from the
    right doubled (法人番号の指定等に関する省令, National Tax Agency).

    Raises:
        InputError: not thirteen digits, or the check digit says that one of them is wrong.
    """
    digits = re.sub(r"[\s\-‐–—]", "", unicodedata.normalize("NFKC", text)).removeprefix("T")
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise InputError(
            _("a corporate number has thirteen digits"),
            field="corporate_number",
            came=text,
            wanted="13 digits",
        )
    if int(digits[0]) != check_digit(digits[1:]):
        raise InputError(
            _("the check digit of the corporate number does not fit"),
            field="corporate_number",
            came=text,
            wanted=_("%(digit)s as the first digit, if the other twelve are right")
            % {"digit": check_digit(digits[1:])},
        )
    return digits


def check_digit(twelve: str) -> int:
    """The first digit of the corporate number whose other twelve digits are given."""
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(twelve)))
    return 9 - total % 9
