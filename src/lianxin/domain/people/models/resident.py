"""One person of a household."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from lianxin.domain.people.models.household import Household
from lianxin.domain.people.rules import HERE, SEX_NAMES, Residence
from lianxin.kernel import ids
from lianxin.kernel.privacy import EncryptedTextField
from lianxin.kernel.reach import PlacedQuerySet

COUNTED = Q(residence__in=sorted(value.value for value in HERE))


class Resident(models.Model):
    """A person as far as the village must know one, and no further 村民.

    The identity number and the phone are sealed; hashes find them again, `phone_tail` (the last
    four digits) and `initials` (李明 → lm) find a person in a list. Place columns repeat the
    household's, so that scope is answered without it.
    Basis: domain.md §4.3 (the minimum set); 个人信息保护法 art. 6.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="residents")
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    area = models.ForeignKey(
        "places.Area", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grid = models.CharField(max_length=15, blank=True, default="")
    name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40, blank=True, default="")
    sex = models.CharField(max_length=1, default="0")
    birth_on = models.DateField(null=True)
    id_number = EncryptedTextField(blank=True, default="")
    id_hash = models.CharField(max_length=64, blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="")
    phone_tail = models.CharField(max_length=4, blank=True, default="")
    relation = models.CharField(max_length=4, blank=True, default="")
    residence = models.CharField(max_length=8, default=Residence.HOME.value)
    left_on = models.DateField(null=True)
    guardian = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="wards")
    is_member = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_hash"], condition=COUNTED & ~Q(id_hash=""), name="resident_id_once"
            ),
            models.CheckConstraint(
                name="resident_sex_known", condition=Q(sex__in=sorted(SEX_NAMES))
            ),
            models.CheckConstraint(
                name="resident_residence_known",
                condition=Q(residence__in=[v.value for v in Residence]),
            ),
            models.CheckConstraint(
                name="resident_guards_not_oneself", condition=~Q(guardian=models.F("id"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["town", "name"], name="resident_town_name",
                opclasses=["text_pattern_ops", "text_pattern_ops"],
            ),
            models.Index(
                fields=["town", "initials"], name="resident_town_initials",
                opclasses=["text_pattern_ops", "text_pattern_ops"],
            ),
            models.Index(fields=["name"], name="resident_name", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["initials"], name="resident_initials", opclasses=["text_pattern_ops"]
            ),
            models.Index(
                fields=["phone_tail", "town"], name="resident_tail", condition=~Q(phone_tail="")
            ),
            models.Index(
                fields=["phone_hash"], name="resident_phone", condition=~Q(phone_hash="")
            ),
        ]  # fmt: skip

    class Privacy:
        sensitive = {
            "name", "initials", "sex", "birth_on", "id_number", "id_hash", "phone", "phone_hash",
            "phone_tail", "residence", "left_on", "guardian",
        }  # fmt: skip
        plain = {
            "id", "household", "county", "town", "area", "grid", "relation", "is_member",
            "version", "changed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
