"""T58, T62: a server killed at random moments loses nothing that it acknowledged, and doubles nothing."""

from pathlib import Path

from torture.kills import torment

KILLS = 50


def test_t58_t62_fifty_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = torment(tmp_path, kills=KILLS, seed=58, trackers=2, burst=25)
    assert outcome.kills.total() == KILLS
    assert min(outcome.kills[name] for name in ("web", "engine", "worker")) > 5
    assert outcome.events > 500
    assert outcome.accounts > 3
    assert outcome.sent_again > 50
    assert outcome.verdict["stored"] >= outcome.events
    assert outcome.faults == {}
    assert max(outcome.ready) < 60
