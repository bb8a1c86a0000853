import json

import pytest
from django.test import Client

from banso.domain.usage.queries import features, tracking
from banso.domain.workspaces.tests.factories import other_workspace, signed_in
from banso.engine.journal.usage.tests.conftest import loading  # noqa: F401 - the fixture
from banso.engine.journal.usage.tests.loading import ACME, Loading, group, track

pytestmark = pytest.mark.usefixtures("workspace")
HOME = "/w/harunire/settings"


@pytest.fixture
def manager() -> Client:
    return signed_in("kanri@harunire.example", "owner")


def test_before_the_first_event_the_page_waits(loading: Loading, manager: Client) -> None:  # noqa: F811
    del loading
    page = manager.get(f"{HOME}/tracking/").content.decode()
    assert "最初のイベントを待っています" in page
    assert 'hx-trigger="every 2s"' in page
    assert "AnalyticsBrowser.load" in page


def test_the_first_event_is_seen(loading: Loading, manager: Client) -> None:  # noqa: F811
    loading.bind("acme", ACME)
    loading.send(group("acme"), track("Report Exported"))
    loading.load()
    part = manager.get(f"{HOME}/tracking/live/").content.decode()
    assert "受信しています" in part
    assert "hx-trigger" not in part
    assert "Report Exported" in manager.get(f"{HOME}/tracking/").content.decode()


def test_mended_times_are_counted_and_explained(loading: Loading, manager: Client) -> None:  # noqa: F811
    loading.send(track("a", timestamp="2026-11-21T11:00:00"), track("b"))
    loading.load()
    page = manager.get(f"{HOME}/tracking/").content.decode()
    assert "時刻を補正した件数（直近）</dt><dd>1</dd>" in page
    assert "UTCとして読みます" in page


def test_who_is_waited_for_is_shown(loading: Loading, manager: Client) -> None:  # noqa: F811
    loading.send(group("unknown-co", traits={"name": "Initech <b>"}), track("a"), track("b", user="u9"))
    loading.load()
    page = manager.get(f"{HOME}/tracking/").content.decode()
    assert "unknown-co" in page
    assert "Initech &lt;b&gt;" in page
    assert "1人の1件のイベントには顧客の指定がありません" in page


def test_refused_events_are_explained(loading: Loading, manager: Client) -> None:  # noqa: F811
    loading.send(
        track("bad <i>", timestamp="yesterday"), {"type": "dance", "userId": "u", "messageId": "m-9"}
    )
    loading.load()
    page = manager.get(f"{HOME}/tracking/rejected/").content.decode()
    assert "bad &lt;i&gt;" in page
    assert "timestampを日時として読めません" in page
    assert "typeが正しくありません" in page
    assert "m-9" in page


def test_origins_are_saved_and_what_is_none_is_said(manager: Client) -> None:
    assert manager.post(f"{HOME}/tracking/origins/", {"origins": "https://app.example.jp"}).status_code == 302
    assert tracking().origins == ["https://app.example.jp"]
    wrong = manager.post(f"{HOME}/tracking/origins/", {"origins": "nonsense"})
    assert wrong.status_code == 422
    assert "nonsense" in wrong.content.decode()
    assert tracking().origins == ["https://app.example.jp"]


def test_a_feature_is_defined_and_removed(manager: Client) -> None:
    given = {"name": "Reports", "events": "Report Exported\nReport Seen", "plans": ""}
    assert manager.post(f"{HOME}/features/define/", given).status_code == 302
    (feature,) = features()
    assert (feature.name, feature.events) == ("Reports", ["Report Exported", "Report Seen"])
    assert manager.post(f"{HOME}/features/define/", {"name": "", "events": ""}).status_code == 422
    assert manager.post(f"{HOME}/features/{feature.pk}/remove/").status_code == 302
    assert list(features()) == []


def test_what_is_no_activity_is_saved(manager: Client) -> None:
    assert manager.post(f"{HOME}/features/ignored/", {"ignored": "Mail Received"}).status_code == 302
    assert tracking().ignored == ["Mail Received"]


def test_who_may_only_look_changes_nothing() -> None:
    viewer = signed_in("miru@harunire.example", "viewer")
    assert viewer.get(f"{HOME}/tracking/").status_code == 200
    assert viewer.post(f"{HOME}/tracking/origins/", {"origins": "https://a.example"}).status_code == 403
    assert viewer.post(f"{HOME}/features/define/", {"name": "x", "events": "y"}).status_code == 403
    assert viewer.post(f"{HOME}/features/ignored/", {"ignored": "x"}).status_code == 403
    assert json.dumps([tracking().origins, list(features())]) == "[[], []]"


@pytest.mark.parametrize("path", ["tracking/", "tracking/live/", "tracking/rejected/", "features/"])
def test_another_workspace_s_member_finds_nothing(path: str) -> None:
    stranger = signed_in("tabibito@keyaki.example", "owner", workspace=other_workspace())
    assert stranger.get(f"{HOME}/{path}").status_code == 404
