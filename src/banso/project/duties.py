"""What the worker does, in the order it does it."""

from banso.engine.journal.reactions import react
from banso.project.worker import Duty


def duties() -> list[Duty]:
    return [Duty("reactions", react, every=0.5)]
