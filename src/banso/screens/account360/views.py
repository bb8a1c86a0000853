"""Account 360: who they are, what happened, who the people are, what they pay and use."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banso.domain.accounts.models import Account
from banso.domain.accounts.queries.accounts import account_by_id, survivor_of, tags_of, vocabulary
from banso.domain.accounts.queries.merges import merges_of, suspicions_about
from banso.domain.accounts.queries.people import contacts_of, departments_of, roles_of, sites_of
from banso.domain.accounts.queries.records import files_of, notes_of
from banso.domain.accounts.rules.custom import FieldValue, Stored, show
from banso.domain.accounts.rules.values import Vocabulary
from banso.domain.contracts.queries import currency_at
from banso.domain.handoffs.views.cards import account_card as handoffs_card
from banso.domain.onboarding.views.cards import account_card as onboarding_card
from banso.domain.promises.views.cards import account_card
from banso.domain.work.views.cards import account_card as tasks_card
from banso.engine.journal.models import JournalEntry
from banso.engine.journal.queries import parts_of, versions
from banso.engine.journal.record import WITHIN
from banso.engine.journal.telling import group_name, tell
from banso.kit.access import BansoRequest, page
from banso.kit.as_of import asked_as_of
from banso.kit.charts import Chart, Stack, bars
from banso.kit.clock import now
from banso.kit.errors import NotFound
from banso.kit.formats import day as write_day
from banso.kit.formats import month as write_month
from banso.kit.formats import number
from banso.kit.html import markdown
from banso.kit.ids import read_id
from banso.kit.paging import page_of
from banso.kit.tenancy import day_of
from banso.kit.ui.pieces import Crumb, Happening
from banso.screens.account360.asked import asked_group
from banso.screens.account360.past import Then, known_then
from banso.screens.account360.queries import filed, happenings, numbers, paying, with_parts
from banso.screens.account360.rules import declining_since, declining_weeks, last_weeks, monday

_FACTS = 40
_PARTS = 200
_NOTES = 3
_ROWS = 8
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A month of the time line, or the days just past."""

    label: str
    rows: list[tuple[Happening, str, bool]]


