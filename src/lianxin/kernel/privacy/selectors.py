"""Reads of the privacy package."""

from __future__ import annotations

from collections.abc import Callable

from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy.models import AccessLog

PAGE = 200


def access_list(subject: str, *, actor: Actor, allowed: Callable[[str], bool]) -> list[AccessLog]:
    """Who has looked at this subject, newest first; nothing if the actor may not know.

    `allowed`: the subject's own domain decides.
    """
    if not allowed(subject):
        return []
    return list(AccessLog.objects.filter(subject=subject).order_by("-at", "-id")[:PAGE])
