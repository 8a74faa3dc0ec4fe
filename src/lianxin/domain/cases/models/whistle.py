"""A township calls departments together 吹哨报到, and the meetings over cases."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianxin.domain.cases.models.case import Case
from lianxin.domain.cases.rules import WEEKLY
from lianxin.kernel import ids


class Whistle(models.Model):
    """One call: why the township cannot do it alone, who shall come, where and when 吹哨.

    `state`: draft, called, done, refused or dropped. `expected`: the result that is hoped for.
    `decision`: what the leader said to it.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="whistles")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10)
    is_emergency = models.BooleanField(default=False)
    why = models.TextField()
    expected = models.TextField(blank=True)
    place_text = models.CharField(max_length=100, blank=True)
    meet_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    approve_due = models.DateTimeField()
    approved_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["draft", "called"]),
                name="whistle_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["approve_due"],
                name="whistle_to_approve",
                condition=Q(approved_at=None, reminded_at=None, state__in=["draft", "called"]),
            )
        ]

    class Privacy:
        sensitive = {"why", "expected", "place_text", "decision"}
        plain = {
            "id", "case", "kind", "state", "is_emergency", "meet_at", "asked_by", "asked_at",
            "approve_due", "approved_by", "approved_at", "reminded_at", "called_at", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"


class WhistleCall(models.Model):
    """One department that is called 应哨: until when it owes a word, what it said, what it did.

    `by_town`: how the township rates the help; `by_unit`: was the whistle right, as the unit sees
    it (准确/不准确). Basis: 北京市接诉即办工作条例 art. 33 (both sides are evaluated).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="calls")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    due = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True)
    plan = models.TextField(blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    result_at = models.DateTimeField(null=True)
    by_town = models.CharField(max_length=10, blank=True)
    by_unit = models.CharField(max_length=10, blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whistle", "org"], name="whistle_calls_a_unit_once")
        ]
        indexes = [
            models.Index(
                fields=["due"],
                name="whistle_call_owed",
                condition=Q(answered_at=None, reminded_at=None, due__isnull=False),
            ),
            models.Index(fields=["org", "due"], name="whistle_call_org"),
        ]

    class Privacy:
        sensitive = {"plan", "result"}
        plain = {
            "id", "whistle", "org", "due", "answer", "answered_by", "answered_at", "result_at",
            "by_town", "by_unit", "reminded_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.org_id}"


class Meeting(models.Model):
    """A township's weekly meeting on the spot 现场办公会, or a county's joint meeting 联席会议.

    `kind`: a code of the rules' MEETING_KINDS. `units`: which units are called to it by name.
    Basis: S24; domain.md §2.7 cross-cutting.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=10, default=WEEKLY.code)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    units = ArrayField(models.UUIDField(), default=list)
    place_text = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, default="open")
    called_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "held_on"], name="meeting_once_a_day")
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id", "kind", "area", "held_on", "units", "place_text", "state", "called_by", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.area_id} {self.held_on}"


class MeetingItem(models.Model):
    """One case on the agenda: why it is there and how it ended 当场解决 / 限期 / 提级.

    `why`: a code of the rules' OnTable. `before`: the item of the last meeting of the same kind.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10)
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    ending = models.CharField(max_length=10, blank=True)
    owner = models.ForeignKey("orgs.Org", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="meeting_item_once"),
            models.CheckConstraint(
                name="meeting_item_with_date_has_owner",
                condition=~Q(ending="dated") | Q(owner__isnull=False, due_on__isnull=False),
            ),
        ]

    class Privacy:
        sensitive = {"text"}
        plain = {"id", "meeting", "case", "why", "before", "order", "ending", "owner", "due_on"}

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.case_id}"
