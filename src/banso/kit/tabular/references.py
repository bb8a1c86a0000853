"""Character references in files of cp932: what the encoding lacks is written as &#x1F363; and read back."""

import re
from typing import Final

_REFERENCE: Final = re.compile("&#x([0-9A-F]{2,6});")


def named(cells: list[str], encoding: str) -> list[str]:
    """The cells with the references of our own export resolved; those of any other kind stay text.

    Only signs that cp932 lacks are resolved: nobody had to write the others that way.
    """
    if encoding != "cp932":
        return cells
    return [_REFERENCE.sub(_sign, cell) if "&#x" in cell else cell for cell in cells]


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - not a character
        return found[0]
    try:
        chr(code).encode("cp932")
    except UnicodeEncodeError:
        return chr(code)
    return found[0]
