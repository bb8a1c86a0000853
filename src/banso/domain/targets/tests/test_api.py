"""Targets over the API."""

import pytest
from django.test import Client

from banso.domain.targets import queries
from banso.domain.workspaces.tests.factories import api_client, member

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/api/v1/targets"


def test_the_api_sets_lists_reads_and_takes_away() -> None:
    seat = member("takahashi@harunire.example", "sales", name="高橋 健太")
    client: Client = api_client("targets.view", "targets.edit")
    body = {
        "data": [
            {"person": "高橋 健太", "period": "FY2026", "amount": "12"},
            {"period": "2026-10", "amount": "1"},
        ]
    }
    done = client.put(HOME, body, content_type="application/json").json()
    assert [(each["outcome"], each["field"]) for each in done] == [("created", ""), ("refused", "person")]
    listed = client.get(HOME, {"person_id": str(seat.person_id)}).json()["data"]
    assert [
        (each["holder"], each["period"], each["first"], each["until"], each["amount"]) for each in listed
    ] == [("高橋 健太", "FY2026", "2026-04-01", "2027-04-01", "12")]
    for query, count in (("since=2026-04-02", 0), ("until=2027-04-01", 1), (f"team_id={seat.pk}", 0)):
        assert len(client.get(f"{HOME}?{query}").json()["data"]) == count
    path = f"{HOME}/{listed[0]['id']}"
    tag = client.get(path)["ETag"]
    assert client.delete(path, headers={"If-Match": '"other"'}).status_code == 412
    assert client.delete(path, headers={"If-Match": tag}).status_code == 204
    assert client.get(path).status_code == 404
    reader = api_client("targets.view")
    assert reader.put(HOME, body, content_type="application/json").status_code == 403
    assert queries.targets().count() == 0
