"""The database never sees a sealed field in clear."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.errors import Denied
from lianxin.kernel.privacy import box, services
from lianxin.kernel.privacy.fields import EncryptedTextField, encrypted_fields
from lianxin.kernel.privacy.keys import KeyMissing, generate_line

UseRing = Callable[..., None]
OLD, NEW = generate_line("k2025"), generate_line("k2026")

with isolate_apps("lianxin.kernel.privacy"):

    class Person(models.Model):
        """A table only for these tests."""

        id = models.BigAutoField(primary_key=True)
        name = EncryptedTextField(default="", blank=True)
        phone = EncryptedTextField(default="")

        objects: ClassVar[models.Manager[Person]] = models.Manager()

        class Meta:
            app_label = "privacy"
            db_table = "test_person"

        def __str__(self) -> str:
            return str(self.pk)


@pytest.fixture
def person_table(db: None) -> None:
    with connection.schema_editor() as editor:  # gone again with the test's transaction
        editor.create_model(Person)


@pytest.fixture
def only_person(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [Person._meta.get_field("name"), Person._meta.get_field("phone")]
    monkeypatch.setattr(services, "encrypted_fields", lambda: iter(fields))


def stored(column: str = "name") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_person ORDER BY id")  # noqa: S608 - own names
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("person_table")
def test_every_way_of_writing_seals_once() -> None:
    one = Person.objects.create(name="王奶奶", phone="13812345678")
    Person.objects.bulk_create([Person(name="老李"), Person(name="")])
    Person.objects.update_or_create(pk=one.pk, defaults={"name": "王奶奶（改）"})
    two = Person.objects.get(pk=one.pk + 1)
    two.name = "老李（改）"
    Person.objects.bulk_update([two], ["name"])
    Person.objects.filter(pk=one.pk).update(phone="13912345678")
    assert list(Person.objects.order_by("pk").values_list("name", "phone")) == [
        ("王奶奶（改）", "13912345678"),
        ("老李（改）", ""),
        ("", ""),
    ]
    names = stored()
    assert names[0].startswith("v1:test:")
    assert names[1].startswith("v1:test:")
    assert names[2] == ""
    assert stored("phone")[1:] == ["", ""]


@pytest.mark.usefixtures("person_table")
def test_a_sealed_column_may_only_be_asked_whether_it_is_empty() -> None:
    Person.objects.create(name="王奶奶")
    Person.objects.create(name="", phone="1")
    assert Person.objects.filter(name="").count() == 1
    assert Person.objects.exclude(name="").count() == 1
    assert Person.objects.filter(phone__isnull=True).count() == 0
    for question in ({"name": "王奶奶"}, {"name__contains": "王"}, {"name__in": ["王奶奶"]}):
        with pytest.raises(FieldError):
            Person.objects.filter(**question).count()


@pytest.mark.usefixtures("person_table")
def test_with_the_key_gone_nothing_is_read_and_nothing_overwritten(use_ring: UseRing) -> None:
    use_ring(OLD)
    one = Person.objects.create(name="王奶奶")
    before = stored()
    use_ring(NEW)
    with pytest.raises(KeyMissing):
        Person.objects.get(pk=one.pk)
    assert stored() == before
    use_ring(NEW, OLD)
    assert Person.objects.get(pk=one.pk).name == "王奶奶"


@pytest.mark.usefixtures("person_table", "only_person")
def test_a_new_key_takes_over_everything_in_small_steps(use_ring: UseRing) -> None:
    use_ring(OLD)
    Person.objects.bulk_create(Person(name=f"第{n}人", phone=str(n)) for n in range(7))
    Person.objects.create(name="", phone="")
    use_ring(NEW, OLD)
    Person.objects.create(name="新来的", phone="")
    done = services.rotate(actor=system("rotate"), batch=3)
    assert done == {"test_person.name": 7, "test_person.phone": 7}
    assert services.rotate(actor=system("rotate"), batch=3) == {
        "test_person.name": 0,
        "test_person.phone": 0,
    }
    assert all(v == "" or v.startswith("v1:k2026:") for v in stored())
    use_ring(NEW)
    names = list(Person.objects.order_by("pk").values_list("name", flat=True))
    assert names == [*(f"第{n}人" for n in range(7)), "", "新来的"]


@pytest.mark.usefixtures("person_table", "only_person")
def test_what_cannot_be_opened_is_not_touched_by_a_change_of_key(use_ring: UseRing) -> None:
    use_ring(OLD)
    Person.objects.create(name="王奶奶")
    before = stored()
    use_ring(NEW)
    with pytest.raises(KeyMissing):
        services.rotate(actor=system("rotate"))
    assert stored() == before


def test_only_the_operator_changes_keys() -> None:
    with pytest.raises(Denied):
        services.rotate(actor=VILLAGER)


def test_every_sealed_field_is_known_and_has_one_key_column() -> None:
    fields = list(encrypted_fields())
    assert fields
    assert len({field.context for field in fields}) == len(fields)
    assert all(len(field.model._meta.pk_fields) == 1 for field in fields)


def test_a_value_is_bound_to_its_table_and_column() -> None:
    field = Person._meta.get_field("name")
    assert isinstance(field, EncryptedTextField)
    assert field.context == "test_person.name"
    assert box.open_sealed(field.get_prep_value("王奶奶"), "test_person.name") == "王奶奶"
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None, None, connection) is None
