"""Facts: what has happened, in order, never changed."""

from __future__ import annotations

from django.db import models

from lianxin.kernel import ids


class Fact(models.Model):
    """One thing that has happened. The database refuses to change or delete it."""

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=ids.new, unique=True, editable=False)
    stream = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "position"], name="fact_position_once")
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"seq", "id", "stream", "position", "kind", "body", "actor", "at"}

    def __str__(self) -> str:
        return f"{self.stream}#{self.position} {self.kind}"


class Delivery(models.Model):
    """A reaction has had this fact; the row is written in the reaction's own transaction."""

    id = models.BigAutoField(primary_key=True)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+", db_index=False)
    reaction = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="delivery_once")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "fact", "reaction", "at"}

    def __str__(self) -> str:
        return f"{self.fact_id} {self.reaction}"
