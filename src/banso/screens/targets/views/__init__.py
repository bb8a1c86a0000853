"""The pages of targets."""

from banso.screens.targets.views.holder import (
    of_person,
    of_team,
    person_cell,
    person_undo,
    team_cell,
    team_undo,
)
from banso.screens.targets.views.table import export, show

__all__ = ["export", "of_person", "of_team", "person_cell", "person_undo", "show", "team_cell", "team_undo"]