@page(permission="accounts.view")
def account360(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """The page. A merged account leads to the one it has become part of."""
    account = account_by_id(account_id)
    if account.merged_into_id is not None:
        return redirect(_address(request, "account", survivor_of(account).pk))
    as_of = asked_as_of(request)
    today = day_of(as_of or now())
    mrr, used = numbers(account.pk, today, zone=request.access.workspace.timezone, as_of=as_of)
    context = _timeline(request, account, as_of, declining_weeks(used, today))
    if request.headers.get("HX-Request") == "true" and "cursor" in request.GET:
        return render(request, "account360/timeline_rows.html", context)
    words = vocabulary()
    people = last_weeks(used, today)
    then = known_then(account.pk, as_of) if as_of else None
    pays = paying(account.pk, mrr, today, lines=then.lines if then else None)
    context |= {
        "account": account,
        "declining_since": declining_since(declining_weeks(used, today), today),
        "crumbs": [Crumb(_("Accounts"), _address(request, "accounts")), *_crumb_words(account)],
        "past": then is not None,
        "stage": words.stage_name(then.attributes.get("stage", "") if then else account.stage),
        "stage_since": then.stage_since if then else account.stage_since,
        "attributes": _attributes(_of_account(account) if then is None else then.attributes, words),
        "tags": then.attributes.get("tags", []) if then else sorted(tags_of([account.pk])[account.pk]),
        "pays": pays,
        "renews_in": (pays.renews_on - today).days if pays.renews_on else None,
        "people_now": people[-2][1],
        "people_before": people[-3][1],
        "seats_used": people[-2][1] / pays.seats if pays.seats else None,
        "usage": bool(sum(count for _, count in people)),
        "usage_chart": _chart(people),
        **_people(account, today, then),
        "may_edit": request.access.may("accounts.edit") and account.archived_at is None,
        "currency": currency_at(as_of),
    }
    return render(request, "account360/page.html", context)


@page(permission="accounts.view")
def care(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """What was promised and handed over, a part of the page that comes after it."""
    account = account_by_id(account_id)
    as_of = asked_as_of(request)
    context = {
        "account": account,
        "promises": account_card(request, account.pk, as_of),
        "may_task": account.archived_at is None,
        "account_href": _address(request, "account", account.pk),
        "may_promise": request.access.may("promises.edit") and account.archived_at is None,
        "onboardings": None if as_of else onboarding_card(request, account.pk),
        "tasks": None if as_of else tasks_card(request, account.pk),
        "handoffs": None if as_of else handoffs_card(request, account.pk),
    }
    return render(request, "account360/care.html", context)


@page(permission="accounts.view")
def fact_page(request: BansoRequest, account_id: UUID, fact_id: UUID) -> HttpResponse:
    """One fact: what it says, both its times, who told it, and every version of it."""
    account = account_by_id(account_id)
    rows = [entry for entry in versions(fact_id) if entry.account == account.pk or entry.version > 1]
    if not rows or rows[-1].account != account.pk:
        raise NotFound(_("there is no such fact"))
    told = tell(rows[-1])
    steps = [
        (entry, tell(entry).line, _changes(before, entry))
        for before, entry in zip([None, *rows], rows, strict=False)
    ]
    crumbs = [
        Crumb(_("Accounts"), _address(request, "accounts")),
        Crumb(account.name, _address(request, "account", account.pk)),
    ]
    whole = read_id(rows[-1].source.removeprefix(WITHIN)) if rows[-1].source.startswith(WITHIN) else None
    parts = parts_of([fact_id]).filter(account=account.pk)[:_PARTS]
    context = {
        "account": account, "crumbs": crumbs, "told": told, "entry": rows[-1], "steps": steps[::-1],
        "whole": _address(request, "account_fact", account.pk, whole) if whole else "",
        "parts": [_happening(request, account, entry) for entry in parts],
    }  # fmt: skip
    return render(request, "account360/fact.html", context)


@page(permission="accounts.view")
def usage_chart(request: BansoRequest, account_id: UUID) -> HttpResponse:
    """The chart of use alone, for htmx."""
    account = account_by_id(account_id)
    as_of = asked_as_of(request)
    today = day_of(as_of or now())
    _, used = numbers(account.pk, today, zone=request.access.workspace.timezone, as_of=as_of)
    return render(request, "account360/usage.html", {"usage_chart": _chart(last_weeks(used, today))})


def _timeline(
    request: BansoRequest, account: Account, as_of: datetime | None, declining: set[date]
) -> dict[str, Any]:
    group = asked_group(request)
    rows = with_parts(happenings(account.pk, group, as_of=as_of))
    counts = filed(account.pk, as_of=as_of)
    found = page_of(rows, limit=_FACTS, cursor=request.GET.get("cursor"), order=("-occurred_at", "-pk"))
    query = request.GET.copy()
    query.pop("cursor", None)
    if found.next_cursor:
        query["cursor"] = found.next_cursor
    return {
        "account": account,
        "stretches": _stretches(request, account, found.data, declining),
        "facts": counts.get(group, 0),
        "older": f"?{query.urlencode()}" if found.next_cursor else "",
        "group": group,
        "groups": [(name, group_name(name)) for name in counts if name],
    }


def _stretches(
    request: BansoRequest, account: Account, entries: list[JournalEntry], declining: set[date]
) -> list[Stretch]:
    stretches: list[Stretch] = []
    recent = now() - _RECENT
    for entry in entries:
        at = timezone.localtime(entry.occurred_at)
        fresh = recent <= entry.occurred_at <= now()
        label = _("The last seven days") if fresh else write_month(at.date())
        # A fact of a day has no time of day.
        words = "D H:i" if at.time() != time.min else "D"
        clock = date_format(at, words) if fresh else f"{at.month}/{at.day}"
        if not stretches or stretches[-1].label != label:
            stretches.append(Stretch(label, []))
        quiet = monday(at.date()) in declining
        stretches[-1].rows.append((_happening(request, account, entry), clock, quiet))
    return stretches


def _happening(request: BansoRequest, account: Account, entry: JournalEntry) -> Happening:
    told, n = tell(entry), getattr(entry, "parts", None)
    with_it = ngettext("%(n)s step with it", "%(n)s steps with it", n) % {"n": n} if n else ""
    return Happening(
        told.title,
        told.side,
        entry.occurred_at,
        known_at=entry.recorded_at,
        href=_address(request, "account_fact", account.pk, entry.fact_id),
        who=_("import") if entry.actor_kind == "import" else entry.actor_label,
        line=" · ".join(filter(None, (told.line, with_it))),
    )


def _people(account: Account, today: date, then: Then | None) -> dict[str, Any]:
    contacts = then.contacts if then else list(contacts_of(account.pk)[:200])
    roles = then.roles if then else roles_of(account.pk)
    current = [
        role for role in roles if role.starts_on <= today and (role.ends_on is None or role.ends_on > today)
    ]
    return {
        "contacts": contacts[:_ROWS],
        "contact_count": len(contacts),
        "roles": current,
        "past_roles": [role for role in roles if role not in current],
        "csm": next((role for role in current if role.role == "csm"), None),
        "executive": next((role for role in current if role.role == "account_executive"), None),
        "sites": list(sites_of(account.pk)[:_ROWS]),
        "departments": list(departments_of(account.pk)[:_ROWS]),
        "notes": [(note, markdown(note.body)) for note in notes_of(account.pk)[:_NOTES]],
        "files": list(files_of(account.pk)[:_ROWS]),
        "merges": merges_of(account.pk),
        "suspicions": suspicions_about(account)[:3],
    }


def _of_account(account: Account) -> dict[str, Any]:
    """The account as the page tells it, by the names that its describing fact has."""
    names = ("plan", "industry", "employees", "country", "region", "created_on", "corporate_number")
    values: dict[str, Any] = {name: getattr(account, name) for name in names}
    return values | {"external_id": account.external_id, "custom": account.custom}


def _attributes(told: dict[str, Any], words: Vocabulary) -> list[tuple[str, str]]:
    """The account's fields in words."""
    since = told.get("created_on")
    rows = [
        (_("Plan"), told.get("plan", "")),
        (_("Industry"), told.get("industry", "")),
        (_("Employees"), _text(told.get("employees"))),
        (_("Country"), told.get("country", "")),
        (_("Region"), told.get("region", "")),
        (_("Customer since"), write_day(date.fromisoformat(str(since))) if since else ""),
        (_("Corporate number"), told.get("corporate_number", "")),
        (_("External ID"), told.get("external_id", "")),
    ]
    custom = told.get("custom", {})
    # A fact holds them written out; it alone holds no corporate number.
    written = "corporate_number" not in told
    rows += [(field.label, _custom(field, custom.get(field.key), written=written)) for field in words.fields]
    return [(label, value) for label, value in rows if value]


def _custom(field: FieldValue, value: Stored | None, *, written: bool) -> str:
    text = str(value or "") if written else show(field, value)
    return f"{number(Decimal(text))} {field.currency}" if text and field.kind == "money" else text


def _chart(people: list[tuple[date, int]]) -> Chart:
    labels = [f"{week.month}/{week.day}" for week, _ in people]
    values = [float(count) for _, count in people]
    best = max(range(len(values)), key=lambda index: values[index])
    last = ngettext("%(n)d person last week", "%(n)d people last week", people[-2][1]) % {"n": people[-2][1]}
    return bars(
        _("Weekly active users"),
        _("The last twelve weeks by their Mondays: %(last)s. The last bar is this week, which is not over.")
        % {"last": last},
        labels,
        [Stack(_("Weekly active users"), values)],
        faint={len(values) - 1},
        callouts={best: str(people[best][1]), len(values) - 2: str(people[-2][1])},
        head=_("Week"),
    )


def _changes(before: JournalEntry | None, entry: JournalEntry) -> list[tuple[str, str, str]]:
    """The fields of the payload that differ from the version before: name, before, after."""
    if before is None:
        return []
    names = sorted({*before.payload, *entry.payload})
    return [
        (name, _text(before.payload.get(name)), _text(entry.payload.get(name)))
        for name in names
        if before.payload.get(name) != entry.payload.get(name)
    ]


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    return "" if value is None else str(value)


def _crumb_words(account: Account) -> list[Crumb]:
    return [Crumb(word) for word in (account.industry, account.region) if word]


def _address(request: BansoRequest, name: str, *args: object) -> str:
    return reverse(name, args=[request.access.workspace.slug, *args])
