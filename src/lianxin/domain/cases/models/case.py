"""The case itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from lianxin.domain.cases.rules import ENDED, Confidentiality, Level
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor, Scope
from lianxin.kernel.privacy import EncryptedTextField

OPEN = ~Q(state__in=sorted(s.value for s in ENDED))
VILLAGE_DIGITS = 12


def scope_condition(scope: Scope) -> Q:
    """One scope as a WHERE clause; a village never sees complaints about village staff."""
    places = Q(pk__in=[])
    for prefix in scope.areas:
        places |= area_condition(prefix)
    return places & Q(main_org=scope.unit) if scope.unit is not None else places


def area_condition(prefix: str) -> Q:
    """Cases in an area given by its code prefix, written so that an index answers."""
    if not prefix:
        return ~Q(pk__in=[])
    if len(prefix) >= VILLAGE_DIGITS:
        return Q(area=prefix[:VILLAGE_DIGITS], sensitive=False)
    exact = {6: "county", 9: "town"}.get(len(prefix))
    if exact:
        return Q(**{exact: prefix})
    return Q(county__startswith=prefix)


class CaseQuerySet(models.QuerySet["Case"]):
    """Named filters; every list begins with `visible_to`."""

    def visible_to(self, actor: Actor, grant: str) -> CaseQuerySet:
        """Rows in which the actor holds the grant, and the matters they proved to be their own."""
        own = [s.removeprefix("case:") for s in actor.streams if s.startswith("case:")]
        condition = Q(pk__in=own)
        for scope in actor.scopes_for(grant):
            condition |= scope_condition(scope)
        return self.filter(condition)

    def still_open(self) -> CaseQuerySet:
        """Not ended yet; answered by a partial index."""
        return self.filter(OPEN)

    def late(self, now: datetime) -> CaseQuerySet:
        """The running clock has run out."""
        return self.still_open().filter(next_due__lt=now)

    def soon(self, now: datetime) -> CaseQuerySet:
        """The running clock is nearly run out."""
        return self.still_open().filter(next_soon__lte=now, next_due__gte=now)


class Case(models.Model):
    """One matter of a villager, from 发现 to 结果."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    no = models.CharField(max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12)
    level = models.PositiveSmallIntegerField(default=Level.ORDINARY.value)
    category = models.CharField(max_length=6, blank=True)
    origin = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    nature = models.CharField(max_length=20)
    sensitive = models.BooleanField(default=False)

    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    group = models.CharField(max_length=14, blank=True)
    grid = models.CharField(max_length=15, blank=True)
    place_text = models.CharField(max_length=100, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    title = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    people_count = models.PositiveIntegerField(default=1)
    attachment_count = models.PositiveSmallIntegerField(default=0)
    search = SearchVectorField(null=True)

    confidentiality = models.CharField(max_length=12, default=Confidentiality.OPEN.value)
    reporter_name = EncryptedTextField(blank=True, default="")
    reporter_phone = EncryptedTextField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True)
    is_on_behalf = models.BooleanField(default=False)
    registered_by = models.CharField(max_length=60)

    main_org = models.ForeignKey(
        "orgs.Org", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    leaders = models.JSONField(default=list)
    handlers = models.JSONField(default=list)
    clock_version = models.CharField(max_length=20, blank=True)

    registered_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    clock_from = models.DateTimeField(null=True)
    dispatch_due = models.DateTimeField()
    sign_due = models.DateTimeField(null=True)
    contact_due = models.DateTimeField(null=True)
    result_due = models.DateTimeField(null=True)
    call_back_due = models.DateTimeField(null=True)
    next_clock = models.CharField(max_length=10, blank=True)
    next_soon = models.DateTimeField(null=True)
    next_due = models.DateTimeField(null=True)

    dispatch_count = models.PositiveSmallIntegerField(default=0)
    redo_count = models.PositiveSmallIntegerField(default=0)
    call_back_tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)
    decline_reason = models.CharField(max_length=20, blank=True)
    has_appealed = models.BooleanField(default=False)
    solved = models.CharField(max_length=8, blank=True)
    satisfied = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_open_has_one_next_clock",
                condition=(OPEN & Q(next_due__isnull=False) & ~Q(next_clock=""))
                | (~OPEN & Q(next_due__isnull=True, next_clock="")),
            ),
            models.CheckConstraint(
                name="case_dispatched_has_unit_and_date",
                condition=Q(state__in=["registered", "not_accepted", "withdrawn"])
                | Q(main_org__isnull=False, dispatched_at__isnull=False, result_due__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_at_with_state",
                condition=(OPEN & Q(closed_at=None)) | (~OPEN & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_anonymous_keeps_no_name",
                condition=~Q(confidentiality="anonymous") | Q(phone_hash=""),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "registered_at", "id"], name="case_county_time"),
            models.Index(fields=["town", "registered_at", "id"], name="case_town_time"),
            models.Index(fields=["area", "registered_at", "id"], name="case_area_time"),
            models.Index(fields=["main_org", "registered_at", "id"], name="case_org_time"),
            # With `next_soon` beside them the counts of all queues are answered by the index alone.
            models.Index(
                fields=["county", "state", "next_due", "id"],
                name="case_open_county",
                condition=OPEN,
                include=["next_soon"],
            ),
            models.Index(
                fields=["town", "state", "next_due", "id"],
                name="case_open_town",
                condition=OPEN,
                include=["next_soon"],
            ),
            models.Index(
                fields=["main_org", "state", "next_due", "id"], name="case_open_org", condition=OPEN
            ),
            models.Index(fields=["next_due"], name="case_open_due", condition=OPEN),
            models.Index(fields=["next_soon"], name="case_open_soon", condition=OPEN),
            models.Index(
                fields=["phone_hash", "registered_at"],
                name="case_phone",
                condition=~Q(phone_hash=""),
            ),
            GinIndex(fields=["search"], name="case_search"),
        ]

    class Privacy:
        sensitive = {
            "title", "text", "search", "place_text", "lon", "lat", "reporter_name",
            "reporter_phone", "phone_hash",
        }  # fmt: skip
        plain = {
            "id", "county", "town", "no", "version", "state", "level", "category", "origin",
            "channel", "nature", "sensitive", "area", "group", "grid", "people_count",
            "attachment_count", "confidentiality", "is_on_behalf", "registered_by", "main_org",
            "leaders", "handlers", "clock_version", "registered_at", "dispatched_at", "signed_at",
            "contacted_at", "replied_at", "closed_at", "dispatch_due", "sign_due", "contact_due",
            "result_due", "call_back_due", "clock_from", "next_clock", "next_soon", "next_due",
            "dispatch_count", "redo_count", "call_back_tries", "outcome", "decline_reason",
            "has_appealed", "solved", "satisfied", "rated_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.no

    def remember(self) -> None:
        """Take note of the row as it was read, so that only what changes is written."""
        self._as_read = self._loaded()

    def changed(self) -> list[str]:
        """The columns that differ from the row as it was noted."""
        return [name for name, value in self._loaded().items() if value != self._as_read[name]]

    def _loaded(self) -> dict[str, Any]:
        held = self.__dict__
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: held[name] for name in names if name in held}

    @property
    def stream(self) -> str:
        """The stream of this case's facts and attachments."""
        return f"case:{self.pk}"
