"""What the county's own matters have taught about categories."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SuggestionModel(models.Model):
    """One training in a county: from how many matters, how good on matters it had not seen.

    `before`: the share of first suggestions that what was in force got right on the same matters.
    A training that is not better than that keeps no file and never comes into force.
    """

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    version = models.PositiveIntegerField()
    trained_at = models.DateTimeField()
    n = models.PositiveIntegerField()
    held_out = models.PositiveIntegerField()
    first = models.FloatField()
    among_three = models.FloatField()
    before = models.FloatField()
    file = models.CharField(max_length=100, blank=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "version"], name="suggestion_version_once"),
            models.UniqueConstraint(
                fields=["county"], condition=Q(is_current=True), name="suggestion_one_current"
            ),
            models.CheckConstraint(
                name="suggestion_current_has_file", condition=Q(is_current=False) | ~Q(file="")
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id", "county", "version", "trained_at", "n", "held_out", "first", "among_three",
            "before", "file", "is_current",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.county} {self.version}"
