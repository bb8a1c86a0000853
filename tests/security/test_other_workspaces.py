"""T01, T02, T04, T05: nothing of another workspace can be reached, by whatever id, door or side way.

Ours asks, theirs must stay out of sight and as it is. Every id of theirs is tried in every place that takes
one: in paths, bodies, forms, query strings, cursors and headers.
"""

import os
import re
import zlib
from collections.abc import Iterator
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import pytest
from django.core import mail
from django.db import models, transaction
from django.test import Client
from tools.matrix import Door

from banso.domain.accounts.models import Contact
from banso.kit.tabular.export import FORMATS
from banso.kit.tenancy import scopes_disabled
from banso.project.api import api
from tests.security.asked import REFUSED, Asked, crossing, forms_of
from tests.security.asking import (
    API_DOORS,
    PAGE_DOORS,
    READS,
    ask,
    good_body,
    good_query,
    id_fields,
    id_words,
    operation_of,
    put,
    read,
)
from tests.security.conftest import Sides
from tests.security.world import Side, address, body_of, ids_of, kept_rows, word

# A word of every text of theirs that does not hold the whole mark: an answer that repeats it shows nothing.
NEEDLE = 10


def plain_words(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
            yield field


# By name: columns that hold words of the program, digests or codes, in whatever table.
NO_WORDS = re.compile(
    r"(.*hash|.*sha256|.*currency|into|kind|source|actor_kind|actor_id|by_kind|by_id|undone_by|address|language|timezone"
    r"|type|reason|reasons|kpi|variant|unit|grain|roles|scopes|prefix|verb|key|country|corporate_number"
    r"|stage|moved|content_type|href|preset|layout|orders|counts|failure|thing|signature|permission"
    r"|path|query|ids|columns|mapping|words|subject|mark|digests?|steps|holding|colleagues|by_label)"
)
# Columns whose names say nothing of what they hold, and what they hold here instead of the mark.
PLAIN = {
    "accounts.BulkChange.before": "ids, and plan and tags as they were: none",
    "accounts.Contact.external_id": "the slug of the side",
    "accounts.CustomField.choices": "words that both sides have; the field's label bears the mark",
    "accounts.Segment.condition": "a check that both sides have; the name bears the mark",
    "contracts.CostEntry.external_id": "made of month, kind and currency; the note bears the mark",
    "files.Change.after": "a version; the label bears the mark",
    "files.Change.before": "the record was made by the import",
    "files.Change.target": "an id",
    "handoffs.CsmRule.people": "ids of members",
    "hooks.Delivery.event": "the name of an event",
    "hooks.Endpoint.events": "names of events",
    "hooks.Endpoint.former": "is sealed",
    "hooks.Endpoint.secret": "is sealed",
    "leads.Lead.phone_key": "the digits of the phone, which bears the mark",
    "leads.ModelStep.kgi": "the slug of a KPI",
    "leads.ModelStep.kpis": "slugs of KPIs",
    "leads.ModelStep.people": "ids of members",
    "metrics.Publication.label": "a period",
    "metrics.Publication.rows": "ids and numbers of accounts",
    "onboarding.Onboarding.rule": "kinds and numbers; what was measured bears the mark",
    "onboarding.Template.rule": "kinds and numbers; the name bears the mark",
    "questions.Question.target": "the name of a field of ours",
    "quotes.Quote.number": "a number; the subject bears the mark",
    "quotes.Quote.sent_to": "nothing was mailed",
    "quotes.QuoteIssuer.letters": "the letters before a number",
    "quotes.QuoteIssuer.registration": "a number; the company bears the mark",
    "quotes.QuoteLine.interval": "how often it is paid",
    "sales.ApprovalRequest.role": "a role",
    "sales.SalesLimit.approval_role": "a role",
    "sales.SalesLimit.line_role": "a role",
    "sales.SalesLimit.not_in_product_role": "a role",
    "sales.SalesLimit.whole_role": "a role",
    "sales.DealStage.required": "names of what a stage asks for",
    "sales.MovedDeal.part": "a word of ours",
    "workspaces.Membership.stand_in": "the id of whoever a file brought in",
}
# Of the ids that do not belong into a place, so many are tried there.
_FEW, _STRIDE = 5, 11
# Tables that the actions above leave empty, and where their words would come from.
EMPTY = {
    "files.AccountClaim": "holds no words",
    "files.ImportedEvent": "holds digests alone",
    "journal.ReactionFailure": "holds the name of a reaction",
    "metrics.Restatement": "holds numbers of its publication",
    "workspaces.KeptAnswer": "is sealed",
}


def test_theirs_has_a_row_of_everything_with_its_mark_in_every_text(sides: Sides) -> None:
    empty, plain = [], []
    with scopes_disabled():
        for model in kept_rows():
            rows = list(model._base_manager.filter(workspace=sides.theirs.workspace).values())
            empty += [model._meta.label] if not rows else []
            plain += [
                f"{model._meta.label}.{field.name}"
                for field in plain_words(model)
                if rows and not any(sides.theirs.mark in str(row[field.attname]) for row in rows)
            ]
    assert sorted(empty) == sorted(EMPTY), "give tests/security/world.py a row of it"
    unmarked = [each for each in plain if not NO_WORDS.fullmatch(each.rpartition(".")[2])]
    assert sorted(unmarked) == sorted(PLAIN), "give its text the mark in tests/security/world.py"


def test_control_every_door_opens_with_ones_own_ids(sides: Sides) -> None:
    """Without this, a refusal would say nothing about whose id it was."""
    wrong = []
    asked = [door for door in (*READS, *API_DOORS) if not door.path.endswith("/imports")]
    for door in dict.fromkeys(asked):
        client = sides.ours.program() if door.kind == "api" else sides.ours.browser()
        with transaction.atomic():
            path = address(door.path, sides.ours) + good_query(door)
            answer = ask(client, door, path, body=good_body(door, sides.ours))
            body_of(answer)
            transaction.set_rollback(True)
        if answer.status_code not in {200, 201, 202, 204, 302}:
            wrong.append(f"{door.method} {path}: {answer.status_code}")
    assert wrong == []


def some(theirs: dict[str, Any], door: Door, name: str) -> list[tuple[str, Any]]:
    """The id that belongs in that place, and others that do not: a few, from place to place others of them.

    Every id in every place takes a quarter of an hour (BANSO_EVERY_ID=1).
    """
    kinds = sorted(theirs)
    if os.environ.get("BANSO_EVERY_ID"):
        return list(theirs.items())
    first = zlib.crc32(f"{door.method} {door.path} {name}".encode())
    chosen = {kinds[(first + step * _STRIDE) % len(kinds)] for step in range(_FEW)}
    return [(kind, theirs[kind]) for kind in kinds if kind in chosen or kind == name]


def test_t01_ids_in_paths(sides: Sides) -> None:
    asked, theirs = Asked(sides), ids_of(sides.theirs)
    for door in (*PAGE_DOORS, *API_DOORS):
        body = good_body(door, sides.ours)
        for name in id_words(door):
            for kind, value in some(theirs, door, name):
                path = address(door.path, sides.ours, **{name: value})
                asked.refused(door, path, f"{name}={kind}", body=body)
        if id_words(door):
            asked.unchanged(door)
    assert asked.wrong == []
    assert asked.count > 1_000


def test_t01_the_whole_address_of_theirs(sides: Sides) -> None:
    asked = Asked(sides)
    for door in PAGE_DOORS:
        asked.refused(door, address(door.path, sides.theirs), "slug of theirs")
    for door in API_DOORS:
        path, body = address(door.path, sides.theirs), good_body(door, sides.theirs)
        headers = {"X-Banso-Workspace": sides.theirs.workspace.slug}
        if id_words(door):
            asked.refused(door, path, "header", body=body, **headers)
        answer = ask(asked.browser, door, path, body=body, **headers)
        if answer.status_code != 401:
            asked.wrong.append(f"{door.method} {door.path}: a session of ours, {answer.status_code}")
    asked.unchanged(PAGE_DOORS[0])
    assert asked.wrong == []


def test_t01_ids_in_bodies_of_the_api(sides: Sides) -> None:
    asked, theirs, schema = Asked(sides), ids_of(sides.theirs), api.get_openapi_schema()
    external = str(sides.theirs.words["external_id"])
    tried = 0
    for door in API_DOORS:
        body = good_body(door, sides.ours)
        for at, is_uuid in id_fields(schema, operation_of(schema, door)):
            assert body is not None, f"{door.method} {door.path} has no body in asking.py"
            by_name = {"account_external_id": "account_id", "account_id": "account_external_id"}.get(at[-1])
            for kind, value in some(theirs, door, at[-1]) if is_uuid else [("external id", external)]:
                with transaction.atomic():
                    path, tried = address(door.path, sides.ours), tried + 1
                    answer = asked(door, path, f"{at}={kind}", body=put(body, at, value, instead_of=by_name))
                    own = at[-1] == "external_id"
                    if not own and answer.status_code not in REFUSED and not refused_rows(answer):
                        asked.wrong.append(f"{door.method} {door.path} {at}={kind}: {answer.status_code}")
                    asked.nothing_crosses(door)
                    transaction.set_rollback(True)
        asked.unchanged(door)
    assert asked.wrong == []
    assert tried > 150


def refused_rows(answer: Any) -> bool:
    """Many at once are answered with 200 and the rows that were not taken."""
    said = answer.json()
    taken = [said[name] for name in ("created", "changed", "same") if said.get(name)]
    return not taken and any(isinstance(value, list) and value for value in said.values())


def test_t01_ids_in_forms(sides: Sides) -> None:
    asked, words = Asked(sides), sides.theirs.words
    likely = [words[name] for name in ("account_id", "contact_id", "site_id", "seat_id", "external_id")]
    likely.append(sides.theirs.owner.email.replace(sides.theirs.mark, sides.theirs.mark[:NEEDLE]))
    tried = 0
    for door, forms in groupby(forms_of(asked, sides), key=itemgetter(0)):
        with transaction.atomic():
            for _door, target, form in forms:
                for name, value in product(form["closed"], likely[len(target) % 2 :: 2]):
                    tried += 1
                    met = asked.browser.post(target, {**form["fields"], name: [str(value)]})
                    if sides.theirs.mark.encode() in body_of(met) or met.status_code >= 500:
                        asked.wrong.append(f"{door.path} {target} {name}={value}: {met.status_code}")
            asked.unchanged(door)
            asked.nothing_crosses(door)
            transaction.set_rollback(True)
    assert asked.wrong == []
    assert tried > 300, tried
    assert not [each for each in mail.outbox if sides.theirs.mark in str(each.message())]


def test_control_a_row_that_points_across_would_be_found(sides: Sides) -> None:
    assert crossing() == []
    with scopes_disabled():
        Contact.objects.filter(pk=sides.ours.words["contact_id"]).update(
            account=sides.theirs.words["account_id"]
        )
    assert crossing() == ["accounts.Contact.account"]


def test_t01_chosen_rows_of_a_list(sides: Sides) -> None:
    """The list sends the chosen rows' ids in one field."""
    asked = Asked(sides)
    door = next(door for door in PAGE_DOORS if door.path.endswith("/accounts/bulk/"))
    acts = {"archive": {}, "stage": {"stage": "adoption"}, "plan": {"plan": "x"}, "tag": {"tag": "x"},
            "untag": {"tag": f"tag {sides.theirs.mark}"},
            "owner": {"owner": sides.ours.owner.email}}  # fmt: skip
    for act, more in acts.items():
        for value in ids_of(sides.theirs).values():
            asked(door, address(door.path, sides.ours), act, body={"ids": [value], "act": act, **more})
    asked.unchanged(door)
    asked.nothing_crosses(door)
    assert asked.wrong == []


def test_t01_t05_query_strings(sides: Sides) -> None:
    """What narrows, sorts, sums up, completes and exports: with ids, words and addresses of theirs."""
    asked, words = Asked(sides), sides.theirs.words
    schema, tried = api.get_openapi_schema(), 0
    for door in READS:
        path = address(door.path, sides.ours) + good_query(door)
        for name in query_words(door, schema, sides):
            named = {"segment": "segment_id", "contact": "contact_id", "owner": "person_id"}
            kind = "external_id" if "external" in name else named.get(name, "account_id")
            value = sides.theirs.mark[:NEEDLE] if name in {"q", "who", "email", "tag"} else words[kind]
            asked(door, f"{path}{'&' if '?' in path else '?'}{name}={value}", f"{name}={value}")
            tried += 1
    assert asked.wrong == []
    assert tried > 150, tried


_NAMES: dict[str, list[str]] = {}


def query_words(door: Door, schema: dict[str, Any], sides: Sides) -> list[str]:
    """The names that an operation's description, or the page's links and fields, have for narrowing it."""
    if door.kind == "api":
        given = operation_of(schema, door).get("parameters", [])
        return [each["name"] for each in given if each["in"] == "query" and each["name"] != "limit"]
    if door.path not in _NAMES:
        answer = sides.ours.browser().get(address(door.path, sides.ours))
        html = body_of(answer).decode("utf-8", "replace")
        found = {name for link in read(html).links for name in re.findall(r"[?&](\w+)=", link)}
        found |= {name for form in read(html).forms if form["method"] == "get" for name in form["fields"]}
        _NAMES[door.path] = sorted({*found, "q"} if not answer.streaming else {"q", "segment", "who"})
    return _NAMES[door.path]


def test_t01_cursors(sides: Sides) -> None:
    """A cursor is a place in a list; signed by us, it may well be carried into another workspace."""
    asked = Asked(sides)
    for door in (door for door in API_DOORS if door.method == "GET"):
        query = good_query(door)
        theirs = sides.theirs.program().get(address(door.path, sides.theirs) + (query or "?") + "&limit=1")
        # A quote's PDF is no list.
        said = theirs.json() if theirs.status_code == 200 and "json" in theirs["Content-Type"] else {}
        if isinstance(said, dict) and (cursor := said.get("next_cursor")):
            path = address(door.path, sides.ours) + (query or "?") + "&limit=100"
            asked(door, f"{path}&cursor={cursor}", "cursor")
    assert asked.wrong == []
    assert asked.count > 2


def test_t02_t05_no_byte_of_theirs(sides: Sides, caplog: pytest.LogCaptureFixture) -> None:
    """Every page, part, file and list as ours, in each form that it has."""
    asked = Asked(sides)
    for door in READS:
        path = address(door.path, sides.ours) + good_query(door)
        joined = "&" if "?" in path else "?"
        streams = asked(door, path, "plain").streaming
        for form in FORMATS if streams else ():
            asked(door, f"{path}{joined}format={form}", form)
        if door.kind == "page" and not streams:
            asked(door, path, "part", **{"HX-Request": "true"})
    assert asked.wrong == []
    assert sides.theirs.mark not in caplog.text


def test_control_the_mark_would_be_found(sides: Sides) -> None:
    """As theirs, most of the same pages, files and lists do hold it."""
    shown = [door.path for door in READS if _shows(door, sides.theirs)]
    assert len(shown) > len(READS) / 2
    for part in ("export", "palette", "rejected", "/facts", "/notices/", "/audit/", "/published/", "/keys"):
        assert [path for path in shown if part in path], f"nothing of {part}"


def _shows(door: Door, of: Side) -> bool:
    client: Client = of.program() if door.kind == "api" else of.browser()
    query = good_query(door) or (f"?q={of.mark[:NEEDLE]}" if "palette" in door.path else "")
    with transaction.atomic():
        shown = of.mark.encode() in body_of(ask(client, door, address(door.path, of) + query))
        transaction.set_rollback(True)
    return shown


def test_t04_a_part_of_a_page_decides_alike(sides: Sides) -> None:
    asked, own = Asked(sides), sides.theirs
    for door in PAGE_DOORS:
        for name in id_words(door):
            path = address(door.path, sides.ours, **{name: word(door.path, name, own)})
            asked.refused(door, path, f"part {name}", **{"HX-Request": "true", "HX-Target": "main"})
        asked.unchanged(door)
    assert asked.wrong == []
