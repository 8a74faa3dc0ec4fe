"""Wires the house together when Django starts."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

PREPARED = 400
"""So many questions a connection knows by heart; the pages have some two hundred."""


def know_questions(connection: Any, **_signal: Any) -> None:
    """The driver forgets what it has prepared after a hundred questions; then all are planned anew."""
    connection.connection.prepared_max = PREPARED


class ConfigConfig(AppConfig):
    name = "lianxin.config"
    label = "config"

    def ready(self) -> None:
        """Tell the facts which reactions follow them, and connections what to remember."""
        from lianxin import reactions
        from lianxin.kernel import facts

        facts.wire(
            in_transaction=reactions.IN_SAME_TRANSACTION, after_commit=reactions.AFTER_COMMIT
        )
        connection_created.connect(know_questions, dispatch_uid="know_questions")
