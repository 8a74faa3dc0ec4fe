"""How many cases there are of each kind, kept while they move, so that nobody has to count them."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """So many cases of a township, registered in a month, of a category, stand in a state.

    A line without a township is the whole county's; its category is the head, the first two digits.
    """

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9, blank=True)
    month = models.DateField()
    category = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "month", "town", "category", "state"], name="tally_once"
            )
        ]

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "county", "town", "month", "category", "state", "n"}

    def __str__(self) -> str:
        return f"{self.town or self.county} {self.month} {self.category} {self.state}: {self.n}"


class TallyChange(models.Model):
    """One more or one less, not yet added to the tally.

    Only ever appended, so that two who move cases never wait for each other.
    """

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=6)
    town = models.CharField(max_length=9)
    month = models.DateField()
    category = models.CharField(max_length=6, blank=True)
    state = models.CharField(max_length=16)
    n = models.SmallIntegerField()

    class Privacy:
        sensitive: set[str] = set()
        plain = {"id", "county", "town", "month", "category", "state", "n"}

    def __str__(self) -> str:
        return f"{self.town} {self.month} {self.category} {self.state}: {self.n:+}"
