"""A text column that the database never sees in clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from lianxin.kernel.privacy import box

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class EncryptedTextField(TextField):
    """Text sealed on the way in and opened on the way out. Empty stays empty.

    Every writing gives another ciphertext, so the column cannot be searched, compared or sorted:
    keep a `keyed_hash` column beside it for equality. Only "is it empty?" may be asked. Renaming
    the table or the column makes old values unreadable; copy them through Python instead.
    """

    @property
    def context(self) -> str:
        """What binds a value to its place: table and column."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        """Seal before writing."""
        value = super().get_prep_value(value)
        return value if value is None else box.seal(value, self.context)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Open after reading."""
        return value if value is None else box.open_sealed(value, self.context)

    def get_lookup(self, lookup: str) -> Any:
        """Refuse every question that ciphertext would answer wrongly."""
        return {"exact": IsEmpty, "isnull": IsNull}.get(lookup)


class IsEmpty(Exact):
    """`field=""`, the only comparison that a sealed column can answer."""

    def get_prep_lookup(self) -> Any:
        """Let the empty text pass."""
        if self.rhs != "":
            raise FieldError("A sealed field cannot be searched; ask its keyed_hash column.")
        return ""


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """All sealed columns of all installed apps."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    yield field
