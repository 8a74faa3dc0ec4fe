"""Who looked at what, and why; and by which sign the key ring is known to be the right one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AccessLog(models.Model):
    """One look at unmasked fields of a person or matter. The database refuses to change a row."""

    id = models.BigAutoField(primary_key=True)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    fields = ArrayField(models.CharField(max_length=40))
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "at"], name="access_subject"),
            models.Index(fields=["actor", "at"], name="access_actor"),
        ]

    class Privacy:
        sensitive = {"reason"}
        plain = {"id", "actor", "actor_name", "subject", "fields", "at"}

    def __str__(self) -> str:
        return f"{self.actor} {self.subject} {self.at:%Y-%m-%d}"


class RingSign(models.Model):
    """A hash that only the right oldest key makes again; one row, written at the first start."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key_id = models.CharField(max_length=40)
    sign = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="ring_sign_once", condition=models.Q(id=1))]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "key_id", "sign"}

    def __str__(self) -> str:
        return self.key_id
