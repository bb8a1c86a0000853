"""The web server's entry: the tracking endpoints first, Django for everything else."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

from banso.engine.journal.usage.door import Receive, Scope, Send, is_tracking

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banso.project.settings")
_pages: Any = get_asgi_application()

from banso.project.tracking import tracking_door  # noqa: E402 - needs the app registry

_tracking = tracking_door()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http" and is_tracking(scope["path"]):
        await _tracking(scope, receive, send)
    else:
        await _pages(scope, receive, send)
