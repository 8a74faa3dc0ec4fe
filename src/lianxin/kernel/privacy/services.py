"""Writes of the privacy package."""

from __future__ import annotations

from collections.abc import Sequence

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy.models import AccessLog


def reveal_log(*, actor: Actor, subject: str, fields: Sequence[str], reason: str) -> None:
    """Write down who looked at which fields of whom, and why 查看留痕.

    Basis: 个人信息保护法 art. 51; domain.md §4.3 `pi_access_log`.
    """
    AccessLog.objects.create(
        actor=actor.id, actor_name=actor.name, subject=subject, fields=list(fields),
        reason=reason[:200], at=clock.now(),
    )
