"""What a plain form of a matter is: what is asked, and which service gets the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.kernel.actor import Actor

Answer = Mapping[str, Any]
Service = Callable[[Actor, UUID, Answer], object]
NO_CHOICE = _("请选一个。")


@dataclass(frozen=True)
class Ask:
    """One thing that is asked. `kind`: words, line, tiles, date, check or number.

    `table`: the code table that the tiles come from; `must`: what is said if nothing was chosen.
    """

    name: str
    kind: str
    label: Any
    hint: Any = ""
    options: Sequence[tuple[str, Any]] = ()
    table: str = ""
    cols: int = 2
    usual: str = ""
    must: Any = ""


@dataclass(frozen=True)
class Plain:
    """One form: its words, its questions, what it does and what is said afterwards.

    `group`: next (the natural step, a button of its own), handle, pass_on or watch.
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


def form_of(sheet: Plain, posted: Mapping[str, Any]) -> forms.Form:
    """The shape of the answers; whether it may be done, the service says."""
    fields: dict[str, forms.Field] = {"version": forms.IntegerField(required=False, min_value=1)}
    for ask in sheet.asks:
        wrong = {"required": ask.must, "invalid": ask.must or NO_CHOICE}
        if ask.kind == "date":
            fields[ask.name] = forms.DateField(required=bool(ask.must), error_messages=wrong)
        elif ask.kind == "check":
            fields[ask.name] = forms.BooleanField(required=False)
        else:
            fields[ask.name] = forms.CharField(required=bool(ask.must), error_messages=wrong)
    shape: type[forms.Form] = type("PlainForm", (forms.Form,), fields)
    return shape(posted)
