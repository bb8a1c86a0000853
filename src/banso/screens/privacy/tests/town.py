"""One person in every place that the product has a door to, and somebody beside them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.test import Client

from banso.domain.accounts.actions import create_account, create_contact
from banso.domain.accounts.actions.records import add_file
from banso.domain.contracts.actions import upsert_lines
from banso.domain.contracts.tests.factories import row
from banso.domain.kpis.actions import publish_figure
from banso.domain.kpis.forms import read_periods
from banso.domain.work.actions import notify
from banso.domain.work.queries import NoticeKind, Said, register_notice
from banso.domain.workspaces.actions import create_key
from banso.domain.workspaces.models import Person
from banso.domain.workspaces.tests.factories import signed_in
from banso.engine.journal.column import store
from banso.engine.journal.loader.run import catch_up
from banso.engine.journal.usage.door import TrackingDoor
from banso.engine.journal.usage.keys import Grant
from banso.engine.journal.usage.log import UsageLog
from banso.engine.journal.usage.tests.calling import Reply, basic, call
from banso.engine.journal.usage.writer import GroupWriter
from banso.engine.metrics.ask import ask as question
from banso.engine.metrics.question import Question
from banso.engine.metrics.registry import registry
from banso.integrations.exports.actions import ask, make
from banso.integrations.exports.tasks import make_export
from banso.integrations.files.tests.factories import brought
from banso.kit.actor import SYSTEM
from banso.project.tracking import grant_of_write_key

MAIL, KEY, NAME, KANA = "yui@kanaria.example", "u-kanaria-1", "金糸雀 結衣", "カナリア ユイ"
CANARIES = ("kanaria", "金糸雀", "カナリア", "0312345678")
register_notice(NoticeKind("testing.seen", lambda detail: Said(detail["who"])))


@dataclass
class Town:
    client: Client
    write_key: str
    account: UUID
    contact: UUID
    other: UUID

    def track(self, *events: dict[str, Any], key: str = "") -> Reply:
        body, writer = json.dumps({"batch": list(events)}).encode(), GroupWriter()
        try:
            door = TrackingDoor(looked_up, writer=writer)
            return call(door, "/v1/batch", body, **basic(key or self.write_key))
        finally:
            writer.close()


async def looked_up(secret: str) -> Grant:
    """As the server does, but for the connection, which no thread may keep: the database could not go."""

    def find() -> Grant:
        try:
            return grant_of_write_key(secret)
        finally:
            connection.close()

    return await sync_to_async(find, thread_sensitive=False)()


def event(kind: str, person: str, number: int, **more: object) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(hours=2, minutes=number)
    return {"type": kind, "userId": person, "messageId": f"m{number}", "timestamp": at.isoformat(), **more}


def furnish() -> Town:
    client = signed_in("misaki@harunire.example", "owner")
    me = Person.objects.get(email="misaki@harunire.example")
    account = create_account(
        {"name": "東雲倉庫", "external_id": "acme", "description": f"窓口は{MAIL}"}, by=SYSTEM
    )
    other = create_contact(
        account.pk, {"name": "木下 茂", "email": "shigeru@kinoshita.example", "person_key": "u2"}, by=SYSTEM
    )
    api = client_of("accounts.view", "accounts.edit")
    made = api.post("/api/v1/contacts", json.dumps({
        "account_id": str(account.pk), "name": NAME, "name_kana": KANA, "email": MAIL, "phone": "0312345678",
        "person_key": KEY, "external_id": "crm-kanaria", "title": "部長", "manner": "メール派",
    }), content_type="application/json", headers={"Idempotency-Key": "one"})  # fmt: skip
    assert made.status_code == 201, made.content
    contact = UUID(made.json()["id"])
    api.patch(f"/api/v1/contacts/{contact}", json.dumps({"title": "本部長"}), content_type="application/json")
    town = Town(
        client, create_key("write", name="web", scopes=(), by=SYSTEM)[1], account.pk, contact, other.pk
    )
    _talk(town)
    upsert_lines([row("L-1", account.pk, "396000", "2026-04-01", seats=12)], by=SYSTEM)
    _use(town)
    rest = f"{NAME},{MAIL},0312345678\n"
    contacts = f"id,account_id,name,email,tel\nX-1,acme,{rest}X-2,nobody,{rest}"
    brought("contacts", contacts)
    brought("contacts", contacts.replace("X-", "Y-").encode("cp932"))
    catch_up()
    period = read_periods(f"{datetime.now(UTC):%Y-%m}", "", "")
    publish_figure(Question("mau", period), by=SYSTEM)
    make(
        ask(
            make_export,
            me,
            path="accounts/export",
            query=f"q={MAIL}",
            permission="accounts.export",
            file_name="all.csv",
        )
    )
    notify(me.pk, "testing.seen", detail={"who": f"{NAME} <{MAIL}>"})
    return town


def client_of(*scopes: str) -> Client:
    return Client(
        headers={"Authorization": f"Bearer {create_key('api', name='t', scopes=scopes, by=SYSTEM)[1]}"}
    )


def _talk(town: Town) -> None:
    client, base = town.client, "/w/harunire/accounts"
    told = client.post(f"{base}/{town.account}/notes/write/", {"body": f"{NAME}様と話した。{MAIL} 宛に送る"})
    assert told.status_code in {200, 302}, told.content
    add_file(town.account, "名刺.txt", [f"{NAME} {MAIL}".encode()], by=SYSTEM)
    add_file(town.account, "見積.txt", [b"nobody"], by=SYSTEM)


def _use(town: Town) -> None:
    around = {"context": {"groupId": "acme", "ip": "203.0.113.9", "traits": {"email": MAIL}}}
    sent = town.track(
        event("identify", KEY, 1, traits={"name": NAME, "email": MAIL}, anonymousId="anon-kanaria"),
        event("track", KEY, 2, event="opened", properties={"by": NAME, "n": 3}, **around),
        event("track", MAIL, 3, event="opened", **around),
        event("track", "u2", 4, event="opened", properties={"to": MAIL}, context={"groupId": "acme"}),
        event("track", KEY, 5, event="saved", context={"groupId": "nobody"}),
    )
    assert sent.status == 200


def answers() -> list[tuple[object, ...]]:
    """Every KPI, every variant, for this month: to the last digit."""
    month = f"{datetime.now(UTC):%Y-%m}"
    found: list[tuple[object, ...]] = []
    for kpi in registry:
        for variant in kpi.variants:
            if "month" not in [str(grain) for grain in variant.grains]:
                continue
            answer = question(Question(kpi.slug, read_periods(month, "", ""), variant.slug))
            points = answer.points
            found += [(kpi.slug, variant.slug, p.value, p.numerator, p.denominator, p.n) for p in points]
    return found


def bytes_of_home(*, files: bool = True) -> dict[str, bytes]:
    """Every file of the data folder but the column store's dropped parts, and every database row in clear."""
    connection.ensure_connection()
    found: dict[str, bytes] = {}
    dropped = [row[0] for row in store().inspect("SELECT path FROM system.parts WHERE NOT active").rows]
    for path in Path(settings.BANSO_HOME).rglob("*"):
        if (
            path.is_file()
            and "static" not in path.parts
            and not any(str(path).startswith(each) for each in dropped)
        ):
            found[str(path)] = path.read_bytes()
    if files and connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        for each in file.parent.glob(f"{file.name}*"):
            found[str(each)] = each.read_bytes()
    found["log"] = b"\n".join(entry.body for entry in UsageLog().read(0))
    for table in ("facts", "usage", "usage_daily", "sessions"):
        found[table] = repr(store().inspect(f"SELECT * FROM banso.{table}").rows).encode()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[f"row:{table}"] = repr(cursor.fetchall()).encode()
    return found


def naming(*, files: bool = True) -> list[tuple[str, str]]:
    """Where a canary still sings."""
    found = []
    for name, content in bytes_of_home(files=files).items():
        low = content.lower()
        for canary in CANARIES:
            escaped = json.dumps(canary)[1:-1]
            texts = (canary.encode(), canary.encode("cp932"), escaped.encode())
            forms = {*texts, escaped.replace("\\", "\\\\").encode()}
            if any(form in low for form in forms if form):
                found.append((name, canary))
    return found
