"""One household of a village."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from lianxin.domain.people.rules import Care, Channel, Language, Living
from lianxin.kernel import ids
from lianxin.kernel.reach import PlacedQuerySet


class Household(models.Model):
    """People who keep one house together 户, as the village knows them.

    `no` counts within the village. `tags` and `care` repeat what its open difficulties say (never
    those that are hidden), so that lists and maps are answered by one table; the services that
    write difficulties keep them, and nothing else does.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    group = models.CharField(max_length=14, blank=True, default="")
    grid = models.CharField(max_length=15, blank=True, default="")
    no = models.PositiveIntegerField()
    address = models.CharField(max_length=80, blank=True, default="")
    head = models.ForeignKey(
        "people.Resident", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    living = models.CharField(max_length=8, default=Living.HERE.value)
    members = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=8, blank=True, default=Channel.NONE.value)
    language = models.CharField(max_length=2, default=Language.CHINESE.value)
    note = models.CharField(max_length=200, blank=True, default="")
    tags = ArrayField(models.CharField(max_length=12), default=list)
    care = models.CharField(max_length=8, blank=True, default=Care.NONE.value)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "no"], name="household_no_once"),
            models.CheckConstraint(
                name="household_living_known", condition=Q(living__in=[v.value for v in Living])
            ),
            models.CheckConstraint(
                name="household_channel_known", condition=Q(channel__in=[v.value for v in Channel])
            ),
            models.CheckConstraint(
                name="household_care_known", condition=Q(care__in=[v.value for v in Care])
            ),
        ]
        indexes = [
            models.Index(fields=["town", "area", "no"], name="household_town"),
            models.Index(fields=["county", "area", "no"], name="household_county"),
            models.Index(
                fields=["area", "grid", "care"], name="household_care", condition=~Q(care="")
            ),
            GinIndex(fields=["tags"], name="household_tags", condition=~Q(tags=[])),
        ]

    class Privacy:
        sensitive = {"address", "head", "note", "tags", "care"}
        plain = {
            "id", "county", "town", "area", "group", "grid", "no", "living", "members", "channel",
            "language", "version", "changed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area_id} {self.no}"
