import re

import pytest

from banso.kit.html import clean, markdown, plain

# What must never come out: elements, handlers, addresses that run or load something.
ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt&#58;alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/p.png)", "<iframe src=//evil.example>", "<a href=x style=position:fixed>x</a>",
    '<math><mi//xlink:href="data:x,<script>alert(1)</script>">', "[x](<javascript:alert(1)>)",
    "<form action=//evil.example><input></form>", "<base href=//evil.example>", "`<script>`",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', "[x]: javascript:alert(1)\n[x]",
    "<style>@import 'evil'</style>", "<b onmouseover=alert(1)>x</b>", 'https://x" onclick="alert(1)',
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_t08_nothing_that_runs_or_loads_comes_out(attack: str) -> None:
    for html in (markdown(attack), clean(attack)):
        opened = {part.split(">")[0].split()[0].strip("/") for part in html.split("<")[1:]}
        assert opened <= {"p", "a", "code", "br", "table", "tbody", "tr", "td"}
        assert not re.search(r'<[^>]*(href="(?!https?:|mailto:|tel:)[^"]*:)', html)
        assert not re.search(r"<\w+[^>]*\s(on\w+|style)=", re.sub(r'"[^"]*"', "", html))
        assert all(f"<{tag}" not in html.lower() for tag in ("script", "img", "svg", "iframe", "style"))


def test_markdown_becomes_what_it_says() -> None:
    link = '<a href="https://example.com" rel="noopener nofollow">所</a>'
    html = markdown("# 見出し\n**強い** [所](https://example.com)")
    assert html == f"<h3>見出し</h3>\n<p><strong>強い</strong> {link}</p>\n"


def test_the_words_of_a_text_come_in_one_line() -> None:
    assert plain("# 見出し\n\n- **一**\n- 二\n\n```\ncode\n```") == "見出し 一 二 code"
    assert plain("x" * 300, 10) == "xxxxxxxxx…"
