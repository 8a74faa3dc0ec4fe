"""A matter that two persons call a malicious call, for a time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from lianxin.domain.cases.models.case import Case
from lianxin.kernel import ids


class MaliceMark(models.Model):
    """Somebody proposed to mark a matter as a malicious call 恶意来电, and a second person decided.

    It stands on the case alone, says nothing of a person, and ends by itself, or earlier when it is
    taken back 取消标记. `verdict`: approved or refused; empty while nobody has decided. `refusal`:
    why it was refused. `until`: when an approved one ends; of one taken back, when it was.
    Basis: domain.md §2.9.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    asked_by = models.CharField(max_length=60)
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=60, blank=True)
    lifted_by_name = models.CharField(max_length=60, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(verdict=""), name="malice_asked_once"
            ),
            models.CheckConstraint(
                name="malice_verdict_whole",
                condition=Q(verdict="", decided_by="", decided_at=None)
                | ~Q(verdict="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="malice_ends_by_itself",
                condition=Q(verdict="approved", until__isnull=False)
                | ~Q(verdict="approved") & Q(until=None),
            ),
            models.CheckConstraint(
                name="malice_needs_a_second_person", condition=~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="malice_lifted_whole",
                condition=Q(lifted_at=None, lifted_by="", lifted_why="")
                | Q(verdict="approved", lifted_at__isnull=False, lifted_at=F("until"))
                & ~Q(lifted_by="")
                & ~Q(lifted_why=""),
            ),
        ]
        indexes = [models.Index(fields=["case", "until"], name="malice_of_case")]

    class Privacy:
        sensitive = {"reason", "refusal", "lifted_why"}
        plain = {
            "id", "case", "asked_by", "asked_by_name", "asked_at", "verdict", "decided_by",
            "decided_by_name", "decided_at", "until", "lifted_by", "lifted_by_name", "lifted_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.verdict or 'open'}"
