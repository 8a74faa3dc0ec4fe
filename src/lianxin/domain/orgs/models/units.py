"""Units, posts, and who answers for what."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from lianxin.domain.orgs.rules import Duty, Kind, Level, is_held
from lianxin.kernel import ids


class Org(models.Model):
    """A unit that can be asked to act: a department, a township station, a village committee.

    `line` is its line of work 条 (环卫, 民政); empty for a unit that answers for a whole place 块.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=10)
    line = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    uscc = models.CharField(max_length=18, blank=True)
    duty_phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="org_name_once_in_area"),
            models.CheckConstraint(
                name="org_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="org_level_known", condition=Q(level__in=[level.value for level in Level])
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id",
            "name",
            "short_name",
            "kind",
            "level",
            "line",
            "area",
            "parent",
            "uscc",
            "duty_phone",
            "is_active",
        }

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Somebody holds an office in a unit for a time; the work phone is public if the post is.

    Held on a day when from_on ≤ day < to_on. Rows stay: who held the post when is history.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=40)
    duty_text = models.CharField(max_length=100, blank=True)
    user = models.ForeignKey("users.User", null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20, blank=True)
    is_public = models.BooleanField(default=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_begins_before_it_ends",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            )
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id",
            "org",
            "title",
            "duty_text",
            "user",
            "person_name",
            "phone",
            "is_public",
            "from_on",
            "to_on",
        }

    def __str__(self) -> str:
        return f"{self.title} {self.person_name}"

    def is_held_on(self, day: date) -> bool:
        """Is the post held on that day?"""
        return is_held(self.from_on, self.to_on, day)


class Responsibility(models.Model):
    """One square of the matrix 片·线·点: an area, a line of work, who answers.

    `category` is a first-level category code, empty for 片. The former answer stays with its end.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=4)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=4, blank=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(Org, null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "category"],
                condition=Q(to_on=None),
                name="responsibility_once",
            ),
            models.CheckConstraint(
                name="responsibility_begins_before_it_ends",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="responsibility_names_somebody",
                condition=Q(kind=Duty.SITE.value, org__isnull=False, post=None)
                | ~Q(kind=Duty.SITE.value) & Q(post__isnull=False, org=None),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "kind", "area", "category", "post", "org", "from_on", "to_on"}

    def __str__(self) -> str:
        return f"{self.kind} {self.area_id} {self.category}"


class DutyPhone(models.Model):
    """A number that is answered, for everybody in an area."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="duty_phone_once")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "area", "name", "phone", "hours", "order"}

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"
