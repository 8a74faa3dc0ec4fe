"""Imports: the file, what was found in it, and how its columns were read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.exchange.rules import Kind, State
from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField


class ImportMapping(models.Model):
    """Which column of a county's export is which field 列对应."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6, db_collation="C")
    name = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)
    kept_by = models.CharField(max_length=80)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "name"], name="exchange_mapping_name_once"),
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "county", "name", "columns", "kept_by", "kept_at"}

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One file of work orders and what became of its rows 导入批次.

    `headers`: a JSON list, sealed because a file without a heading begins with somebody's data.
    `done`: rows gone through in the present run; a run that was cut off goes on behind them.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    county = models.CharField(max_length=6, db_collation="C")
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, db_collation="C")
    bytes = models.PositiveIntegerField()
    headers = EncryptedTextField()
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=State.UPLOADED.value)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exchange_batch_state_known",
                condition=Q(state__in=[state.value for state in State]),
            ),
            models.CheckConstraint(
                name="exchange_batch_counts_fit",
                condition=Q(done=models.F("good") + models.F("known") + models.F("bad")),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-made_at"], name="exchange_batch_recent"),
            models.Index(
                fields=["moved_at"],
                name="exchange_batch_busy",
                condition=Q(state__in=[State.CHECKING.value, State.RUNNING.value]),
            ),
        ]

    class Privacy:
        sensitive = {"headers"}
        plain = {
            "id", "county", "file_name", "digest", "bytes", "columns", "state", "total",
            "done", "good", "known", "bad", "trouble", "made_by", "made_at", "moved_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.file_name

    @property
    def stream(self) -> str:
        """Under which name its facts are kept."""
        return f"import:{self.pk}"


class ImportFile(models.Model):
    """The bytes of a file, sealed, for as long as they are needed. `body`: base64 of deflate."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=6, choices=[(k.value, k.value) for k in Kind])
    body = EncryptedTextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind"], name="exchange_file_kind_once"),
        ]
        indexes = [models.Index(fields=["made_at"], name="exchange_file_age")]

    class Privacy:
        sensitive = {"body"}
        plain = {"id", "batch", "kind", "made_at"}

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind}"


class ImportFault(models.Model):
    """What is wrong with one cell: its row in the sheet, its column, and why 错误行."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60, blank=True)
    reason = EncryptedTextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "row", "column"], name="exchange_fault_cell_once"
            ),
        ]

    class Privacy:
        sensitive = {"reason"}
        plain = {"id", "batch", "row", "column"}

    def __str__(self) -> str:
        return f"{self.row} {self.column}"
