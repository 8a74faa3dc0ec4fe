"""Who watches over a case: supervision, the dispatch catalogue, hand-over of a post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.domain.cases.models.case import Case
from lianxin.kernel import ids


class Supervision(models.Model):
    """One step of supervision 督办: 提醒 → 黄 → 红 → 提级 → 联席会, and why.

    `leader`: the name of the leader who now answers, from 提级 on.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supervisions")
    level = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    leader = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["level", "at"], name="supervision_open", condition=Q(lifted_at=None)
            )
        ]

    class Privacy:
        sensitive = {"text"}
        plain = {
            "id", "case", "level", "reason", "leader", "by", "at", "lifted_at", "lifted_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.level} {self.reason}"


class CatalogueRow(models.Model):
    """One line of the dispatch catalogue 派单目录: this kind of matter, here, is whose.

    `area`: code of a county, township or village; the nearest line counts. A line that was
    changed ends and a new one begins, so that it stays known by which line an order was given.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    category = models.CharField(max_length=6)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    main_org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    assist_orgs = models.JSONField(default=list)
    level = models.PositiveSmallIntegerField(null=True)
    needs_verify = models.BooleanField(null=True)
    basis = models.CharField(max_length=200, blank=True)
    set_by = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area"], condition=Q(to_on=None), name="catalogue_once"
            )
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id", "category", "area", "main_org", "assist_orgs", "level", "needs_verify", "basis",
            "set_by", "from_on", "to_on",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.area_id}"


class HandOver(models.Model):
    """What passes from one to another when somebody leaves a post 交接 (S57).

    `items`: {"cases": [ids], "calls": [ids of whistle calls]}, the list as both saw it;
    `area`: where the matters lie that pass. It is open until the receiver has confirmed it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_user"],
                condition=Q(confirmed_at=None, dropped_at=None),
                name="hand_over_one_open",
            )
        ]

    class Privacy:
        sensitive = {"note"}
        plain = {
            "id", "area", "from_user", "to_user", "items", "opened_by", "opened_at",
            "confirmed_by", "confirmed_at", "dropped_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.from_user_id} → {self.to_user_id}"


class WeekMark(models.Model):
    """What is told once a week was told for this county; the row makes it happen once.

    `on`: the Monday of the week. `kind`: meeting (no weekly meeting is planned) or list (the
    supervision list is there).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10)
    county = models.CharField(max_length=6)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["on", "county", "kind"], name="week_mark_once")
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "kind", "county", "on", "at"}

    def __str__(self) -> str:
        return f"{self.kind} {self.county} {self.on}"
