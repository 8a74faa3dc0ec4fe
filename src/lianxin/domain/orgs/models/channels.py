"""How a county's desk is reached 来件渠道."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.kernel import ids


class Channel(models.Model):
    """One way to reach a county's desk: a number, a mini-program, a letter box 来件渠道.

    `county`: six digits of the county, or of the city whose channel counts in all its counties.
    `is_shown`: to villagers. `is_offered`: to clerks who register. A closed row stays.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=30)
    address = models.CharField(max_length=100)
    hours = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(default=True)
    is_offered = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "kind", "address"],
                condition=Q(closed_on=None),
                name="channel_open_once",
            )
        ]
        indexes = [models.Index(fields=["county", "order"], name="channel_of_county")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id",
            "county",
            "kind",
            "name",
            "address",
            "hours",
            "remark",
            "order",
            "is_shown",
            "is_offered",
            "closed_on",
            "version",
        }

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


class ChannelPast(models.Model):
    """What a channel was called and where it was until a day; written when that changes."""

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=30)
    address = models.CharField(max_length=100)
    hours = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=100, blank=True)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "version"], name="channel_past_once")
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "channel", "version", "name", "address", "hours", "remark", "until"}

    def __str__(self) -> str:
        return f"{self.name} {self.address}"
