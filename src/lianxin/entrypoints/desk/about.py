"""Whom a complaint is about: the units and the people that may be named 回避."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import services
from lianxin.domain.cases.selectors import CaseView
from lianxin.domain.orgs import selectors as orgs
from lianxin.entrypoints.desk.plain import Answer, Ask, Option, Plain, uuid_or_none
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid

HIDES = _("写了，那个单位和它里头的人就看不到这件事，也不会派给它。")
BY_NAME = _("说的是哪个人就选哪个，说不准就空着。")


def units(actor: Actor) -> list[tuple[str, str]]:
    """The units that a complaint may be about: those of the reader's places."""
    return [(str(org.pk), org.name) for org in orgs.org_list(actor=actor)]


def people(typed: str, actor: Actor) -> list[tuple[str, str]]:
    """Who works in the unit that was chosen, by name and post; nobody if none was."""
    unit = uuid_or_none(typed)
    found = orgs.org_people(unit, actor=actor) if unit else []
    return [(who.key, " ".join(filter(None, (who.name, who.title)))) for who in found]


def _recuse(actor: Actor, pk: UUID, given: Answer) -> object:
    typed = str(given["about_org"]).strip()
    unit = uuid_or_none(typed)
    if typed and unit is None:
        said = "请从名单里选反映的是哪个单位。"
        raise Invalid(said, fields={"about_org": said})
    return services.case_recuse(
        actor=actor, case_id=pk, org=unit, person=str(given["about_user"]).strip() if unit else "",
        is_sure=bool(given.get("is_sure")), version=given["version"],
    )  # fmt: skip


def _units(actor: Actor, case: CaseView) -> list[Option]:
    return [(key, name, "") for key, name in units(actor)]


def _people(actor: Actor, case: CaseView) -> list[Option]:
    return [(key, name, "") for key, name in people(str(case.about_org or ""), actor)]


def _asks(case: CaseView) -> Sequence[Ask]:
    """With what is said already; taking a name back is asked about twice."""
    asks = [
        Ask("about_org", "select", _("反映的是哪个单位"), HIDES, options_of=_units,
            usual=str(case.about_org or "")),
        Ask("about_user", "person", _("反映的是哪个人（可以不选）"), BY_NAME, options_of=_people,
            usual=case.about_user),
    ]  # fmt: skip
    if case.about_org or case.about_user:
        words = _("原来写错了，那个单位和人以后可以看到这件事")
        asks.append(Ask("is_sure", "check", words))
    return asks


RECUSE = Plain(
    "recuse", _("反映的是谁"), _("这件事说的是哪个单位、哪个人"), "eye-slash", _("写上"),
    _("写上了，从现在起他们看不到这件事。"), (), _recuse, group="pass_on", more=_asks,
)  # fmt: skip
