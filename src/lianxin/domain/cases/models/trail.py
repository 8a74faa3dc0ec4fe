"""What hangs on a case: its history and the reminders given."""

from __future__ import annotations

from django.db import models

from lianxin.domain.cases.models.case import Case
from lianxin.kernel import ids


class Step(models.Model):
    """One line of a case's history, as people read it; the fact beside it holds no words."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=16)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    is_public = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="case_step_once")]

    class Privacy:
        sensitive = {"text"}
        plain = {
            "id", "case", "position", "verb", "from_state", "to_state", "at", "actor_id",
            "actor_name", "unit_name", "data", "is_public",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.position} {self.verb}"


class Reminder(models.Model):
    """A reminder that was given; the row makes it fire once, whoever sweeps."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    clock = models.CharField(max_length=10)
    due = models.DateTimeField()
    mark = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "clock", "due", "mark"], name="reminder_once")
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "case", "clock", "due", "mark", "at"}

    def __str__(self) -> str:
        return f"{self.case_id} {self.clock} {self.mark}"
