"""The category of a matter that needs no dispatch: said in one tap, by whoever cares to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases.selectors import CaseView
from lianxin.domain.cases.suggest import suggest
from lianxin.entrypoints.desk.plain import Ask, Option
from lianxin.kernel.actor import Actor


def kinds_of(actor: Actor, case: CaseView) -> list[Option]:
    """What the words suggest, with the words it went by, and what the matter has already."""
    found: list[Option] = [
        (s.code, s.name, _("因为说到%(words)s") % {"words": "、".join(s.because)})
        for s in suggest(case.text, county=case.area[:6])
    ]
    if case.category and case.category not in {code for code, _name, _why in found}:
        found.append((case.category, case.category_name, _("登记时选的")))
    return found


def kinds_ask(case: CaseView) -> Sequence[Ask]:
    """Nothing is asked where nothing is suggested."""
    if not suggest(case.text, county=case.area[:6]):
        return ()
    hint = _("可以不选；点一下，以后同样的话就认得了")
    return (Ask("category", "tiles", _("是哪一类"), hint, options_of=kinds_of, cols=3),)
