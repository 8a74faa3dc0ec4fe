"""Wires the house together when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lianxin.config"
    label = "config"

    def ready(self) -> None:
        """Tell the facts which reactions follow them."""
        from lianxin import reactions
        from lianxin.kernel import facts

        facts.wire(
            in_transaction=reactions.IN_SAME_TRANSACTION, after_commit=reactions.AFTER_COMMIT
        )
