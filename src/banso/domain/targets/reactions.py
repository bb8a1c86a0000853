"""What follows here when teams change, or what somebody is known by."""

from banso.domain.targets.actions import follow_crew
from banso.domain.workspaces.actions import after_crew_change

after_crew_change(follow_crew)
