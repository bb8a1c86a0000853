"""Promises for tests, made by the same actions that pages use."""

from datetime import UTC, date, datetime

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.models import Account
from banso.domain.promises.actions import Shown, make_promise
from banso.domain.promises.models import Promise
from banso.kit.actor import Actor

SATO = Actor("person", "0197a000-0000-7000-8000-000000000001", "佐藤 美咲")
TAKAHASHI = Actor("person", "0197a000-0000-7000-8000-000000000002", "高橋 健太")
TODAY = date(2026, 11, 20)


def on(day: str, hour: int = 3) -> datetime:
    """A moment of that day in Japan; noon where nothing else is said."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00").astimezone(UTC)


def account(name: str = "株式会社北浜製作所", **values: object) -> Account:
    return create_account({"name": name, **values}, by=SATO)


def said(**values: object) -> dict[str, object]:
    """The values of a promise that can be made as they are."""
    return {
        "wording": "帳票CSVの列順を自社様式に合わせる", "kind": "feature", "due_on": "2026-11-30",
        "made_on": "2026-03-10", "said_by": "高橋 健太", "source": "meeting", "deliverable": "standard",
        **values,
    }  # fmt: skip


def promise(of: Account, by: Actor = SATO, **values: object) -> Promise:
    return make_promise(of.pk, said(**values), by=by)


def shown(words: str = "新しい列順のCSVをお送りした") -> Shown:
    return Shown(words)
