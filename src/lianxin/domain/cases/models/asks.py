"""What a unit asks of the centre, and what the centre said: return, extension, hold, a look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.domain.cases.models.case import Case
from lianxin.kernel import ids


class Return(models.Model):
    """A unit said that an order is not its own 退单申请; at most one is open on a case."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="returns")
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    reason = models.TextField()
    proposed_org = models.ForeignKey(
        "orgs.Org", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decision=""), name="return_one_open"
            ),
            models.CheckConstraint(
                name="return_decision_whole",
                condition=Q(decision="", decided_by="", decided_at=None)
                | ~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
        ]

    class Privacy:
        sensitive = {"reason"}
        plain = {
            "id", "case", "org", "basis", "proposed_org", "asked_by", "asked_at", "decision",
            "decided_by", "decided_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.decision or 'open'}"


class Extension(models.Model):
    """A unit asked for more time 延期申请; `until`: the new date, `back_to`: where it came from."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="extensions")
    reason = models.TextField()
    was_due = models.DateTimeField()
    until = models.DateTimeField()
    is_person_told = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decision=""), name="extension_one_open"
            ),
            models.CheckConstraint(
                name="extension_decision_whole",
                condition=Q(decision="", decided_by="", decided_at=None)
                | ~Q(decision="") & ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
        ]

    class Privacy:
        sensitive = {"reason"}
        plain = {
            "id", "case", "was_due", "until", "is_person_told", "asked_by", "asked_at", "decision",
            "decided_by", "decided_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.until:%Y-%m-%d}"


class Hold(models.Model):
    """A case that cannot be solved now 挂账: why, what would solve it, when it is looked at again.

    `is_understood`: did the reporter accept the explanation; None if they could not be asked.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=20)
    condition = models.TextField()
    review_on = models.DateField()
    explanation = models.TextField()
    is_understood = models.BooleanField(null=True)
    held_by = models.CharField(max_length=60)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(to_at=None), name="hold_one_open")
        ]

    class Privacy:
        sensitive = {"condition", "explanation"}
        plain = {
            "id", "case", "kind", "review_on", "is_understood", "held_by", "from_at", "to_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.review_on}"


class Parting(models.Model):
    """Two cases that a person said are not the same matter; they are not suggested again."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other"], name="parting_once")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "case", "other", "by", "at"}

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id}"
