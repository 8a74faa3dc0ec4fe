"""What a report holds while it is being written: carried in the form itself, signed.

Nothing is kept on the server before the report is sent but photos and voice, so there is no
session to run out; the same form sent twice carries the same id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from django.core import signing

from lianxin.domain.cases import rules
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor

SALT = "lianxin.report"
UNCLEAR, NOBODY = "unclear", "nobody"
NEXT: Mapping[str, str] = {
    "town": "village", "village": "spot", "map": "spot", "spot": "what",
    "what": "more", "more": "who", "about": "who", "who": "check", "check": "check",
}  # fmt: skip
"""The pages of a report, one question each, and which page comes after each."""
STEP_OF: Mapping[str, int] = {
    "town": 1, "village": 1, "map": 1, "spot": 1, "what": 2, "more": 2, "about": 2, "who": 3, "check": 4,
}  # fmt: skip
"""The four steps that the reader sees, counted from 1."""


@dataclass
class Report:
    """The answers so far.

    `photos` and `voice` are ids of uploads that hang on nothing yet. `trail`: the pages behind the
    reader, for the way back. `about`: the id of the unit that it is about, UNCLEAR, NOBODY, or
    nothing while it was not asked. `calm_about`: the word of danger about which the reader has already
    been told whom to ring.
    """

    id: str = field(default_factory=lambda: str(ids.new()))
    county: str = ""
    town: str = ""
    area: str = ""
    group: str = ""
    grid: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    is_guess: bool = False
    text: str = ""
    voice: str = ""
    photos: list[str] = field(default_factory=list)
    category: str = ""
    about: str = ""
    confidentiality: str = "open"
    name: str = ""
    phone: str = ""
    on_behalf: bool = False
    calm_about: str = ""
    is_whole: bool = False
    trail: list[str] = field(default_factory=list)

    def seal(self) -> str:
        """The answers as a form field."""
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def writer(self, actor: Actor) -> Actor:
        """Whoever holds this form: reporter of the matter that it becomes, and owner of its uploads.

        Villagers have no account; what proves that an upload is theirs is the form, sealed here.
        """
        return replace(actor, id=f"reporter:{self.id}")

    def attachments(self) -> list[UUID]:
        """Ids of everything that was uploaded."""
        return [UUID(key) for key in [*self.photos, self.voice] if key]

    def after(self, page: str) -> str:
        """The page that follows; once all questions are answered, every change leads to the end."""
        follows = NEXT[page]
        if page == "town" and self.area:
            follows = "spot"
        if page in {"what", "more"} and (self.is_whole or page == "more") and self.asks_about():
            return "about"
        changed_place = page in {"town", "village", "map"}
        return "check" if self.is_whole and not changed_place else follows

    def asks_about(self) -> bool:
        """Words against staff or a unit, and it was not asked yet which one."""
        return not self.about and rules.is_against(self.text, self.category)

    def about_org(self) -> UUID | None:
        """The unit that it is about."""
        return UUID(self.about) if self.about not in {"", UNCLEAR, NOBODY} else None

    def go_on(self, page: str, to: str) -> str:
        """Walk from a page to another one, remembering the way back."""
        if to in self.trail:
            self.trail = self.trail[: self.trail.index(to)]
        elif page != to:
            self.trail = [*(p for p in self.trail if p != page), page]
        self.is_whole = self.is_whole or to == "check"
        return to

    def go_back(self) -> str:
        """One page back; "" from the first."""
        return self.trail.pop() if self.trail else ""


def read(sealed: str) -> Report:
    """The answers out of a form field; a broken one begins anew."""
    if not sealed:
        return Report()
    try:
        values: dict[str, Any] = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return Report()
    known = {f.name for f in fields(Report)}
    return Report(**{k: v for k, v in values.items() if k in known})
