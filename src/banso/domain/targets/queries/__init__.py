"""Every read of targets."""

from banso.domain.targets.queries.crew import Holder, Roster, roster
from banso.domain.targets.queries.told import Change, Told, changes_of, read_told, told_within
from banso.domain.targets.queries.whole import subject_of, target_by_id, targets

__all__ = [
    "Change",
    "Holder",
    "Roster",
    "Told",
    "changes_of",
    "read_told",
    "roster",
    "subject_of",
    "target_by_id",
    "targets",
    "told_within",
]
