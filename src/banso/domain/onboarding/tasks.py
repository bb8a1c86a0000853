"""What is done about onboardings without being asked."""

from banso.domain.onboarding.actions import evaluate_all
from banso.domain.workspaces.queries import every_workspace
from banso.kit.tenancy import scope


def evaluate_onboardings() -> int:
    """Work out every running onboarding, in every workspace; returns how many are completed by that."""
    done = 0
    for workspace in every_workspace():
        with scope(workspace=workspace):
            done += evaluate_all()
    return done
