"""What the figures need beside the facts they read: what was taken out, how many people live where."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.kernel import ids


class Exclusion(models.Model):
    """Somebody asked that a case does not count 剔除, and a second person said yes or no.

    `reason`: a code of the table `exclusion_reason`. `decision`: granted or refused; empty while
    nobody has decided, and until then the case counts.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    county = models.CharField(max_length=6)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(decision="refused"),
                name="exclusion_once",
            ),
            models.CheckConstraint(
                name="exclusion_decision_whole",
                condition=Q(decision="", decided_by="", decided_at=None)
                | ~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exclusion_needs_a_second_person", condition=~Q(decided_by=F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["county", "asked_at", "id"], name="exclusion_county_time")]

    class Privacy:
        sensitive = {"note"}
        plain = {
            "id", "case", "county", "reason", "asked_by", "asked_by_name", "asked_at", "decision",
            "decided_by", "decided_by_name", "decided_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason} {self.decision or 'open'}"


class Residents(models.Model):
    """So many people are registered in a place 户籍人口, as of a day, and where that is written.

    `area`: a county, township or village. A later day's number counts from then on.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    residents = models.PositiveIntegerField()
    source = models.CharField(max_length=100)
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "on"], name="residents_once_a_day"),
            models.CheckConstraint(name="residents_are_some", condition=Q(residents__gt=0)),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "area", "on", "residents", "source", "set_by"}

    def __str__(self) -> str:
        return f"{self.area_id} {self.on}: {self.residents}"
