"""Accounts of staff, roles as sets of grants, and where they hold."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField


class UserManager(BaseUserManager["User"]):
    """Accounts are found by their log-in name."""


class User(AbstractBaseUser):
    """One member of staff who logs in. Villagers need no account.

    `area` is where the account belongs: the administrators of that place look after it. An account
    without one belongs to the whole installation. What its owner may do stands in assignments.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    phone = EncryptedTextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    area = models.ForeignKey("places.Area", null=True, on_delete=models.PROTECT, related_name="+")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()
    posts_held: tuple[date | None, list[Any]] = (None, [])
    """The posts read together with the account, and of which day; of one request only."""

    class Privacy:
        sensitive = {"phone", "password"}
        plain = {
            "id", "username", "name", "is_active", "must_change_password", "created_at",
            "last_login", "area",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Nobody enters tables by a back door."""
        return False

    def has_perm(self, *_args: Any, **_kwargs: Any) -> bool:
        """Permissions are grants of roles, never Django's."""
        return False


class Role(models.Model):
    """A named set of grants, from the county's role table.

    `levels`: at which steps of the area tree it can be given. `is_by_unit`: it reaches only the
    matters of the holder's unit. `is_three_powers`: nobody holds two of these 三员.
    """

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=40)
    levels = ArrayField(models.CharField(max_length=8), default=list)
    grants = ArrayField(models.CharField(max_length=40), default=list)
    is_by_unit = models.BooleanField(default=False)
    is_three_powers = models.BooleanField(default=False)

    class Privacy:
        sensitive: set[str] = set()
        plain = {"code", "name", "levels", "grants", "is_by_unit", "is_three_powers"}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about time."""

    def in_force(self, day: date) -> AssignmentQuerySet:
        """Those that hold on that day."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))

    def not_over(self, day: date) -> AssignmentQuerySet:
        """Those that hold on that day or will hold later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Assignment(models.Model):
    """A person holds a role over an area, and for some roles over the matters of one unit.

    In force on a day when valid_from ≤ day < valid_to, like the codes of areas; taken back today
    means gone today. The row is kept. `unit` is the id of a unit, which lies above this package.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    unit = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit"], name="assignment_unit")]
        constraints = [
            models.CheckConstraint(
                name="assignment_begins_before_it_ends",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area", "unit"], condition=Q(valid_to=None),
                name="assignment_once", nulls_distinct=False,
            ),
        ]  # fmt: skip

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "user", "role", "area", "unit", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.area_id}"
