"""What a plain form of a matter is: what is asked, and which service gets the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases.selectors import CaseView
from lianxin.kernel.actor import Actor

Answer = Mapping[str, Any]
Option = tuple[str, Any, Any]
"""A tile: what is sent, what stands on it, and a hint under it."""
Service = Callable[[Actor, UUID, Answer], object]
NO_CHOICE = _("请选一个。")


@dataclass(frozen=True)
class Ask:
    """One thing that is asked. `kind`: words, line, tiles, many, select, person (of
    the unit chosen in `about_org`), date, moment, check or number.

    `table`: the code table that the tiles come from; `options_of`: what to choose from depends on
    the matter; `must`: what is said if nothing was chosen.
    """

    name: str
    kind: str
    label: Any
    hint: Any = ""
    options: Sequence[tuple[str, Any]] = ()
    table: str = ""
    options_of: Callable[[Actor, CaseView], list[Option]] | None = None
    cols: int = 2
    usual: str = ""
    must: Any = ""


@dataclass(frozen=True)
class Plain:
    """One form: its words, its questions, what it does and what is said afterwards.

    `group`: next (the natural step, a button of its own), handle, pass_on or watch. `more`: what
    is asked besides, of this very matter.
    """

    verb: str
    opener: Any
    title: Any
    icon: str
    send: Any
    said: Any
    asks: Sequence[Ask]
    act: Service
    group: str = "next"
    look: str = "secondary"
    key: str = ""
    hint: Any = ""
    more: Callable[[CaseView], Sequence[Ask]] | None = None

    def asks_of(self, case: CaseView) -> Sequence[Ask]:
        """Everything that is asked of this matter."""
        return [*(self.more(case) if self.more else ()), *self.asks]


class Many(forms.Field):
    """What was ticked; whether it makes sense, the service says."""

    widget = forms.SelectMultiple


def uuid_or_none(typed: object) -> UUID | None:
    """An id as it was sent, or nothing if it is none."""
    try:
        return UUID(str(typed))
    except ValueError:
        return None


def form_of(asks: Sequence[Ask], posted: QueryDict) -> forms.Form:
    """The shape of the answers; whether it may be done, the service says."""
    fields: dict[str, forms.Field] = {"version": forms.IntegerField(required=False, min_value=1)}
    for ask in asks:
        wrong = {"required": ask.must, "invalid": ask.must or NO_CHOICE}
        if ask.kind == "date":
            fields[ask.name] = forms.DateField(required=bool(ask.must), error_messages=wrong)
        elif ask.kind == "many":
            fields[ask.name] = Many(required=False)
        elif ask.kind == "check":
            fields[ask.name] = forms.BooleanField(required=False)
        else:
            fields[ask.name] = forms.CharField(required=bool(ask.must), error_messages=wrong)
    shape: type[forms.Form] = type("PlainForm", (forms.Form,), fields)
    return shape(posted)
