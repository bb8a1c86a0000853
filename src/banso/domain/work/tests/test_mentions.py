"""Whom "@name" means, and that they hear of it once, wherever it was written."""

from uuid import UUID

import pytest

from banso.domain.accounts.actions import create_account
from banso.domain.accounts.actions.records import write_note
from banso.domain.work.actions import change_task, make_task
from banso.domain.work.models import Notice
from banso.domain.work.queries import told
from banso.domain.work.rules.mentions import Named, mentioned
from banso.domain.workspaces.queries import actor_of
from banso.domain.workspaces.tests.factories import member
from banso.engine.journal.reactions import react

MISAKI, KENTA, TARO, SATOSHI = (
    Named(UUID(int=1), "佐藤 美咲", "sato@harunire.example"),
    Named(UUID(int=2), "高橋 健太", "takahashi@harunire.example"),
    Named(UUID(int=3), "高橋 太郎", "taro@harunire.example"),
    Named(UUID(int=4), "Satoshi Mori", "satoshi@harunire.example"),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@佐藤さん、確認をお願いします", [MISAKI]),
        ("＠佐藤 美咲さん", [MISAKI]),
        ("@高橋健太と@sato に共有", [KENTA, MISAKI]),
        ("@satoshi, please", [SATOSHI]),
        ("@taro@harunire.example @taro", [TARO]),
        # Two are called so; an address calls nobody; nobody is called so.
        ("@高橋さん", []),
        ("info@sato.example と foo@harunire.example", []),
        ("@satou @ 佐藤", []),
    ],
)
def test_whom_a_text_means(text: str, meant: list[Named]) -> None:
    assert mentioned(text, [MISAKI, KENTA, TARO, SATOSHI]) == tuple(each.id for each in meant)


@pytest.mark.usefixtures("workspace")
def test_tasks_and_notes_tell_whom_they_mention_once() -> None:
    by = actor_of(member("takahashi@harunire.example", "sales", name="高橋 健太").person)
    misaki = member("sato@harunire.example", "csm", name="佐藤 美咲").person
    gone = member("ito@harunire.example", "csm", name="伊藤 翔")
    gone.active = False
    gone.save()
    account = create_account({"name": "東雲倉庫"}, by=by)
    task = make_task(
        {"title": "見積を送る", "body": "@佐藤さん @高橋さん @伊藤さん 数量を教えてください"}, by=by
    )
    change_task(task.pk, {"title": "見積を出す"}, by=by)
    change_task(task.pk, {"body": "@佐藤さん 数量と納期を教えてください"}, by=by)
    write_note(account.pk, "@sato 先方の決裁者が替わりました。", by=by)
    react()
    notices = {each.href: each for each in Notice.objects.order_by("at")}
    assert (Notice.objects.count(), {each.person for each in notices.values()}) == (2, {misaki})
    assert set(notices) == {f"tasks/{task.pk}/", f"accounts/{account.pk}/notes/"}
    said = told(notices[f"tasks/{task.pk}/"]).said
    assert "高橋 健太" in said.title
    assert said.line.startswith("@佐藤さん @高橋さん")
    assert {each.mail for each in notices.values()} == {"now"}
