"""A difficulty of a household or of one of its people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.domain.people.models.household import Household
from lianxin.domain.people.models.resident import Resident
from lianxin.domain.people.rules import Basis, Kind
from lianxin.kernel import ids
from lianxin.kernel.reach import PlacedQuerySet

RUNNING = Q(ended_on=None)


class Tag(models.Model):
    """A difficulty of a kind, with its basis and how long it counts 困难标签.

    It counts from `from_on` until somebody ends it; the row stays. Once `until_on` has passed it is
    to be looked at again and says so, but nobody drops off a list because a date went by.
    `kind` says who may know of it. A condition of health is named as the help it asks for.
    Basis: domain.md §4.4.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tag_rows")
    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="tag_rows"
    )
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grid = models.CharField(max_length=15, blank=True, default="")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    care = models.CharField(max_length=8, blank=True, default="")
    grade = models.PositiveSmallIntegerField(null=True)
    basis = models.CharField(max_length=8)
    basis_text = models.CharField(max_length=80, blank=True, default="")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=80, blank=True, default="")
    given_by = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60)
    given_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "resident", "code"], condition=RUNNING,
                nulls_distinct=False, name="tag_once",
            ),
            models.CheckConstraint(
                name="tag_basis_known", condition=Q(basis__in=[v.value for v in Basis])
            ),
            models.CheckConstraint(
                name="tag_kind_known", condition=Q(kind__in=[v.value for v in Kind])
            ),
            models.CheckConstraint(
                name="tag_begins_before_it_ends",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["town", "area", "code"], name="tag_town", condition=RUNNING),
            models.Index(fields=["county", "area", "code"], name="tag_county", condition=RUNNING),
            models.Index(
                fields=["until_on"], name="tag_until", condition=RUNNING & Q(until_on__isnull=False)
            ),
        ]

    class Privacy:
        sensitive = {
            "code", "kind", "care", "grade", "basis", "basis_text", "from_on", "until_on",
            "ended_on", "end_reason",
        }  # fmt: skip
        plain = {
            "id", "household", "resident", "county", "town", "area", "grid", "given_by",
            "given_name", "given_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
