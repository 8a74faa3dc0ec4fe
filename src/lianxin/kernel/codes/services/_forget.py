"""What is remembered of the tables is dropped when they change."""

from __future__ import annotations

from django.db import transaction

from lianxin.kernel.codes import selectors


def forget() -> None:
    """Forget now for this transaction, and again once others can see the change."""
    selectors.forget()
    transaction.on_commit(selectors.forget)
