"""Writes of the privacy package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy import box, keys
from lianxin.kernel.privacy.fields import EncryptedTextField, encrypted_fields
from lianxin.kernel.privacy.models import AccessLog, RingSign
from lianxin.kernel.privacy.permissions import Grant


def reveal_log(*, actor: Actor, subject: str, fields: Sequence[str], reason: str) -> None:
    """Write down who looked at which fields of whom, and why 查看留痕.

    Called in the transaction of the look, so that nothing is shown that is not written down.
    Basis: 个人信息保护法 art. 51; domain.md §4.3.
    Raises: Invalid.
    """
    if not reason.strip():
        said = _("请写明为什么要看，会留下记录。")
        raise Invalid(said, fields={"reason": said})
    AccessLog.objects.create(
        actor=actor.id,
        actor_name=actor.name[:60],
        subject=subject,
        fields=list(fields),
        reason=reason.strip()[:200],
        at=clock.now(),
    )


def ring_verify(*, actor: Actor) -> None:
    """Make sure at start that the key ring is the one this database was written with.

    The first start leaves a sign; later ones compare. Without this a wrong oldest key would
    quietly fail to find phone numbers. Safe to repeat.
    Raises: KeyMissing.
    """
    sign = box.keyed_hash("the ring is the right one")
    held, _is_new = RingSign.objects.get_or_create(
        id=1, defaults={"key_id": keys.oldest().id, "sign": sign}
    )
    if held.sign != sign:
        said = _(
            "密钥文件和这个数据库不是一对，请恢复原来的密钥文件再启动。最早的密钥应当是“%(id)s”。"
        )
        raise keys.KeyMissing(said % {"id": held.key_id})


def rotate(*, actor: Actor, batch: int = 500) -> dict[str, int]:
    """Seal everything anew with the newest key 更换密钥; returns how many values per column.

    Works in small transactions beside the running program: an interrupted run is simply started
    again. Nothing is touched that cannot be opened first. Afterwards the old keys, but not the
    oldest, may leave the ring once all processes have been restarted with the new one.
    Safe to repeat.
    Raises: Denied, KeyMissing.
    """
    actor.require(Grant.MANAGE, area="")
    return {field.context: _rotate_column(field, batch) for field in encrypted_fields()}


def _rotate_column(field: EncryptedTextField, batch: int) -> int:
    done = 0
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _stale_rows(field, last, batch)
            for pk, value in rows:
                _write(field, pk, box.seal(box.open_sealed(value, field.context), field.context))
        if not rows:
            return done
        done, last = done + len(rows), rows[-1][0]


def _stale_rows(field: EncryptedTextField, last: Any, batch: int) -> list[tuple[Any, str]]:
    """The next rows, locked, whose value was written with an older key."""
    query = sql.SQL(
        "SELECT {pk}, {column} FROM {table} WHERE {column} <> '' AND NOT starts_with({column}, %s)"
        " AND (%s::text IS NULL OR {pk} > %s) ORDER BY {pk} LIMIT %s FOR UPDATE"
    ).format(**_names(field))
    mark = box.mark(keys.newest())
    with connection.cursor() as cursor:
        cursor.execute(query, [mark, None if last is None else str(last), last, batch])
        return list(cursor.fetchall())


def _write(field: EncryptedTextField, pk: Any, value: str) -> None:
    query = sql.SQL("UPDATE {table} SET {column} = %s WHERE {pk} = %s").format(**_names(field))
    with connection.cursor() as cursor:
        cursor.execute(query, [value, pk])


def _names(field: EncryptedTextField) -> dict[str, sql.Composable]:
    table, pk = field.model._meta.db_table, str(field.model._meta.pk.column)
    names = {"table": table, "column": str(field.column), "pk": pk}
    return {word: sql.Identifier(name) for word, name in names.items()}
