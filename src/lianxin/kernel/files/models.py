"""Photos and voice notes."""

from __future__ import annotations

from django.db import models

from lianxin.kernel import ids


class Attachment(models.Model):
    """One photo or voice note, cleaned and stored; `stream` names what it hangs on, or nothing yet."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    stream = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    thumb = models.CharField(max_length=200, blank=True)
    retention = models.CharField(max_length=20, default="case")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["stream", "created_at"], name="file_stream"),
            models.Index(
                fields=["created_at"], name="file_unbound", condition=models.Q(stream="")
            ),
        ]

    class Privacy:
        sensitive = {"name", "thumb"}
        plain = {
            "id", "stream", "kind", "sha256", "size", "mime", "width", "height", "retention",
            "created_at", "created_by",
        }

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
