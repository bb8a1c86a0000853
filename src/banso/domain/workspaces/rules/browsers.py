"""What a browser calls itself, shortened to what a person recognises."""

import re
from typing import Final

# The first that fits counts: nearly all of them claim to be Safari, and most Chrome as well.
_BROWSERS: Final = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Chrome|HeadlessChrome|CriOS)/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("ChromeOS", "CrOS"), ("macOS", "Macintosh"), ("Linux", "Linux|X11"),
)  # fmt: skip
_LONGEST: Final = 60


def browser_words(user_agent: str) -> str:
    """Browser and system, as in "Chrome · Windows"; of what is not known the beginning, "–" for nothing."""
    browser = next((name for name, mark in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for name, mark in _SYSTEMS if re.search(mark, user_agent)), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:_LONGEST] or "–"
