"""The web server's entry: the tracking endpoints first, Django for everything else."""

import gc
import os
from typing import Any

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from banso.engine.journal.usage.door import Receive, Scope, Send, is_tracking

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
_pages: Any = get_asgi_application()

from banso.project.tracking import tracking_door  # noqa: E402 - needs the app registry

_tracking = tracking_door()
# Every page's code is loaded by now and stays: looking through all of it again with each full collection
# stopped one page in five for 30 to 100 ms.
get_resolver().url_patterns  # noqa: B018 - read for what it loads
gc.collect()
gc.freeze()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http" and is_tracking(scope["path"]):
        await _tracking(scope, receive, send)
    else:
        await _pages(scope, receive, send)
