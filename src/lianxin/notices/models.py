"""Messages on their way out, lines on the screens of staff, and texts for the loudspeaker."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from lianxin.kernel import ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy import EncryptedTextField
from lianxin.notices.rules import NEWS, READY, State, account_of

ON_ITS_WAY = Q(state__in=sorted(s.value for s in READY | {State.SENDING}))


class MessageQuerySet(models.QuerySet["Message"]):
    """Named filters."""

    def given_up(self, now: datetime) -> MessageQuerySet:
        """Tried in vain and still news; what was held back as too much is not among them."""
        return self.filter(state=State.DEAD.value, created_at__gt=now - NEWS, attempts__gt=0)


class Message(models.Model):
    """One text to one recipient by one way out. Its id is what the gateway knows it by.

    `dedupe` makes it go out once, however often the reason for it is told.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    channel = models.CharField(max_length=12)
    to = EncryptedTextField()
    to_hash = models.CharField(max_length=64)
    stream = models.CharField(max_length=60, blank=True)
    template = models.CharField(max_length=40)
    text = EncryptedTextField()
    is_urgent = models.BooleanField(default=False)
    dedupe = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_sent_says_when",
                condition=Q(state=State.SENT.value, sent_at__isnull=False)
                | ~Q(state=State.SENT.value) & Q(sent_at=None),
            )
        ]
        indexes = [
            models.Index(fields=["not_before"], name="message_on_its_way", condition=ON_ITS_WAY),
            models.Index(
                fields=["created_at"], name="message_dead", condition=Q(state=State.DEAD.value)
            ),
            models.Index(fields=["to_hash", "created_at"], name="message_recipient"),
            models.Index(fields=["created_at"], name="message_age"),
        ]

    class Privacy:
        sensitive = {"to", "to_hash", "text", "reference"}
        plain = {
            "id", "channel", "stream", "template", "is_urgent", "dedupe", "state", "not_before",
            "attempts", "tried_at", "sent_at", "error", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.channel} {self.template} {self.state}"


class InAppQuerySet(models.QuerySet["InApp"]):
    """Every list begins with `of`."""

    def of(self, actor: Actor) -> InAppQuerySet:
        """The lines of the actor's own screen and nobody else's."""
        account = account_of(actor.id)
        return self.none() if account is None else self.filter(user_id=account)


class InApp(models.Model):
    """One line on the screen of one member of staff; it goes when it is old."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=200)
    link = models.CharField(max_length=200, blank=True)
    dedupe = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = InAppQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "dedupe"], name="in_app_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="in_app_inbox"),
            models.Index(fields=["user"], name="in_app_unread", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="in_app_age"),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "user", "stream", "text", "link", "dedupe", "at", "read_at"}

    def __str__(self) -> str:
        return self.text


class Announcement(models.Model):
    """A text for whoever speaks into a village's loudspeaker; public by nature."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    area = models.CharField(max_length=12)
    text = models.TextField()
    at = models.DateTimeField()
    read_out_at = models.DateTimeField(null=True)
    read_out_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="announcement_read_out_by_somebody",
                condition=Q(read_out_at=None, read_out_by="")
                | Q(read_out_at__isnull=False) & ~Q(read_out_by=""),
            )
        ]
        indexes = [models.Index(fields=["area", "-at"], name="announcement_area")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "area", "text", "at", "read_out_at", "read_out_by"}

    def __str__(self) -> str:
        return f"{self.area} {self.text[:20]}"
