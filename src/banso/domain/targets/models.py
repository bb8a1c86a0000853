"""Targets of people and teams."""

from django.db import models

from banso.kit.clock import now
from banso.kit.money import ExactDecimalField
from banso.kit.tenancy import TenantModel


class Target(TenantModel):
    """What a person, or a team, is to sell within a period.

    Attributes:
        first, until: the period's days, the last excluded; those of one holder do not overlap.
        amount: bookings, more than nothing, in `currency`: the workspace's when it was set.
        version: counts what was done to it.
    """

    person = models.ForeignKey(
        "workspaces.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    team = models.ForeignKey(
        "workspaces.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    first = models.DateField()
    until = models.DateField()
    amount = ExactDecimalField()
    currency = models.CharField(max_length=3)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None, team__isnull=False)
                | models.Q(person__isnull=False, team=None),
                name="target_has_one_holder",
            ),
            models.UniqueConstraint(
                fields=["workspace", "person", "first"],
                condition=models.Q(person__isnull=False),
                name="target_of_person_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "team", "first"],
                condition=models.Q(team__isnull=False),
                name="target_of_team_once",
            ),
        ]

    @property
    def holder(self) -> str:
        """The name of whoever it is of."""
        if self.team is not None:
            return self.team.name
        return self.person.get_full_name() if self.person is not None else ""
