"""Settings of onboardings: the templates, each with its plan and its completion rule."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from banso.domain.accounts.facts import ROLE_WORDS
from banso.domain.accounts.queries.segments import segments
from banso.domain.onboarding import actions
from banso.domain.onboarding.models import Template
from banso.domain.onboarding.queries import template_by_id, templates
from banso.domain.onboarding.queries.measuring import feature_names
from banso.domain.onboarding.rules import completion, plan, preset
from banso.domain.onboarding.rules.completion import known_rule
from banso.domain.onboarding.views.frame import address, product_choices, shown, told_part
from banso.domain.workspaces.queries.settings import settings_tabs
from banso.kit.access import BansoRequest, page
from banso.kit.errors import BansoError, InputError
from banso.kit.ui.toasts import toast

_LINE = re.compile(r"\s*(?:(\d{1,3})\s*(?:-|–|〜|~)\s*)?(\d{1,3})\s*[|｜:：]\s*(\S.*)")
_MOST = 20


@page(permission="onboarding.view")
def settings(request: BansoRequest) -> HttpResponse:
    names = feature_names()
    rows = [
        {"template": row, "parts": [told_part(part, names) for part in known_rule(row.rule)],
         "milestones": row.plan, "tasks": sum(len(each["tasks"]) for each in row.plan)}
        for row in templates()
    ]  # fmt: skip
    return shown(
        request, "templates", {"rows": rows, "tabs": settings_tabs(request.access, "settings_onboarding")}
    )


@page(permission="onboarding.manage", methods=("GET", "POST"))
def create(request: BansoRequest) -> HttpResponse:
    return _edit(request, None)


@page(permission="onboarding.manage", methods=("GET", "POST"))
def change(request: BansoRequest, template_id: UUID) -> HttpResponse:
    return _edit(request, template_by_id(template_id))


@page(permission="onboarding.manage", methods=("POST",))
def archive(request: BansoRequest, template_id: UUID) -> HttpResponse:
    row = actions.archive_template(template_id, by=request.access.actor)
    toast(request, _("“%(name)s” is proposed no more.") % {"name": row.name},
          undo=address(request, "settings_onboarding_restore", template_id))  # fmt: skip
    return redirect(address(request, "settings_onboarding"))


@page(permission="onboarding.manage", methods=("POST",))
def restore(request: BansoRequest, template_id: UUID) -> HttpResponse:
    row = actions.archive_template(template_id, by=request.access.actor, restore=True)
    toast(request, _("“%(name)s” is proposed again.") % {"name": row.name})
    return redirect(address(request, "settings_onboarding"))


def _edit(request: BansoRequest, row: Template | None) -> HttpResponse:
    error: BansoError | None = None
    shown_form = _of(row)
    if request.method == "POST":
        shown_form = _sent(request)
        try:
            values = _values(shown_form)
            saved = actions.save_template(row.pk if row else None, values, by=request.access.actor)
        except BansoError as refused:
            error = refused
        else:
            toast(request, _("“%(name)s” is kept.") % {"name": saved.name})
            return redirect(address(request, "settings_onboarding"))
    context = {
        "form": shown_form, "template": row, "error": error, "products": product_choices(),
        "segments": [(str(each.pk), each.name) for each in segments()],
        "features": list(feature_names().items()),
        "kinds": [
            ("tasks", _("Every task of the plan is done")), ("people", _("People are active on days")),
            ("feature", _("People use a feature on days")), ("hours", _("Hours of use")),
        ],
        "roles": [
            ("owner", _("Whoever runs it")),
            *((slug, str(text)) for slug, text in ROLE_WORDS.items() if slug != "csm"),
        ],
        "tabs": settings_tabs(request.access, "settings_onboarding"),
    }  # fmt: skip
    return shown(request, "template", context, status=422 if error else 200)


def _of(row: Template | None) -> dict[str, Any]:
    """The form of a template: tasks as lines of text, one after another."""
    milestones = row.plan if row else plan.kept(preset.PLAN)
    return {
        "name": row.name if row else "",
        "product": str(row.product_id or "") if row else "",
        "segment": str(row.segment_id or "") if row else "",
        "target_days": row.target_days if row else preset.TARGET_DAYS,
        "stall_days": row.stall_days if row else preset.STALL_DAYS,
        "milestones": [
            {
                "name": each["name"], "name_en": each["name_en"], "end": each["end"],
                "us": _lines(each["tasks"], "us"), "them": _lines(each["tasks"], "them"),
            }
            for each in [*milestones, _EMPTY]
        ],
        "parts": [*(row.rule if row else completion.kept(preset.RULE)), _NO_PART],
    }  # fmt: skip


_EMPTY: dict[str, Any] = {"name": "", "name_en": "", "end": "", "tasks": []}
_NO_PART = {"kind": "", "feature": "", "people": 0, "days": 0, "hours": 0}


def _lines(tasks: list[dict[str, Any]], side: str) -> str:
    return "\n".join(_line(task) for task in tasks if task["side"] == side)


def _line(task: dict[str, Any]) -> str:
    parts = [f"{task['start']}-{task['end']}", task["title"]]
    if task["title_en"] or task["role"] != "owner":
        parts.append(task["title_en"])
    if task["role"] != "owner":
        parts.append(task["role"])
    return " | ".join(parts)


def _sent(request: BansoRequest) -> dict[str, Any]:
    given = request.POST
    fields: dict[str, Any] = {
        name: given.get(name, "") for name in ("name", "product", "segment", "target_days", "stall_days")
    }
    columns = {name: given.getlist(f"m-{name}") for name in ("name", "name_en", "end", "us", "them")}
    count = min(_MOST + 1, *(len(each) for each in columns.values()))
    fields["milestones"] = [{name: each[n] for name, each in columns.items()} for n in range(count)]
    parts = {name: given.getlist(f"p-{name}") for name in ("kind", "feature", "people", "days", "hours")}
    count = min(_MOST, *(len(each) for each in parts.values()))
    fields["parts"] = [{name: each[n] for name, each in parts.items()} for n in range(count)]
    return fields


def _values(form: dict[str, Any]) -> dict[str, object]:
    """The template's fields out of the form. Raises InputError for a line that is no task."""
    milestones = [
        {
            "name": each["name"], "name_en": each["name_en"], "end": each["end"] or 0,
            "tasks": [*_tasks(each["us"], "us"), *_tasks(each["them"], "them")],
        }
        for each in form["milestones"]
        if str(each["name"]).strip()
    ]  # fmt: skip
    used = {
        "tasks": (),
        "people": ("people", "days"),
        "feature": ("feature", "people", "days"),
        "hours": ("hours",),
    }
    rule = [
        {"kind": each["kind"], **{name: each[name] for name in used.get(each["kind"], ())}}
        for each in form["parts"]
        if each["kind"]
    ]
    return {
        "name": form["name"], "product_id": _id("product", form["product"]),
        "segment_id": _id("segment", form["segment"]), "target_days": form["target_days"],
        "stall_days": form["stall_days"], "plan": milestones, "rule": rule,
    }  # fmt: skip


def _tasks(text: str, side: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for line in str(text).splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise InputError(
                _("This line is no task: “%(line)s”.") % {"line": line[:60]}, field="plan", came=line,
                wanted=_("such as: 0-5 | Send the list of users"),
            )  # fmt: skip
        title, english, role = (
            part.strip() for part in (*re.split(r"[|｜]", match[3], maxsplit=2), "", "")[:3]
        )
        found.append(
            {"title": title, "title_en": english, "role": role or "owner", "side": side,
             "start": match[1] or match[2], "end": match[2]}
        )  # fmt: skip
    return found


def _id(field: str, text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise InputError(
            _("There is no such choice."), field=field, came=text, wanted=_("one of the list")
        ) from None
