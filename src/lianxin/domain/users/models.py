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
    """One member of staff who logs in. Villagers need no account."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    phone = EncryptedTextField(blank=True, default="")
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Privacy:
        sensitive = {"phone", "password", "email"}
        plain = {
            "id", "username", "name", "is_active", "must_change_password", "created_at",
            "last_login",
        }

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
    """A named set of grants, from the county's role table."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    grants = ArrayField(models.CharField(max_length=40), default=list)
    is_by_unit = models.BooleanField(default=False)

    class Privacy:
        sensitive: set[str] = set()
        plain = {"code", "name", "level", "grants", "is_by_unit"}

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Assignment(models.Model):
    """A person holds a role over an area, and for some roles over the matters of one unit."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("places.Area", on_delete=models.PROTECT, related_name="+")
    unit = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

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
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "user", "role", "area", "unit", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.user_id} {self.role_id} {self.area_id}"

    def is_valid_on(self, day: date) -> bool:
        """Does the assignment hold on that day? The last day counts."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
