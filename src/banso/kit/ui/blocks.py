"""Tags for the small blocks of a page: icons, states, reasons, notes, the time line."""

from collections.abc import Iterable, Sequence
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.kit import formats
from banso.kit.ui.icons import ICONS, SHAPES, STATES
from banso.kit.ui.library import register
from banso.kit.ui.pieces import Crumb, Happening, Restated, Tab, Variant, Why


@cache
def _sprite() -> str:
    return static("vendor/icons.svg")


def use(name: str) -> SafeString:
    if name not in ICONS and name not in SHAPES:
        raise template.TemplateSyntaxError(
            f"icon {name!r} is not in kit/ui/icons.py: {', '.join(sorted(ICONS))}"
        )
    return format_html('<use href="{}#{}"/>', _sprite(), name)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon beside words, hidden from readers; size "s" is the small one."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true">{}</svg>', f" ic-{size}" if size else "", use(name)
    )


def shape(state: str) -> SafeString:
    """A state's shape: dot, triangle, diamond or ring."""
    return format_html(
        '<svg class="bn-shape" data-state="{}" aria-hidden="true">{}</svg>', state, use(f"s-{state}")
    )


@register.simple_tag
def state(kind: str, word: object, *, bare: bool = False) -> SafeString:
    """A state as colour, shape and word; bare beside a date, as a pill in tables."""
    if kind not in STATES:
        raise template.TemplateSyntaxError(f"state {kind!r} is none of {', '.join(STATES)}")
    return format_html(
        '<span class="bn-state{}" data-state="{}">{}{}</span>',
        " bare" if bare else "",
        kind,
        shape(kind),
        word,
    )


@register.simple_tag
def avatar(name: str, side: str = "us") -> SafeString:
    """The first letter of a name, for beside the name."""
    return format_html(
        '<span class="bn-ava{}" aria-hidden="true">{}</span>',
        " them" if side == "them" else "",
        name.strip()[:1].upper(),
    )


@register.simple_tag
def why(reason: Why) -> SafeString:
    """A reason: signed change, then what moved from what to what."""
    sentence = (
        format_html('<a class="bn-door" href="{}">{}</a>', reason.href, reason.sentence)
        if reason.href
        else reason.sentence
    )
    kind = format_html(' data-state="{}"', reason.state) if reason.state else ""
    return format_html(
        '<p class="bn-why"{}><b class="d">{}</b><span>{}</span></p>',
        kind, formats.number(reason.change, signed=True), sentence,
    )  # fmt: skip


@register.simple_tag
def crumbs(path: Sequence[Crumb]) -> SafeString:
    """Where the page stands."""
    parts = format_html_join(
        mark_safe(' <span aria-hidden="true">／</span> '),
        "{}",
        ((format_html('<a href="{}">{}</a>', c.href, c.label) if c.href else c.label,) for c in path),
    )
    return format_html('<nav class="bn-crumb" aria-label="{}">{}</nav>', _("Where this page stands"), parts)


@register.simple_tag
def tabs(items: Iterable[Tab], label: str) -> SafeString:
    """Tabs that are links; the label names the row for readers."""
    links = format_html_join(
        "",
        '<a href="{}"{}>{}{}</a>',
        (
            (
                tab.href,
                mark_safe(' aria-current="true"') if tab.current else "",
                tab.label,
                ""
                if tab.count is None
                else format_html(' <span class="n">{}</span>', formats.number(tab.count)),
            )
            for tab in items
        ),
    )
    return format_html('<nav class="bn-tabs" aria-label="{}">{}</nav>', label, links)


@register.simple_block_tag
def empty(content: SafeString, href: str = "", act: str = "") -> SafeString:
    """What would stand here, in the block, and one link to the next step."""
    step = format_html('<p><a href="{}">{}</a></p>', href, act) if href else ""
    return format_html('<div class="bn-empty">{}<p>{}</p>{}</div>', _EMPTY, mark_safe(content.strip()), step)  # noqa: S308


