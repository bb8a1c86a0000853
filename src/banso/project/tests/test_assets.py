"""How pages and assets travel."""

import gzip
import re

import pytest
from django.test import Client

from banso.domain.workspaces.tests.factories import api_client, signed_in

PACKED = {"Accept-Encoding": "gzip"}


@pytest.mark.usefixtures("workspace")
def test_pages_travel_packed_and_assets_are_kept_by_their_mark() -> None:
    client = signed_in("sato@harunire.example", "manager")
    answer = client.get("/w/harunire/kpis/", headers=PACKED)
    assert answer["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content).decode()
    styles = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert len(styles) > 3
    assert all(re.search(r"\?v=[0-9a-f]{12}$", each) for each in styles)
    with_mark = client.get(styles[0], headers=PACKED)
    assert "max-age=31536000" in with_mark["Cache-Control"]
    assert with_mark["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(with_mark.streaming_content))  # type: ignore[attr-defined]
    with_mark.close()
    part = client.get(styles[0], headers=PACKED | {"Range": "bytes=0-99"})
    assert (part.status_code, part.headers.get("Content-Encoding")) == (206, None)
    assert len(b"".join(part.streaming_content)) == 100  # type: ignore[attr-defined]
    part.close()
    without = client.get(styles[0].partition("?")[0])
    assert "immutable" not in without["Cache-Control"]
    without.close()


@pytest.mark.usefixtures("workspace")
def test_what_programs_read_travels_as_it_is() -> None:
    answer = api_client("accounts.view").get("/api/v1/accounts", headers=PACKED)
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, None)
    assert Client().get("/healthz", headers=PACKED).headers.get("Content-Encoding") is None
