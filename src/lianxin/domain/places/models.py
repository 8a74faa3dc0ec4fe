"""Tables of the area tree, natural groups, grids and outlines. Rules stand in rules.py."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from lianxin.domain.places.rules import Closing, Level, in_force

SORTED_BY_BYTES = "C"


class Area(models.Model):
    """One place of the official list: province, city, county, town or village 区划.

    In force on a day when valid_from ≤ day < valid_to; an empty date is open. A code that ended
    keeps its row for ever, and `successor` says where its people and papers belong now.
    """

    code = models.CharField(max_length=12, primary_key=True, db_collation=SORTED_BY_BYTES)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=40)
    level = models.CharField(max_length=8)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    county = models.CharField(max_length=6, blank=True, db_collation=SORTED_BY_BYTES)
    code_system = models.CharField(max_length=20)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    closing = models.CharField(max_length=8, blank=True, default=Closing.NONE.value)
    name_mn = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=120)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["county", "level"], name="area_county_level")]
        constraints = [
            models.CheckConstraint(
                name="area_code_is_12_digits", condition=Q(code__regex=r"^[0-9]{12}$")
            ),
            models.CheckConstraint(
                name="area_level_known", condition=Q(level__in=[level.value for level in Level])
            ),
            models.CheckConstraint(
                name="area_only_a_province_has_no_parent",
                condition=Q(level=Level.PROVINCE.value, parent=None)
                | ~Q(level=Level.PROVINCE.value) & Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="area_begins_before_it_ends",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
            models.CheckConstraint(
                name="area_successor_only_after_an_end",
                condition=Q(successor=None, closing="")
                | Q(successor__isnull=False, valid_to__isnull=False) & ~Q(closing=""),
            ),
            models.CheckConstraint(
                name="area_is_not_its_own_successor", condition=~Q(successor=F("code"))
            ),
            models.CheckConstraint(
                name="area_lon_and_lat_together",
                condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "code", "name", "short_name", "level", "kind", "parent", "county", "code_system",
            "valid_from", "valid_to", "successor", "closing", "name_mn", "source", "source_year",
            "lon", "lat",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.short_name}"

    def is_valid_on(self, day: date) -> bool:
        """Was the code in force on that day?"""
        return in_force(self.valid_from, self.valid_to, day)


class NaturalGroup(models.Model):
    """A villagers' group or hamlet inside a village 村民小组/屯; code = village + 2 digits."""

    code = models.CharField(max_length=14, primary_key=True, db_collation=SORTED_BY_BYTES)
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["village", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "name"], condition=Q(valid_to=None), name="group_name_once"
            ),
            models.CheckConstraint(
                name="group_code_begins_with_village",
                condition=Q(code__regex=r"^[0-9]{14}$") & Q(code__startswith=F("village")),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"code", "village", "name", "order", "valid_to"}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Grid(models.Model):
    """What one grid worker looks after 网格; code = village + 3 digits.

    `boundary` is a GeoJSON geometry, WGS-84. `synthetic`: the shape is made up for show.
    """

    code = models.CharField(max_length=15, primary_key=True, db_collation=SORTED_BY_BYTES)
    village = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="grids")
    name = models.CharField(max_length=40)
    boundary = models.JSONField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)
    public_phone = models.CharField(max_length=20, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "name"], condition=Q(valid_to=None), name="grid_name_once"
            ),
            models.CheckConstraint(
                name="grid_code_begins_with_village",
                condition=Q(code__regex=r"^[0-9]{15}$") & Q(code__startswith=F("village")),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"code", "village", "name", "boundary", "synthetic", "public_phone", "valid_to"}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Boundary(models.Model):
    """The outline of one area: a GeoJSON Polygon or MultiPolygon, WGS-84.

    `review_no` is the map's review number 审图号; a made-up outline never has one.
    """

    area = models.OneToOneField(
        Area, primary_key=True, on_delete=models.CASCADE, related_name="boundary"
    )
    geojson = models.JSONField()
    source = models.CharField(max_length=200)
    synthetic = models.BooleanField(default=False)
    review_no = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="boundary_made_up_has_no_review_no",
                condition=Q(synthetic=False) | Q(review_no=""),
            )
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"area", "geojson", "source", "synthetic", "review_no"}

    def __str__(self) -> str:
        return f"{self.area_id} {self.source}"


class Edition(models.Model):
    """Which edition of the areas or outlines the tables hold; every change writes a new stamp.

    A random stamp rather than a number: a change that was rolled back never shares its stamp with
    the next one, so no process can take one for the other.
    """

    name = models.CharField(max_length=12, primary_key=True)
    stamp = models.UUIDField()

    class Privacy:
        sensitive: set[str] = set()
        plain = {"name", "stamp"}

    def __str__(self) -> str:
        return f"{self.name} {self.stamp}"
