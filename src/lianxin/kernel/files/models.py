"""Photos and voice notes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.kernel import ids


class Kind(models.TextChoices):
    """What sort of file it is."""

    PHOTO = "photo"
    VOICE = "voice"


class Retention(models.TextChoices):
    """How long a file is kept: a day if nothing ever used it, else as long as its matter."""

    UNBOUND = "unbound"
    MATTER = "matter"


class Attachment(models.Model):
    """One photo or voice note, made safe and stored.

    `stream` names the matter it hangs on ("case:…"); empty while the report is being written.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    stream = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(null=True)
    storage_name = models.CharField(max_length=200)
    thumb_name = models.CharField(max_length=200, blank=True)
    retention = models.CharField(max_length=8, default=Retention.UNBOUND.value)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_kind_known", condition=Q(kind__in=["photo", "voice"])
            ),
            models.CheckConstraint(
                name="file_kept_as_long_as_its_matter",
                condition=Q(stream="", retention="unbound") | ~Q(stream="") & Q(retention="matter"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["stream", "created_at"], name="file_stream", condition=~Q(stream="")
            ),
            models.Index(fields=["created_at"], name="file_unbound", condition=Q(stream="")),
        ]

    class Privacy:
        sensitive = {"storage_name", "thumb_name", "sha256"}
        plain = {
            "id",
            "stream",
            "kind",
            "bytes",
            "mime",
            "width",
            "height",
            "seconds",
            "retention",
            "created_at",
            "created_by",
        }

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
