"""Code tables and the working calendar: data with a version and a date in force."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear


class CodeTable(models.Model):
    """One version of one table of codes. A loaded version never changes; a change is a new one."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="code_table_once"),
            models.UniqueConstraint(fields=["name", "valid_from"], name="code_table_begins_once"),
            models.CheckConstraint(
                name="code_table_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "name", "version", "title", "source", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Code(models.Model):
    """One row of a code table. A county may add leaves (`county` filled), never change parents."""

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(
        CodeTable, on_delete=models.CASCADE, related_name="codes", db_index=False
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=20, blank=True)
    order = models.PositiveIntegerField(default=0)
    county = models.CharField(max_length=6, blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="code_once"),
            models.CheckConstraint(
                name="code_of_a_county_is_a_leaf", condition=Q(county="") | ~Q(parent_code="")
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "table", "code", "name", "parent_code", "order", "county", "extra"}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CalendarDay(models.Model):
    """A day that differs from the plain week, or a holiday by name 节假日 · 调休.

    Every notice begins with 元旦, so a year is known once its first of January is listed.
    """

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=100)
    year = models.GeneratedField(
        expression=ExtractYear("day"),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    class Privacy:
        sensitive: set[str] = set()
        plain = {"day", "is_workday", "name", "source", "year"}

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OwnDay(models.Model):
    """A day that people entered for a place; it wins over the published calendar 自定日子.

    `area`: the first digits of the places in which it counts (2, 4 or 6; empty is everywhere). The
    nearest place wins.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(max_length=6, blank=True)
    day = models.DateField()
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day"], name="own_day_once")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "area", "day", "is_workday", "name", "source"}

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
