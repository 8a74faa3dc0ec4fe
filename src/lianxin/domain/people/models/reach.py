"""Who reaches which rows of the register."""

from lianxin.kernel.reach import PlacedQuerySet as HouseholdQuerySet
from lianxin.kernel.reach import area_condition, reach

__all__ = ["HouseholdQuerySet", "area_condition", "reach"]