_EMPTY = mark_safe(
    '<svg width="40" height="32" viewBox="0 0 40 32" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" aria-hidden="true">'
    '<path d="M4 26c6 0 8-18 16-18s10 12 16 12M4 31c6 0 8-18 16-18s10 12 16 12"/></svg>'
)


@register.simple_block_tag
def note(content: SafeString, kind: str = "") -> SafeString:
    """A remark that belongs to what stands beside it; a state colours it."""
    colour = format_html(' data-state="{}"', kind) if kind else ""
    return format_html('<div class="bn-note"{}>{}</div>', colour, content)


def two_times(row: Happening) -> SafeString:
    """The day it happened and the day we learned it, where they differ."""
    if row.known_at is None:
        return mark_safe("")
    on, known = timezone.localtime(row.at).date(), timezone.localtime(row.known_at).date()
    apart = formats.days_apart(on, known)
    if apart == 0:
        return mark_safe("")
    year = on.year != known.year
    words = _("happened %(on)s → known %(known)s (%(apart)s)") % {
        "on": formats.day(on, weekday=False, year=year),
        "known": formats.day(known, weekday=False, year=year),
        "apart": ngettext("%(n)d day later", "%(n)d days later", apart) % {"n": apart}
        if apart > 0
        else ngettext("%(n)d day ahead", "%(n)d days ahead", -apart) % {"n": -apart},
    }
    return format_html('<div><span class="bn-two">{}{}</span></div>', icon("clock", "s"), words)


@register.simple_tag
def happening(row: Happening, *, quiet: bool = False, clock: str = "") -> SafeString:
    """A row of the time line: time, the two rails, and what happened.

    Args:
        row: what happened.
        quiet: dash the customer's rail, where their use declines.
        clock: how the time is written; by default month and day.
    """
    local = timezone.localtime(row.at)
    sides = {"us": _("We: "), "them": _("Customer: "), "both": _("Both: "), "sys": _("Computed: ")}
    told = format_html('<span class="bn-vh">{}</span>', sides[row.side])
    title = (
        format_html('<a class="bn-name" href="{}">{}{}</a>', row.href, told, row.title)
        if row.href
        else format_html('<span class="bn-name">{}{}</span>', told, row.title)
    )
    return format_html(
        '<li class="bn-fact"><time datetime="{}">{}</time><span class="rail{}"><i class="at {}"></i></span>'
        '<div class="what">{}{}{}{}{}</div></li>',
        local.isoformat(timespec="seconds"),
        clock or f"{local.month}/{local.day}",
        " quiet" if quiet else "",
        row.side,
        title,
        format_html('<span class="k">{}</span>', row.who) if row.who else "",
        format_html("<p>{}</p>", row.line) if row.line else "",
        format_html_join("", "{}", ((why(reason),) for reason in row.why)),
        two_times(row),
    )


@register.simple_tag
def day_bar(label: str, *, quiet: bool = False) -> SafeString:
    """The heading of a stretch of the time line, with the rails running on."""
    return format_html(
        '<div class="bn-daybar"><span></span><span class="rail{}"></span><h3>{}</h3></div>',
        " quiet" if quiet else "",
        label,
    )


@register.simple_tag
def rails_legend() -> SafeString:
    """What the two rails mean."""
    return format_html(
        '<p class="bn-legend"><span><i class="them"></i>{}</span><span><i class="us"></i>{}</span>'
        '<span><i class="quiet"></i>{}</span></p>',
        _("What the customer did"), _("What we did"), _("While their use declines"),
    )  # fmt: skip


@register.inclusion_tag("ui/variants.html")
def variants(items: Sequence[Variant]) -> dict[str, object]:
    """Figures that share a name, side by side with their divisions."""
    return {"items": items}


@register.inclusion_tag("ui/restatement.html")
def restatement(
    published: object, now: object, difference: str, rows: Sequence[Restated], href: str = ""
) -> dict[str, object]:
    """A published figure that would be different today: the rows that changed, and when."""
    return {"published": published, "now": now, "difference": difference, "rows": rows, "href": href}
