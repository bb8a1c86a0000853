"""What is done about onboardings without being asked."""

from banso.domain.onboarding.actions import evaluate_all
from banso.domain.workspaces.queries import in_every_workspace


def evaluate_onboardings() -> int:
    """Work out every running onboarding, in every workspace; returns how many are completed by that."""
    return in_every_workspace(evaluate_all)
