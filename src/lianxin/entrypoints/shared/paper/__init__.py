"""Paper made by the program itself: PDF with a font of its own."""

from lianxin.entrypoints.shared.paper.card import CardPaper, Size, cards_pdf, unprintable
from lianxin.entrypoints.shared.paper.font import family, lacking

__all__ = ["CardPaper", "Size", "cards_pdf", "family", "lacking", "unprintable"]
