"""What is asked of every door: good bodies of the API, the forms of the pages, the words of query strings."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from tools.matrix import Door, doors

from banso.kit.clock import now
from tests.security.world import Side, words_of

PAGE_DOORS = [door for door in doors() if door.kind == "page" and "_styleguide" not in door.path]
API_DOORS = [door for door in doors() if door.kind == "api"]
READS = [door for door in (*PAGE_DOORS, *API_DOORS) if door.method == "GET"]


def good_body(door: Door, of: Side, mark: str = "new") -> dict[str, Any] | None:
    """A body that the operation takes; None for one that has none."""
    words, first = of.words, f"{of.workspace.slug}-1"
    line = {"external_id": f"L-{mark}", "account_external_id": first, "mrr": "100",
            "product": f"Product {of.mark}", "starts_on": "2024-04-01"}  # fmt: skip
    account = {"name": f"Account {mark}", "external_id": f"A-{mark}", "parent_external_id": first}
    contact = {"name": f"Person {mark}", "account_id": str(words["account_id"]), "external_id": f"C-{mark}"}
    segment = {"name": f"Segment {mark}", "description": "", "condition": {"kind": "all", "parts": [
        {"kind": "check", "field": "employees", "op": "at_least", "value": 1}]}}  # fmt: skip
    cost = {"external_id": f"K-{mark}", "month": "2024-05-01", "category": "sales", "amount": "1",
            "currency": "JPY"}  # fmt: skip
    deal = {"name": f"Deal {mark}", "account_id": str(words["account_id"]), "external_id": f"D-{mark}"}
    line_of_deal = {
        "product_id": str(words["product_id"]),
        "plan_id": str(words["plan_id"]),
        "monthly": "100",
    }
    promise = {"wording": f"Promise {mark}", "kind": "feature", "due_on": "2199-12-31", "said_by": "Seller",
               "source": "call", "deliverable": "standard", "external_id": f"P-{mark}",
               "account_external_id": first}  # fmt: skip
    task = {"title": f"Task {mark}", "external_id": f"T-{mark}", "account_external_id": first}
    plan = [{"name": f"Milestone {mark}", "tasks": [{"title": f"Task {mark}", "side": "them"}]}]
    template = {"name": f"Template {mark}", "plan": plan, "rule": [{"kind": "tasks"}],
                "product_id": str(words["product_id"]), "segment_id": str(words["segment_id"])}  # fmt: skip
    onboarding = {
        "name": f"Onboarding {mark}", "account_external_id": first,
        "product_id": str(words["product_id"]), "template_id": str(words["template_id"]),
    }  # fmt: skip
    shown, whose = {"evidence": f"sent {mark}"}, "promises/{promise_id}"
    whom = {"mail": f"o-{of.mark}@customer.example".lower()}
    root = "/api/v1/"
    bodies: dict[tuple[str, str], dict[str, Any]] = {
        ("POST", "accounts"): account,
        ("PUT", "accounts"): {"data": [account]},
        ("PATCH", "accounts/{account_id}"): {"name": f"Renamed {mark}", "parent_external_id": None},
        ("POST", "accounts/{account_id}/merge"): {"merged_id": str(words["apart_id"])},
        ("POST", "contacts"): contact,
        ("PUT", "contacts"): {"data": [contact]},
        ("PATCH", "contacts/{contact_id}"): {"title": f"Title {mark}"},
        ("POST", "privacy/erasures"): {**whom, "reason": "asked", "typed": whom["mail"]},
        ("POST", "privacy/exports"): whom,
        ("POST", "privacy/find"): whom,
        ("POST", "deals"): {**deal, "referral_account_id": None},
        ("PUT", "deals"): {"data": [deal]},
        ("PATCH", "deals/{deal_id}"): {"name": f"Renamed {mark}"},
        ("POST", "deals/{deal_id}/win"): {},
        ("POST", "deals/{deal_id}/lose"): {"reason": "price"},
        ("PUT", "deals/{deal_id}/lines"): {"data": [line_of_deal]},
        ("POST", "deals/{deal_id}/approvals"): {"percent": "15"},
        ("POST", "approvals/{approval_request_id}/answer"): {"approved": True},
        ("POST", "approvals"): {"deal_id": str(words["asking_deal_id"]), "remark": f"The term of {mark}"},
        ("PATCH", "deals/{deal_id}/sheet"): {"notes": f"What CS should know of {mark}"},
        ("PUT", "deals/{deal_id}/sheet/no-promises"): {"signed": True},
        ("PUT", "deals/{deal_id}/sheet/no-concerns"): {"signed": False},
        ("POST", "deals/{deal_id}/sheet/{list_name}"): {"text": f"A point that counts {mark}"},
        ("PATCH", "deals/{deal_id}/sheet/{list_name}/{entry_id}"): {"text": f"Another point {mark}"},
        ("PUT", "handoffs/{handoff_id}/items/{item}"): {"mark": "accept"},
        ("POST", "handoffs/{handoff_id}/return"): {"rest": True},
        ("POST", "handoffs/{handoff_id}/accept"): {"rest": True},
        ("POST", "handoffs/{handoff_id}/resubmit"): {"answer": f"An answer of {mark}"},
        ("POST", "handoffs/{handoff_id}/assign"): {"csm_email": f"ken-{of.mark}@{of.workspace.slug}.example"},
        ("POST", "handoffs/{handoff_id}/messages"): {"text": f"A message of {mark}"},
        ("PUT", "outcomes/{outcome_id}/measurements/{checkpoint}"): {"value": "91"},
        ("POST", "outcomes/confirmations"): {"deal_id": str(of.words["deal_id"])},
        ("POST", "quotes"): {"deal_id": str(words["deal_id"]), "contact_id": None},
        ("PATCH", "quotes/{quote_id}"): {"note": f"Note {mark}"},
        ("POST", "quotes/{quote_id}/send"): {},
        ("POST", "quotes/{sent_quote_id}/mail"): {"email": "someone@customer.example"},
        ("POST", "quotes/{sent_quote_id}/accept"): {"who": f"Somebody of {mark}"},
        ("POST", "quotes/{sent_quote_id}/decline"): {"reason": f"The price of {mark}"},
        ("POST", "sent-contracts"): {
            "deal_id": str(words["deal_id"]),
            "to_name": f"Somebody of {mark}",
            "link": "https://sign.example/2",
        },
        ("PATCH", "sent-contracts/{sent_contract_id}"): {"title": f"Contract {mark}"},
        ("POST", "sent-contracts/{sent_contract_id}/sign"): {"who": f"Somebody of {mark}"},
        ("PUT", "targets"): {"data": [{"person": of.owner.email, "period": "2026-12", "amount": "5"}]},
        ("POST", "leads"): {"company": f"Lead {mark}", "external_id": f"LD-{mark}"},
        ("PUT", "leads"): {"data": [{"company": f"Lead {mark}", "external_id": f"LD-{mark}"}]},
        ("PATCH", "leads/{lead_id}"): {"note": f"Note {mark}"},
        ("POST", "leads/{lead_id}/activities"): {"kind": "call", "topic": f"Topic {mark}"},
        ("POST", "leads/{lead_id}/convert"): {"account_id": str(words["account_id"])},
        ("POST", "appointments"): {
            "lead_id": str(words["lead_id"]),
            "starts_at": "2026-11-27T10:00:00+09:00",
        },
        ("PATCH", "appointments/{appointment_id}"): {"state": "held"},
        ("POST", "target-lists/{list_id}/leads"): {"lead_ids": [str(words["lead_id"])]},
        ("PUT", "campaigns/{campaign_id}/costs"): {"month": "2024-05-01", "amount": "5"},
        ("POST", "questions"): {"kind": "text", "text_en": f"What of {mark}?"},
        ("PATCH", "questions/{question_id}"): {"help_en": f"Help {mark}"},
        ("POST", "forms"): {
            "title_en": f"Form {mark}",
            "purpose": "hearing",
            "questions": ["told"],
        },
        ("PATCH", "forms/{form_id}"): {"intro_en": f"Hello {mark}"},
        ("POST", "forms/{form_id}/links"): {"account_id": str(words["account_id"]), "days": 3},
        ("POST", "answers"): {
            "account_external_id": first,
            "question": "told",
            "value": f"Words of {mark}",
        },
        ("POST", "answers/{answer_id}/take"): {},
        ("POST", "segments"): segment,
        ("PUT", "segments/{segment_id}"): segment,
        ("POST", "hooks"): {
            "name": f"Hook {mark}",
            "url": "https://hooks.example.com/in",
            "events": ["sales.deal_won"],
        },
        ("POST", "keys"): {"kind": "write", "name": f"Key {mark}"},
        ("POST", "keys/{key_id}/rotate"): {"overlap_hours": 1},
        ("POST", "kpis/{kpi}/publications"): {"period": "2024-04"},
        ("POST", "subscriptions"): line,
        ("PUT", "subscriptions"): {"data": [line]},
        ("PATCH", "subscriptions/{subscription_id}"): {"mrr": "200", "valid_from": "2024-06-01"},
        ("PUT", "costs"): {"data": [cost]},
        ("POST", "onboardings"): onboarding,
        ("POST", "onboardings/templates"): template,
        ("PATCH", "onboardings/templates/{template_id}"): template,
        ("POST", "onboardings/{onboarding_id}/start"): {
            "kickoff_on": str(now().date()),
            "template_id": str(words["template_id"]),
        },
        ("PATCH", "onboardings/{onboarding_id}"): {"kickoff_on": str(now().date())},
        ("POST", "onboardings/{onboarding_id}/cancel"): {"why": f"put off {mark}"},
        ("POST", "onboardings/{cancelled_id}/reopen"): {"why": f"after all {mark}"},
        ("POST", "onboardings/{onboarding_id}/links"): {"days": 3},
        ("POST", "onboardings/{onboarding_id}/handover"): {
            "email": of.owner.email,
            "note": f"a word of {mark}",
        },
        ("POST", "onboardings/{offered_id}/handover/return"): {"why": f"not yet {mark}"},
        ("POST", "tasks"): task,
        ("PUT", "tasks"): {"data": [task]},
        ("PATCH", "tasks/{task_id}"): {"title": f"Another {mark}"},
        ("POST", "promises"): promise,
        ("PUT", "promises"): {"data": [promise]},
        ("PATCH", whose): {"wording": f"Changed {mark}", "reason": "misheard"},
        ("POST", f"{whose}/confirm"): shown,
        ("POST", f"{whose}/keep"): shown,
        ("POST", f"{whose}/break"): shown,
        ("POST", f"{whose}/waive"): shown,
        ("POST", f"{whose}/approval"): {"approved": True},
        ("POST", f"{whose}/links"): {"days": 3},
        ("POST", "promises/{closed_id}/reopen"): {"reason": "mixed up"},
    }
    return bodies.get((door.method, door.path.removeprefix(root)))


def ask(client: Client, door: Door, path: str, *, body: Any = None, **headers: str) -> Any:
    """One request, its streamed body left to be read."""
    if door.kind == "api":
        if door.path.endswith("/imports") and door.method == "POST":
            return client.post(path, body or {}, headers=headers)
        return client.generic(door.method, path, json.dumps(body) if body is not None else "",
                              content_type="application/json", headers=headers)  # fmt: skip
    if door.method == "GET":
        return client.get(path, body or {}, headers=headers)
    return client.post(path, body or {}, headers=headers)


def good_query(door: Door) -> str:
    """What its query string must say."""
    if "{kpi}" in door.path and door.method == "GET":
        return "?period=2024-05"
    if door.method == "DELETE" and door.path.endswith("/promises/{promise_id}"):
        return "?reason=misheard"
    return "?period=2024-05&by=plan" if door.path.endswith("/breakdown") else ""


def operation_of(schema: dict[str, Any], door: Door) -> dict[str, Any]:
    found: dict[str, Any] = schema["paths"][door.path][door.method.lower()]
    return found


class _Forms(HTMLParser):
    """Every form of a page with its fields, and the words of the query strings of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.links: list[str] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "hx-get", "hx-post", "action") if given.get(name)]
        if tag == "form":
            method = "post" if "hx-post" in given else given.get("method", "get").lower()
            action = given.get("action") or given.get("hx-post") or ""
            self.forms.append({"method": method, "action": action, "fields": {}, "closed": []})
        elif self.forms and tag in {"select", "option", "textarea", "input", "button"}:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        fields, closed, name = self.forms[-1]["fields"], self.forms[-1]["closed"], given.get("name", "")
        if tag == "select":
            self._select = name
            fields.setdefault(name, [])
            closed.append(name)
        elif tag == "option":
            if self._select and ("selected" in given or not fields.get(self._select)):
                fields[self._select] = [given.get("value", "")]
        elif tag == "textarea" and name:
            fields.setdefault(name, ["words"])
        elif name:
            chosen = given.get("type") in {"checkbox", "radio"}
            if (chosen or given.get("type") == "hidden" or "list" in given) and name not in closed:
                closed.append(name)
            if not chosen or "checked" in given or name not in fields:
                fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def read(html: str) -> _Forms:
    found = _Forms()
    found.feed(html)
    return found


