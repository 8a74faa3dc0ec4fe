"""What a person agreed to, how, and since when no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.domain.people.models.resident import Resident
from lianxin.domain.people.rules.consent import NEEDS_WITNESS, Method
from lianxin.kernel import ids


class Consent(models.Model):
    """A person's yes to one purpose 同意; withdrawn by a word, at any time 撤回.

    For a minor the guardian says it. Rows stay: what was done while it stood has to be explained.
    Basis: 个人信息保护法 art. 13–15, 29, 31.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20)
    method = models.CharField(max_length=8)
    by_guardian = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    witness = models.CharField(max_length=40, blank=True, default="")
    given_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=60)
    noted_name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"], condition=Q(withdrawn_at=None), name="consent_once"
            ),
            models.CheckConstraint(
                name="consent_method_known", condition=Q(method__in=[v.value for v in Method])
            ),
            models.CheckConstraint(
                name="consent_spoken_has_witness",
                condition=~Q(method__in=sorted(v.value for v in NEEDS_WITNESS)) | ~Q(witness=""),
            ),
        ]

    class Privacy:
        sensitive = {"witness", "by_guardian"}
        plain = {
            "id", "resident", "purpose", "method", "given_on", "withdrawn_at", "noted_by",
            "noted_name",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
