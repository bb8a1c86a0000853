"""What is done about webhooks without being asked."""

from functools import cache

from banso.domain.hooks.actions import Courier


@cache
def _courier() -> Courier:
    return Courier()


def send_hooks() -> int:
    """Send what is due, in every workspace; returns how much was begun or came back."""
    return _courier().turn()


def finish_hooks() -> None:
    """Take down what is under way, before the worker stops."""
    _courier().finish()
