"""From the winning of a deal, over HTTP, to its mails and webhooks at real receivers, with the worker.

Nothing here fails for being slow, for a busy machine is: the time is printed (`-s`), and what a quiet one
takes stands in docs/benchmarks.md.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from banso.domain.hooks.tests.factories import Receiver, is_genuine
from banso.domain.work.tests.mailing import Server as MailServer
from tests.serving import PATIENCE, eventually, serving

# A sales office and a CS team, deals with all ten items, a key that may win them, and a webhook.
_SET_UP = """
import os, django; django.setup()
from banso.domain.handoffs.tests.factories import deal, town
from banso.domain.hooks.actions import create_endpoint
from banso.domain.workspaces.actions import create_key
from banso.domain.workspaces.models import Workspace
from banso.kit.actor import SYSTEM
from banso.kit.tenancy import scope
with scope(workspace=Workspace.objects.get()):
    place = town()
    print(create_key("api", name="a", scopes=["deals.edit"], by=SYSTEM)[1])
    print(create_endpoint("Chat", os.environ["HOOK"], ["handoffs.submitted"], by=SYSTEM)[1])
    for number in range(int(os.environ["DEALS"])):
        print(deal(place, f"点検のデジタル化 {number}").pk)
"""
DEALS = 2


def test_w2_winning_a_deal_reaches_mailboxes_and_webhooks_at_once(tmp_path: Path) -> None:
    mails, hooks = MailServer(), Receiver()
    threading.Thread(target=mails.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    out = {
        "EMAIL_URL": f"smtp://127.0.0.1:{mails.server_address[1]}", "BANSO_OUTBOUND_ALLOW": hooks.place,
        "HOOK": hooks.url, "DEALS": str(DEALS), "DJANGO_SETTINGS_MODULE": "banso.project.settings",
    }  # fmt: skip
    with mails, hooks, serving(tmp_path, None, **out) as server:
        done = subprocess.run(
            [sys.executable, "-c", _SET_UP], capture_output=True, text=True, timeout=PATIENCE, check=False,
            env=server.environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        key, secret, *deals = done.stdout.split()
        took = [_won(server.address, key, deal, mails, hooks) for deal in deals]
        hooks.shutdown()
        mails.shutdown()
    print(*(f"answered {a:.2f} s, mails {b:.2f} s, webhook {c:.2f} s after the commit" for a, b, c in took))
    assert [to for to, _subject, _text in mails.taken].count("mori@harunire.example") == DEALS
    assert (len(mails.taken), len(hooks.taken)) == (3 * DEALS, DEALS)
    assert all(is_genuine(secret, *each) for each in hooks.taken)


def _won(address: str, key: str, deal: str, mails: MailServer, hooks: Receiver) -> tuple[float, float, float]:
    """Win it; the seconds until the answer, and from there until all mails and the webhook are there."""
    before, began = (len(mails.taken), len(hooks.taken)), time.monotonic()
    asked = urllib.request.Request(
        f"{address}/api/v1/deals/{deal}/win", b"{}",
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(asked, timeout=PATIENCE) as reply:
        assert reply.status == 200
    answered, came = time.monotonic(), [0.0, 0.0]

    def there() -> bool:
        for at, full in enumerate((len(mails.taken) == before[0] + 3, len(hooks.taken) == before[1] + 1)):
            if full and not came[at]:
                came[at] = time.monotonic()
        return all(came)

    assert eventually(there)
    return answered - began, came[0] - answered, came[1] - answered
