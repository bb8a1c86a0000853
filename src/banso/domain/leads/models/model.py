"""The Model: who is responsible for which part of the way from a stranger to a customer who succeeds."""

from django.db import models

from banso.kit.tenancy import TenantModel


class ModelStep(TenantModel):
    """A step of The Model as a workspace has it. A workspace without rows uses the preset of `rules.model`.

    Attributes:
        key: one of the four steps.
        kgi: the slug of the KPI that is its goal.
        kpis: slugs of the KPIs on the way there.
        people: ids of whoever it is assigned to; one person may have all four.
    """

    key = models.SlugField(max_length=20)
    responsibility = models.TextField(blank=True, default="")
    kgi = models.CharField(max_length=60, blank=True, default="")
    kpis = models.JSONField(default=list, blank=True)
    people = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="model_step_once")]
