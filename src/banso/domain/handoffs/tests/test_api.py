"""The API of handoffs."""

import json

import pytest

from banso.domain.handoffs.tests.factories import WANTED, Town, town, won
from banso.domain.workspaces.tests.factories import api_client, other_workspace
from banso.kit.tenancy import scope

HOME = "/api/v1/handoffs"


@pytest.fixture
def place(workspace: object) -> Town:  # noqa: ARG001 - opens the scope
    return town()


def test_a_handoff_goes_back_and_forth_and_is_accepted(place: Town) -> None:
    handoff = won(place)
    client, one = api_client("*.view", "*.edit", "handoffs.accept"), f"{HOME}/{handoff.pk}"

    def send(verb: str, path: str, body: object, *, status: int, match: str = "") -> dict[str, object]:
        headers = {"If-Match": match} if match else {}
        answer = getattr(client, verb)(
            one + path, json.dumps(body), content_type="application/json", headers=headers
        )
        assert answer.status_code == status, answer.content
        told: dict[str, object] = answer.json()
        return told

    listed = client.get(f"{HOME}?state=open").json()["data"]
    assert [(each["id"], each["csm_how"]) for each in listed] == [(str(handoff.pk), "rotation")]
    read = client.get(one)
    assert [item["number"] for item in read.json()["items"]] == list(range(1, 11))
    told = send(
        "put", "/items/success", {"mark": "return", "reason": "incomplete", "wanted": WANTED}, status=200
    )
    assert (told["state"], told["mark"]) == ("waiting", "return")
    send("put", "/items/moon", {"mark": "accept"}, status=404)
    assert send("put", "/items/notes", {"mark": "maybe"}, status=422)["status"] == 422
    send("post", "/return", {}, status=409)
    send("post", "/return", {"rest": True}, status=412, match='"old"')
    assert send("post", "/return", {"rest": True}, status=200, match=read["ETag"])["state"] == "returned"
    send("post", "/resubmit", {}, status=422)
    again = send("post", "/resubmit", {"answer": "森様に確認し、このままで合意しました。"}, status=200)
    assert again["state"] == "waiting"
    send("post", "/assign", {"csm_email": "ueda@harunire.example"}, status=200)
    assert send("post", "/messages", {"text": "よろしくお願いします。"}, status=201)["by_label"] == "test"
    assert len(client.get(f"{one}/messages").json()) == 1
    done = send("post", "/accept", {"rest": True}, status=200)
    assert (done["state"], done["csm_name"]) == ("accepted", "上田 翔")
    send("post", "/accept", {"rest": True}, status=409)


def test_other_workspaces_and_lesser_keys_see_and_do_nothing(place: Town) -> None:
    handoff = won(place)
    viewing = api_client("*.view", "*.edit")
    body = json.dumps({"rest": True})
    refused = viewing.post(f"{HOME}/{handoff.pk}/accept", body, content_type="application/json")
    assert refused.status_code == 403
    with scope(workspace=other_workspace()):
        stranger = api_client("*.view", "*.edit", "handoffs.accept")
    assert stranger.get(HOME).json()["data"] == []
    assert stranger.get(f"{HOME}/{handoff.pk}").status_code == 404
    accepted = stranger.post(f"{HOME}/{handoff.pk}/accept", body, content_type="application/json")
    assert accepted.status_code == 404
