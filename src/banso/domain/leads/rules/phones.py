"""What two spellings of one phone have in common."""

import unicodedata

# Fewer digits than these are an extension, and no phone that two records could share.
_PHONE = 7


def phone_key(text: str) -> str:
    """A phone's digits with the country's 0 instead of +81; "" for what is no whole number."""
    given = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(char for char in given if char.isdecimal())
    if given.startswith("+81"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits[:20] if len(digits) >= _PHONE else ""
