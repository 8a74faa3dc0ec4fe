"""The case itself."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left

from lianxin.domain.cases.models.reach import ABOUT_STAFF, OPEN, CaseQuerySet
from lianxin.domain.cases.rules import Confidentiality, Level
from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField

WITHOUT_UNIT = ["registered", "reopened", "not_accepted", "withdrawn", "to_emergency", "merged"]


class Case(models.Model):
    """One matter of a villager, from 发现 to 结果.

    `clock_version`: table and version of its clocks. `is_tacit`: signed by silence.
    `contact_denied`: the reporter says that nobody contacted them. `redo_count`: all redos, of
    which `redo_before` were in rounds before the present one.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    no = models.CharField(max_length=20, unique=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=16)
    level = models.PositiveSmallIntegerField(default=Level.ORDINARY.value)
    category = models.CharField(max_length=6, blank=True)
    origin = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    nature = models.CharField(max_length=20)
    external_no = models.CharField(max_length=40, blank=True)
    suggested = models.JSONField(default=list)
    sensitive = models.BooleanField(default=False)
    hidden_from_town = models.BooleanField(default=False)
    about_org = models.ForeignKey(
        "orgs.Org", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about_user = models.CharField(max_length=60, blank=True)
    barred = ArrayField(models.UUIDField(), default=list)

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
    helpers = ArrayField(models.UUIDField(), default=list)
    whistle = models.CharField(max_length=10, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    owner_name = models.CharField(max_length=60, blank=True)
    cadre = models.CharField(max_length=60, blank=True)
    cadre_name = models.CharField(max_length=60, blank=True)
    leaders = models.JSONField(default=list)
    handlers = models.JSONField(default=list)
    clock_version = models.CharField(max_length=64, blank=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    merged_from = models.CharField(max_length=16, blank=True)
    joined_at = models.DateTimeField(null=True)
    child_count = models.PositiveIntegerField(default=0)
    is_group = models.BooleanField(default=False)
    is_hard = models.BooleanField(default=False)
    is_settled = models.BooleanField(default=False)
    is_designated = models.BooleanField(default=False)
    needs_verify = models.BooleanField(default=False)
    repeat_count = models.PositiveSmallIntegerField(default=0)
    supervision = models.PositiveSmallIntegerField(default=0)

    registered_at = models.DateTimeField()
    first_dispatched_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    is_tacit = models.BooleanField(default=False)
    contacted_at = models.DateTimeField(null=True)
    contact_denied = models.BooleanField(default=False)
    replied_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    clock_from = models.DateTimeField(null=True)
    dispatch_due = models.DateTimeField()
    sign_due = models.DateTimeField(null=True)
    contact_due = models.DateTimeField(null=True)
    result_due = models.DateTimeField(null=True)
    call_back_due = models.DateTimeField(null=True)
    return_until = models.DateTimeField(null=True)
    stage_due = models.DateTimeField(null=True)
    wait_due = models.DateTimeField(null=True)
    next_clock = models.CharField(max_length=10, blank=True)
    next_from = models.DateTimeField(null=True)
    next_mark = models.CharField(max_length=24, blank=True)
    next_mark_at = models.DateTimeField(null=True)
    next_soon = models.DateTimeField(null=True)
    next_due = models.DateTimeField(null=True)

    dispatch_count = models.PositiveSmallIntegerField(default=0)
    redo_count = models.PositiveSmallIntegerField(default=0)
    redo_before = models.PositiveSmallIntegerField(default=0)
    extend_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
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
                condition=Q(state__in=WITHOUT_UNIT)
                | Q(is_settled=True)
                | Q(parent__isnull=False)
                | Q(main_org__isnull=False, dispatched_at__isnull=False, result_due__isnull=False),
            ),
            models.CheckConstraint(
                name="case_closed_at_with_state",
                condition=((OPEN | Q(state="merged")) & Q(closed_at=None))
                | (~OPEN & ~Q(state="merged") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_anonymous_keeps_no_name",
                condition=~Q(confidentiality="anonymous") | Q(phone_hash=""),
            ),
            models.UniqueConstraint(
                fields=["county", "external_no"],
                condition=~Q(external_no=""),
                name="case_external_no_once",
            ),
            models.CheckConstraint(
                name="case_joined_has_parent",
                condition=~Q(state="merged") | Q(parent__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "registered_at", "id"], name="case_county_time"),
            models.Index(
                models.F("county"),
                Left("category", 2),
                models.F("registered_at"),
                models.F("id"),
                name="case_county_kind",
            ),
            models.Index(fields=["town", "registered_at", "id"], name="case_town_time"),
            models.Index(fields=["area", "registered_at", "id"], name="case_area_time"),
            models.Index(fields=["main_org", "registered_at", "id"], name="case_org_time"),
            # With `next_soon` beside them the counts of all queues are answered by the index alone.
            models.Index(
                fields=["county", "state", "next_due", "id"],
                name="case_open_county",
                condition=OPEN,
                include=["next_soon", "supervision"],
            ),
            models.Index(
                fields=["town", "state", "next_due", "id"],
                name="case_open_town",
                condition=OPEN,
                include=["next_soon", "hidden_from_town", "supervision"],
            ),
            models.Index(
                fields=["main_org", "state", "next_due", "id"], name="case_open_org", condition=OPEN
            ),
            models.Index(fields=["next_due"], name="case_open_due", condition=OPEN),
            models.Index(
                fields=["owner", "next_due"], name="case_open_owner", condition=OPEN & ~Q(owner="")
            ),
            models.Index(
                fields=["next_mark_at"],
                name="case_open_mark",
                condition=Q(next_mark_at__isnull=False),
            ),
            models.Index(
                fields=["parent"], name="case_children", condition=Q(parent__isnull=False)
            ),
            models.Index(
                fields=["county", "registered_at"], name="case_about_staff", condition=ABOUT_STAFF
            ),
            models.Index(
                fields=["next_due", "id"],
                name="case_watched",
                condition=OPEN & Q(supervision__gt=0),
            ),
            models.Index(
                fields=["next_due", "id"],
                name="case_whistled",
                condition=OPEN & Q(whistle__in=["draft", "unsigned"]),
            ),
            # Else the list of what has ended begins by passing over all that came after it.
            models.Index(
                fields=["county", "registered_at", "id"], name="case_ended_county", condition=~OPEN
            ),
            GinIndex(fields=["helpers"], name="case_helpers", condition=OPEN & ~Q(helpers=[])),
            models.Index(
                fields=["phone_hash", "registered_at"],
                name="case_phone",
                condition=~Q(phone_hash=""),
            ),
            models.Index(
                fields=["rated_at"], name="case_unsatisfied", condition=Q(satisfied__lte=2)
            ),
            # Together, so that a unit's few hits are found among everybody's many; what waits to be
            # sorted in is read by every search, and is therefore kept short (kB).
            GinIndex(
                fields=["main_org", "town", "search"], name="case_words", gin_pending_list_limit=512
            ),
        ]

    class Privacy:
        sensitive = {
            "title", "text", "search", "place_text", "lon", "lat", "reporter_name",
            "reporter_phone", "phone_hash",
        }  # fmt: skip
        plain = {
            "id", "county", "town", "no", "version", "state", "level", "category", "origin",
            "channel", "nature", "external_no", "suggested", "sensitive", "hidden_from_town",
            "about_org", "about_user", "barred", "area", "group", "grid", "people_count",
            "attachment_count", "confidentiality", "is_on_behalf", "registered_by", "main_org",
            "helpers", "whistle", "owner", "owner_name", "cadre", "cadre_name", "leaders",
            "handlers", "clock_version",
            "parent", "merged_from", "joined_at", "is_tacit", "contact_denied", "redo_before",
            "child_count", "is_group", "is_hard", "is_settled", "is_designated", "needs_verify",
            "repeat_count", "supervision", "registered_at", "first_dispatched_at",
            "dispatched_at", "signed_at", "contacted_at", "replied_at", "verified_at", "held_at",
            "closed_at", "dispatch_due", "sign_due", "contact_due", "result_due", "call_back_due",
            "return_until", "stage_due", "wait_due", "clock_from", "next_clock", "next_from",
            "next_mark", "next_mark_at", "next_soon", "next_due", "dispatch_count", "redo_count",
            "extend_count", "reopen_count", "call_back_tries", "outcome", "decline_reason",
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

    def was(self, name: str) -> Any:
        """A column as it stood when the row was noted."""
        return self._as_read[name]

    def _loaded(self) -> dict[str, Any]:
        held = self.__dict__
        names = (field.attname for field in self._meta.concrete_fields)
        return {name: held[name] for name in names if name in held}

    @property
    def stream(self) -> str:
        """The stream of this case's facts and attachments."""
        return f"case:{self.pk}"
