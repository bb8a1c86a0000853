"""Every write of targets: rows and facts together."""

from banso.domain.targets.actions.setting import (
    SetTarget,
    delete_targets,
    put_back_targets,
    set_targets,
    take_back,
)
from banso.domain.targets.actions.telling import follow_crew

__all__ = [
    "SetTarget",
    "delete_targets",
    "follow_crew",
    "put_back_targets",
    "set_targets",
    "take_back",
]
