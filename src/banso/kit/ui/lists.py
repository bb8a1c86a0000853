"""Tags for lists: sortable heads, filter sentences, paging, exports, the bulk bar, the column chooser."""

from collections.abc import Mapping, Sequence

from django import template
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from banso.kit import formats
from banso.kit.access import Access, AccessRule
from banso.kit.tabular.export import FORMATS
from banso.kit.ui.blocks import icon
from banso.kit.ui.library import register
from banso.kit.ui.pieces import Choice, Paging

# The keeping place of a list; a new order or filter starts from the top.
PLACE = ("cursor", "before", "page")


def _query(context: template.Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if isinstance(request, HttpRequest) else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: str | None) -> str:
    """As `query_with`, in a template."""
    return _changed(_query(context), changes)


def query_with(request: HttpRequest, **changes: str | None) -> str:
    """A page's query with some parts changed; None drops a part. The place in the list is forgotten."""
    return _changed(request.GET.copy(), changes)


def _changed(query: QueryDict, changes: Mapping[str, str | None]) -> str:
    for name in PLACE:
        query.pop(name, None)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_head(
    context: template.Context,
    label: str,
    key: str,
    default: str = "",
    *,
    num: bool = False,
    col: str = "",
    optional: bool = False,
) -> SafeString:
    """A column's head that sorts: first up, then down. `?sort=name` or `?sort=-name`.

    Args:
        context: the template's.
        label: the column's name.
        key: what `?sort=` calls the column.
        default: the order of the list where `?sort=` is missing, such as "-mrr".
        num: whether the column holds numbers.
        col: the column's name for the column chooser.
        optional: the column is hidden until somebody chooses it.
    """
    order = _query(context).get("sort") or default
    up, down = order == key, order == f"-{key}"
    said = ' aria-sort="ascending"' if up else ' aria-sort="descending"' if down else ""
    mark = icon("arrow-up", "s") if up else icon("arrow-down", "s") if down else ""
    href = with_query(context, sort=f"-{key}" if up else key)
    return format_html(
        '<th scope="col"{}{}{}><a class="bn-sort" href="{}">{}{}</a></th>',
        mark_safe(said), mark_safe(' class="bn-num"') if num else "",  # noqa: S308 - two fixed texts
        format_html(' data-col="{}"{}', col, mark_safe(" data-optional") if optional else "") if col else "",
        href, label, mark,
    )  # fmt: skip


@register.inclusion_tag("ui/pager.html")
def pager(paging: Paging, *, row: str = "") -> dict[str, object]:
    """Where the list stands, and the ways on and back."""
    return {"paging": paging, "row": row}


@register.inclusion_tag("ui/export.html", takes_context=True)
def export_menu(
    context: template.Context, door: str, *args: object, also: str = "", also_label: str = ""
) -> dict[str, object]:
    """A menu that downloads the list as the page filters it; nothing for whoever may not.

    Args:
        context: the template's.
        door: the name of the address of a `list_export`.
        args: what that address needs beside the workspace.
        also: another one that goes by the same filter, offered under `also_label`.
        also_label: what the other one's files hold.
    """
    doors = [("", door, args)]
    if also:
        doors.append((also_label, also, ()))
    groups = [(label, _files(context, name, parts)) for label, name, parts in doors]
    return {"groups": [(label, links) for label, links in groups if links], "name": door}


def _files(context: template.Context, door: str, args: Sequence[object]) -> list[tuple[str, object]]:
    """The ways to a list's files, or none for whoever may not have them."""
    access: Access = context["request"].access
    href = reverse(door, args=[access.workspace.slug, *args])
    rule: AccessRule = resolve(href).func.access_rule  # type: ignore[attr-defined]
    if not access.may(rule.permission):
        return []
    query = _query(context)
    for part in PLACE:
        query.pop(part, None)
    links: list[tuple[str, object]] = []
    for kind, label in FORMATS.items():
        query["format"] = kind
        links.append((f"{href}?{query.urlencode()}", label))
    return links


@register.simple_tag
def chip(name: str, label: str, choices: Sequence[Choice], title: str = "") -> SafeString:
    """A part of a filter sentence that opens its choices.

    Args:
        name: unique on the page.
        label: what is chosen, as it reads in the sentence.
        choices: links that change it.
        title: what is being chosen, for readers.
    """
    links = format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        (
            (c.href, mark_safe(' class="on" aria-current="true"') if c.current else "", c.label)
            for c in choices
        ),
    )
    return format_html(
        '<button type="button" class="bn-chip" popovertarget="chip-{}">{}{}</button>'
        '<span id="chip-{}" class="bn-pop" popover role="group" aria-label="{}">{}</span>',
        name, label, icon("down"), name, title or label, links,
    )  # fmt: skip


@register.simple_tag
def toggle_chip(label: str, href: str, *, on: bool = False) -> SafeString:
    """A filter that is on or off, as a link."""
    return format_html(
        '<a class="bn-chip" href="{}"{}>{}</a>', href, mark_safe(' aria-current="true"') if on else "", label
    )


@register.simple_tag
def select_all() -> SafeString:
    """The head cell over the rows' boxes."""
    return format_html(
        '<th class="cx"><input class="form-check-input" type="checkbox" data-bulk-all aria-label="{}"></th>',
        _("Select all on this page"),
    )


@register.simple_tag
def select_row(value: object, label: str) -> SafeString:
    """A row's box; its value arrives as `ids`."""
    return format_html(
        '<td class="cx"><input class="form-check-input" type="checkbox" name="ids" value="{}"'
        ' aria-label="{}"></td>',
        value, _("Select: %(name)s") % {"name": label},
    )  # fmt: skip


@register.simple_block_tag
def bulk_bar(content: SafeString) -> SafeString:
    """What can be done with the selected rows, once there are any. Stands inside `form[data-bulk]`."""
    return format_html(
        '<div class="bn-bulk" data-bulk-bar hidden><b role="status" data-bulk-count></b>{}'
        '<button type="button" class="btn btn-quiet btn-sm" data-bulk-none>{}</button></div>',
        content, _("Clear the selection"),
    )  # fmt: skip


@register.simple_block_tag
def wide_table(content: SafeString, label: str) -> SafeString:
    """Lets a table scroll sideways on a phone, by finger and by keyboard."""
    return format_html(
        '<div class="bn-scroll" tabindex="0" role="group" aria-label="{}">{}</div>', label, content
    )


@register.simple_tag
def columns_menu(table: str) -> SafeString:
    """A menu that hides and shows columns of `<table data-columns="{table}">`, kept on this device."""
    word = _("Columns")
    return format_html(
        '<button type="button" class="bn-tool" popovertarget="columns-{table}" aria-label="{word}">{icon}'
        '<span class="w">{word}</span></button><span id="columns-{table}" class="bn-pop" popover role="group"'
        ' aria-label="{word}" data-columns-for="{table}"></span>',
        table=table,
        word=word,
        icon=icon("columns", "s"),
    )


@register.filter
def of_total(paging: Paging) -> str:
    """Where a list stands, in words: "1–9 of 27"."""
    first, last, total = paging.first, paging.last, paging.total
    if paging.shown == 0:
        return _("none")
    words = {"shown": formats.number(paging.shown)}
    if first is None:
        if total is None:
            return _("%(shown)s shown") % words
        return _("%(shown)s of %(total)s") % (words | {"total": formats.number(total)})
    words |= {"first": formats.number(first), "last": formats.number(last)}
    if total is None:
        return _("%(first)s–%(last)s") % words
    return _("%(first)s–%(last)s of %(total)s") % (words | {"total": formats.number(total)})