def id_words(door: Door) -> list[str]:
    """The words of its address that stand for a record."""
    plain = {"slug", "kind", "kpi", "name", "job_id", "session_id", "list_name", "item", "stage", "outcome",
             "act", "state", "step", "checkpoint"}  # fmt: skip
    return [name for name in words_of(door.path) if name not in plain]


def id_fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[tuple[tuple[str, ...], bool]]:
    """Where ids stand in the operation's body, found by their type or name; whether each is a UUID."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return sorted(set(_fields(schema["components"]["schemas"], content.get("schema", {}), ())))


def _fields(
    named: dict[str, Any], schema: dict[str, Any], at: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], bool]]:
    if "$ref" in schema:
        schema = named[schema["$ref"].rsplit("/", 1)[-1]]
    if at and schema.get("format") == "uuid":
        yield at, True
    elif at and at[-1].endswith("external_id") and schema.get("type") == "string":
        yield at, False
    for part in (*schema.get("anyOf", []), *schema.get("allOf", [])):
        yield from _fields(named, part, at)
    if "items" in schema:
        yield from _fields(named, schema["items"], (*at, "0"))
    for name, part in schema.get("properties", {}).items():
        yield from _fields(named, part, (*at, name))


def put(
    body: dict[str, Any], at: tuple[str, ...], value: str, *, instead_of: str | None = None
) -> dict[str, Any]:
    """The body with another value at that place; without the field beside it that says the same."""
    copy: Any = json.loads(json.dumps(body))
    inner = copy
    for step in at[:-1]:
        inner = inner[int(step)] if step.isdecimal() else inner[step]
    if isinstance(inner, list):
        inner[int(at[-1])] = value
    else:
        inner.pop(instead_of, None)
        inner[at[-1]] = value
    return copy  # type: ignore[no-any-return]
