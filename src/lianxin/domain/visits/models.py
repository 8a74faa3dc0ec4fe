"""One look in at a household."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.domain.visits.rules import Mode, Purpose
from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField
from lianxin.kernel.reach import PlacedQuerySet


class Visit(models.Model):
    """Somebody looked in at a household 走访; all well by one tap, or what was found.

    `is_newest`: the newest of its household, by which the morning's list is answered however long
    the history is. Nothing is kept of where the phone was, how long it took, or how often one person was out.
    Basis: domain.md §4.5, §5 pain 3 and 4.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grid = models.CharField(max_length=15, blank=True, default="")
    purpose = models.CharField(max_length=10)
    mode = models.CharField(max_length=8)
    is_fine = models.BooleanField()
    finding = EncryptedTextField(blank=True, default="")
    next_on = models.DateField(null=True)
    case_id = models.UUIDField(null=True)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60)
    is_newest = models.BooleanField(default=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_purpose_known", condition=Q(purpose__in=[v.value for v in Purpose])
            ),
            models.CheckConstraint(
                name="visit_mode_known", condition=Q(mode__in=[v.value for v in Mode])
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(is_newest=True), name="visit_newest_once"
            ),
            models.CheckConstraint(
                name="visit_fine_or_found", condition=Q(is_fine=True) | ~Q(finding="")
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-made_at"], name="visit_household"),
            models.Index(fields=["actor_id", "made_on"], name="visit_own_day"),
            models.Index(
                fields=["area", "next_on"],
                name="visit_next",
                condition=Q(is_newest=True, next_on__isnull=False),
            ),
        ]

    class Privacy:
        sensitive = {"finding", "is_fine", "next_on"}
        plain = {
            "id", "household", "county", "town", "area", "grid", "purpose", "mode", "case_id",
            "made_on", "made_at", "actor_id", "actor_name", "is_newest",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
