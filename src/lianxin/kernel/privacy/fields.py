"""A text column that the database never sees in clear."""

from __future__ import annotations

from typing import Any

from django.db import models

from lianxin.kernel.privacy import box


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text sealed on the way in and opened on the way out; cannot be searched or sorted."""

    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        """Seal before writing."""
        return value if value is None else box.seal(str(value), self._context())

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Open after reading."""
        return value if value is None else box.open_(value, self._context())
