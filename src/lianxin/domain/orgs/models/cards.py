"""A village's service card 便民服务卡: its entries, its versions, what villagers say is missing."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianxin.domain.orgs.models.units import Post
from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField


class Card(models.Model):
    """The one card of a village. Whoever changes an entry holds this row, so changes come in turn.

    `number`: the version that stands now, 0 before the first line; `content_hash`: what it says.
    """

    village = models.OneToOneField(
        "places.Area", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True)

    class Privacy:
        sensitive: set[str] = set()
        plain = {"village", "number", "content_hash"}

    def __str__(self) -> str:
        return f"{self.village_id} {self.number}"


class CardEntry(models.Model):
    """One line of a card: whom to ring, for what, by which numbers. Public, so work phones only.

    `duty`: what they do 分工. `post`: the post that the line is about; name and office then come
    from it, and the line ends with it. `consent_by`, `consent_on`: who said that a private number
    may be shown, and when. A dropped line stays, so that it can come back.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="entries")
    group = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    duty = models.CharField(max_length=60, blank=True)
    phones = ArrayField(models.CharField(max_length=20))
    hours = models.CharField(max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    valid_to = models.DateField(null=True)
    consent_by = models.CharField(max_length=40, blank=True)
    consent_on = models.DateField(null=True)
    checked_on = models.DateField()
    checked_by = models.CharField(max_length=60)
    dropped_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card", "group", "name"],
                condition=Q(dropped_on=None),
                name="card_entry_name_once_in_group",
            ),
            models.CheckConstraint(
                name="card_entry_consent_whole",
                condition=Q(consent_by="", consent_on=None)
                | ~Q(consent_by="") & Q(consent_on__isnull=False),
            ),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {
            "id",
            "card",
            "group",
            "name",
            "duty",
            "phones",
            "hours",
            "order",
            "post",
            "valid_to",
            "consent_by",
            "consent_on",
            "checked_on",
            "checked_by",
            "dropped_on",
            "version",
        }

    def __str__(self) -> str:
        return f"{self.name} {'、'.join(self.phones)}"


class CardVersion(models.Model):
    """What a reader saw from a moment on; a new one with each change that a reader would see."""

    id = models.BigAutoField(primary_key=True)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "number"], name="card_version_once")]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "card", "number", "at", "content_hash"}

    def __str__(self) -> str:
        return f"{self.card_id} {self.number}"


class CardSuggestion(models.Model):
    """A number that a villager misses on the card; sealed, and forgotten once it is decided.

    `origin`: keyed hash of where it came from, for as long as it is open.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    village = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    whose = EncryptedTextField()
    phone = EncryptedTextField(blank=True)
    at = models.DateTimeField()
    origin = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)
    entry = models.ForeignKey(CardEntry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["village", "at"], condition=Q(decided_at=None), name="card_suggestion_open"
            ),
            models.Index(
                fields=["origin", "at"], condition=~Q(origin=""), name="card_suggestion_origin"
            ),
        ]

    class Privacy:
        sensitive = {"whose", "phone", "origin"}
        plain = {"id", "village", "at", "decided_at", "decided_by", "entry"}

    def __str__(self) -> str:
        return f"{self.village_id} {self.at:%Y-%m-%d}"
