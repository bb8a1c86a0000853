"""The one sanitiser: Markdown that people typed becomes HTML that cannot do anything.

Raw HTML in the source is shown as text; what Markdown makes is cut to an allow-list all the same, so that a
fault in one of the two does not open the door.
"""

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset(
    {"p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h3", "h4",
     "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
)  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Pictures would call out to other hosts; headings begin below the page's own.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_markdown.disable(["image", "html_block", "html_inline"])


def markdown(text: str) -> SafeString:
    """The text as HTML that is safe to put into a page."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return clean(_markdown.renderer.render(tokens, _markdown.options, {}))


def clean(html: str) -> SafeString:
    """HTML cut to what may stand in a page: no script, style, form, frame, picture, handler or odd link."""
    safe = nh3.clean(
        html, tags=set(TAGS), attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener nofollow"
    )
    return mark_safe(safe)  # noqa: S308 - nh3 has just made it so


def plain(text: str, limit: int = 200) -> str:
    """The words of a Markdown text in one line, at most `limit` characters; not escaped."""
    found = []
    for token in _markdown.parse(text):
        if token.type == "inline":
            found.append("".join(_words(each) for each in token.children or ()))
        elif token.type in {"fence", "code_block"}:
            found.append(token.content)
    line = " ".join(" ".join(found).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _words(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def lines(text: str) -> SafeString:
    """Plain text with its line breaks kept."""
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 - escaped
