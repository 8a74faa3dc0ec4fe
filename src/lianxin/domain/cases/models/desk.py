"""What the desk and the door need beside the cases."""

from __future__ import annotations

from django.db import models

from lianxin.domain.cases.models.case import Case
from lianxin.kernel.privacy import EncryptedTextField


class NumberSeries(models.Model):
    """The last number given in a county on a day."""

    pk = models.CompositePrimaryKey("county", "day")
    county = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Privacy:
        sensitive: set[str] = set()
        plain = {"county", "day", "last"}

    def __str__(self) -> str:
        return f"{self.county} {self.day} {self.last}"


class Draft(models.Model):
    """What somebody at the desk has typed and not sent yet; encrypted, one per person and form."""

    id = models.BigAutoField(primary_key=True)
    actor_id = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    body = EncryptedTextField(default="")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "key"], name="draft_once")]
        indexes = [models.Index(fields=["updated_at"], name="draft_age")]

    class Privacy:
        sensitive = {"body"}
        plain = {"id", "actor_id", "key", "updated_at"}

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"


class Viewer(models.Model):
    """Who has a case open just now; one row, overwritten, gone after two minutes."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    actor_id = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    fresh_until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "actor_id"], name="viewer_once")]
        indexes = [models.Index(fields=["fresh_until"], name="viewer_age")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "case", "actor_id", "name", "fresh_until"}

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class Guess(models.Model):
    """Wrong tracking codes lately, per number and per address; ten are enough."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="guess_age")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"key", "count", "until"}

    def __str__(self) -> str:
        return self.key[:8]
