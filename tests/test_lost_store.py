"""T61: the column store is deleted while the server runs; nothing is refused, and every figure comes back."""

import json
import shutil
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.serving import Server, eventually, serving

SCOPES = "accounts.view,accounts.edit,contracts.view,contracts.edit,kpis.view"
CUSTOMERS = 6
AS_OF = "2099-01-01T00:00:00Z"
MONTH = f"{datetime.now(UTC):%Y-%m}"


def call(server: Server, key: str, path: str, body: object = None, method: str = "") -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{server.address}{path}", json.dumps(body).encode() if body is not None else None,
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}, method=method or None,
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def fill(server: Server, key: str) -> None:
    for number in range(CUSTOMERS):
        body = {"external_id": f"customer-{number}", "name": f"Customer {number}"}
        assert call(server, key, "/api/v1/accounts", body)[0] == 201
    lines = [
        {
            "external_id": f"line-{number}", "account_external_id": f"customer-{number}", "product": "Banso",
            "starts_on": f"2026-0{number + 1}-07", "mrr": f"{number}123.45", "currency": "JPY",
        }
        for number in range(CUSTOMERS)
    ]  # fmt: skip
    status, told = call(server, key, "/api/v1/subscriptions", {"data": lines}, "PUT")
    assert (status, told["rejected"]) == (200, []), told
    assert all(track(server, number) == 200 for number in range(60))


def track(server: Server, number: int) -> int:
    event = {
        "type": "track", "event": f"Event {number % 3}", "userId": f"u{number % 9}",
        "messageId": f"m{number}", "context": {"groupId": f"customer-{number % CUSTOMERS}"},
    }  # fmt: skip
    return server.post("/v1/batch", {"batch": [event], "writeKey": server.key})


def figures(server: Server, key: str) -> dict[str, Any]:
    """The answer of every KPI and variant for this month, as it was known at one moment."""
    return {
        f"{kpi['slug']}/{variant['slug']}": call(
            server, key,
            f"/api/v1/kpis/{kpi['slug']}?period={MONTH}&as_of={AS_OF}&variant={variant['slug']}",
        )
        for kpi in call(server, key, "/api/v1/kpis")[1]["data"]
        for variant in kpi["variants"]
    }  # fmt: skip


def readiness(server: Server) -> tuple[int, str]:
    status, body = call(server, "", "/readyz")
    return status, body["checks"]["column store"]["text"]


def test_t61_a_deleted_column_store_is_said_and_made_again(tmp_path: Path) -> None:
    with (tmp_path / "said.txt").open("w") as said, serving(tmp_path / "data", said) as server:
        key = server.command("key", "create", "--kind", "api", "--scopes", SCOPES)
        fill(server, key)
        assert eventually(lambda: waiting(server) == 0)
        before = figures(server, key)
        assert {name: answer for name, (status, answer) in before.items() if status != 200} == {}
        assert len({name.partition("/")[0] for name in before}) == len(
            call(server, key, "/api/v1/kpis")[1]["data"]
        )
        mrr = next(answer for name, answer in before.items() if name.startswith("mrr/"))
        accepted: list[int] = []
        seen: list[tuple[int, str]] = []

        def goes_on() -> bool:
            # Sent before, so that no figure changes: it is taken in all the same.
            accepted.append(track(server, len(accepted) % 60))
            seen.append(readiness(server))
            status, answer = call(server, key, f"/api/v1/kpis/mrr?period={MONTH}&as_of={AS_OF}")
            # A wrong figure is never shown: the right one, or none.
            assert status >= 400 or (status, answer) == mrr
            return any(status == 503 for status, _ in seen) and seen[-1] == (200, "answers")

        # Taken away in one step: what is deleted file by file is written to meanwhile.
        shutil.rmtree((server.home / "column").rename(tmp_path / "deleted"))
        assert eventually(goes_on)
        assert set(accepted) == {200}
        assert figures(server, key) == before
        assert "agree" in server.command("journal", "verify")
    assert any("lost" in text or "does not answer" in text for _, text in seen)


def waiting(server: Server) -> int:
    found = json.loads(server.command("journal", "status", "--format", "json"))
    return sum(int(each["waiting"]) for each in found)
