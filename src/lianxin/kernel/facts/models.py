"""Facts: what has happened, in order, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.kernel import ids

TRIES = 8


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
            models.UniqueConstraint(fields=["stream", "position"], name="fact_position_once"),
            models.CheckConstraint(
                name="fact_says_what_where_and_who",
                condition=Q(position__gte=1) & ~Q(stream="") & ~Q(kind="") & ~Q(actor=""),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"seq", "id", "stream", "position", "kind", "body", "actor", "at"}

    def __str__(self) -> str:
        return f"{self.stream}#{self.position} {self.kind}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """What is still owed."""

    def waiting(self) -> DeliveryQuerySet:
        """Not done yet; answered by a partial index."""
        return self.filter(at=None)

    def hopeful(self) -> DeliveryQuerySet:
        """Not done yet, and still being tried."""
        return self.waiting().filter(tries__lt=TRIES)

    def given_up(self) -> DeliveryQuerySet:
        """Failed so often that somebody has to look."""
        return self.waiting().filter(tries__gte=TRIES)


class Delivery(models.Model):
    """One reaction owes one fact its attention.

    The row is written with the fact; `at` is set in the reaction's own transaction, so that both
    happen or neither. `tries`: failed ones so far. `error`: the name of the last failure.
    """

    id = models.BigAutoField(primary_key=True)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="+", db_index=False)
    reaction = models.CharField(max_length=120)
    at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "reaction"], name="delivery_once")]
        indexes = [
            models.Index(fields=["fact"], name="delivery_waiting", condition=Q(at=None)),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "fact", "reaction", "at", "tries", "error"}

    def __str__(self) -> str:
        return f"{self.fact_id} {self.reaction}"
