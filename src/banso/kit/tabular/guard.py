"""The guard against formulas in CSV cells, and its exact reverse.

A spreadsheet takes a cell that begins with = + - @ (also full width, also behind blanks and marks that
nobody sees) for a formula. A ' in front makes it text. The same holds behind a delimiter, a quote or a
line break inside a cell, because a spreadsheet that splits at another delimiter begins a cell there.

The guard adds one ' wherever such a start stands, whatever number of ' it has already; the reverse takes
one away. So every text comes back as it was, also one that began with a ' of its own.

Source: OWASP, "CSV Injection".
"""

import re

_FORMULA = "=+\\-@＝＋－＠"
# Blanks, controls and zero-width marks, which spreadsheets skip before they look at the first sign.
_SKIPPED = (
    "\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad"
    "\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
)
_START = '^|[,;|"\t\r\n，；｜]'
_RUN = f"(?:[{_SKIPPED}]|')*"
# The second half: some spreadsheets drop a leading TAB, CR or LF and then read on.
_BARE = re.compile(rf"(?P<start>{_START})(?P<run>{_RUN})(?=[{_FORMULA}])|^(?P<quotes>'*)(?=[\t\r\n])")
_GUARDED = re.compile(rf"(?P<start>{_START})'(?P<run>{_RUN})(?=[{_FORMULA}])|^'(?P<quotes>'*)(?=[\t\r\n])")


def guarded(text: str) -> str:
    """The text as a CSV cell may hold it: no part of it can start a formula."""
    return _BARE.sub(lambda found: f"{found['start'] or ''}'{found['run'] or found['quotes'] or ''}", text)


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    if "'" not in text:
        return text
    return _GUARDED.sub(lambda found: f"{found['start'] or ''}{found['run'] or found['quotes'] or ''}", text)
