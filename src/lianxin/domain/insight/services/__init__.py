"""What can be done to the figures: take a case out, by two; say how many live where."""

from lianxin.domain.insight.services.exclusion import exclusion_ask, exclusion_decide
from lianxin.domain.insight.services.residents import residents_set

__all__ = ["exclusion_ask", "exclusion_decide", "residents_set"]
