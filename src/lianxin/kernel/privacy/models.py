"""Who looked at what, and why."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AccessLog(models.Model):
    """One look at unmasked fields of a person or matter; appended, never edited."""

    id = models.BigAutoField(primary_key=True)
    actor = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    fields = ArrayField(models.CharField(max_length=40))
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="access_subject")]

    class Privacy:
        sensitive = {"reason"}
        plain = {"id", "actor", "actor_name", "subject", "fields", "at"}

    def __str__(self) -> str:
        return f"{self.actor} {self.subject} {self.at:%Y-%m-%d}"
