"""Suggestions of the category from the text of a matter; a person always decides."""

from lianxin.domain.cases.suggest.ask import suggest
from lianxin.domain.cases.suggest.rules import Suggestion

__all__ = ["Suggestion", "suggest"]
