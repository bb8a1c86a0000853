"""Figures that were published, and what became of them."""

from django.db import models

from banso.kit.clock import now
from banso.kit.tenancy import TenantModel


class Publication(TenantModel):
    """A figure as it was told to others: it never changes.

    `rows` freezes what made it, as [account, unit, part, numerator, denominator] in a fixed order, and
    `rows_hash` is their SHA-256, so that a later difference can name the rows.
    """

    kpi = models.CharField(max_length=60)
    variant = models.CharField(max_length=40)
    definition_version = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10)
    period_start = models.DateField()
    period_end = models.DateField()
    grain = models.CharField(max_length=10)
    label = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    numerator = models.DecimalField(max_digits=38, decimal_places=12)
    denominator = models.DecimalField(max_digits=38, decimal_places=12)
    n = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    rows_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True, default="")
    published_by = models.CharField(max_length=200)
    published_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("workspace", "kpi", "variant", "definition_version"),
                    *("period_start", "period_end", "grain", "rows_hash"),
                ],
                name="publication_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "kpi", "variant", "period_start", "period_end"], name="publication_of"
            )
        ]


class Restatement(TenantModel):
    """What a published figure would be now, and the rows and people that make the difference.

    `changes` holds a mapping a row that differs: account, unit, part, old and new [numerator, denominator],
    and `facts`: the versions recorded since, each with its fact, version, type, two times and actor; for
    usage, the import or the stretch of tracking entries. The newest one says what the figure is today; one
    with the publication's own rows says that it holds again, and tells the way back.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="restatements")
    found_at = models.DateTimeField(default=now, editable=False)
    as_of = models.DateTimeField()
    old_value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    new_value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    rows_hash = models.CharField(max_length=64)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-found_at", "-id"]

    @property
    def holds_again(self) -> bool:
        return self.rows_hash == self.publication.rows_hash
