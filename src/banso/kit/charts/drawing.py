"""Specifications drawn as SVG that a strict content policy lets through.

The drawing engine is loaded with the first chart (0.6 s, about 75 MB) and takes some 70 ms a chart after
that, so drawings are kept by the hash of their specification.
"""

import json
import re
from functools import lru_cache
from hashlib import sha256

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from banso.kit.charts.chart import Spec

_KEPT = 512
# What the drawing engine writes for its own purposes and a page must not carry: roles and labels inside the
# picture (the frame describes it as a whole), its fonts, empty grounds, and opacity where there is none.
_NOISE = (
    re.compile(r'<path class="(?:background|foreground)"[^>]*/>'),
    re.compile(r' (?:aria-[a-z]+|role|font-family|class|pointer-events|stroke-miterlimit)="[^"]*"'),
    re.compile(r' opacity="1"'),
    re.compile(r"<g></g>"),
)
_BARE_GROUP = re.compile(r"<g>((?:<(?:path|line|text|rect)\b[^>]*(?:/>|>[^<]*</text>))*)</g>")
_HEAD = re.compile(r"^<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>")


def fingerprint(spec: Spec) -> str:
    """A short name of a specification: equal specifications have equal names."""
    return sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:12]


def svg(spec: Spec, *, title: str, description: str, part: str = "") -> SafeString:
    """The drawing of a specification, described for those who do not see it.

    Args:
        spec: a Vega-Lite specification whose colours may be CSS variables.
        title: becomes the picture's name.
        description: becomes the picture's description.
        part: keeps the identifiers of two drawings of one page apart.
    """
    box, body = _drawn(json.dumps(spec, sort_keys=True))
    name = f"c{fingerprint(spec)}{part}"
    return mark_safe(  # noqa: S308 - the engine's own output, the words escaped
        f'<svg class="bn-plot" xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"'
        f' aria-labelledby="{name}t" aria-describedby="{name}d">'
        f'<title id="{name}t">{escape(title)}</title><desc id="{name}d">{escape(description)}</desc>'
        f"{body}</svg>"
    )


@lru_cache(maxsize=_KEPT)
def _drawn(spec: str) -> tuple[str, str]:
    import vl_convert  # noqa: PLC0415 - a JavaScript engine that most requests never need

    drawing: str = vl_convert.vegalite_to_svg(spec)
    head = _HEAD.match(drawing)
    if head is None:
        raise RuntimeError(f"the drawing engine wrote no SVG: {drawing[:80]!r}")
    body = drawing[head.end() :].removesuffix("</svg>")
    for noise in _NOISE:
        body = noise.sub("", body)
    while (shorter := _BARE_GROUP.sub(r"\1", body)) != body:
        body = shorter
    return head[1], body
