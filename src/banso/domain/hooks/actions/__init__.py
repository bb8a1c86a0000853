"""Every write of webhooks.

endpoints  where events go: made, changed, switched, removed; their secrets
queue      writing down what is to be sent, with what happened
courier    sending it
"""

from banso.domain.hooks.actions.courier import Courier
from banso.domain.hooks.actions.endpoints import (
    change_endpoint,
    create_endpoint,
    remove_endpoint,
    rotate_secret,
    switch_off,
    switch_on,
)
from banso.domain.hooks.actions.queue import (
    KEPT_DAYS,
    enqueue,
    forget_old_deliveries,
    send_test,
    try_again,
)

__all__ = [
    "KEPT_DAYS",
    "Courier",
    "change_endpoint",
    "create_endpoint",
    "enqueue",
    "forget_old_deliveries",
    "remove_endpoint",
    "rotate_secret",
    "send_test",
    "switch_off",
    "switch_on",
    "try_again",
]
