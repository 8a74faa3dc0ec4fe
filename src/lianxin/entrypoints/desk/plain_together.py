"""The plain forms that bring others to a matter: whistle, helping units, colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import rules, services
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.selectors import CaseView
from lianxin.entrypoints.desk.plain import NO_CHOICE, Answer, Ask, Option, Plain, uuid_or_none
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid

SAYS = "says_"
ANSWERS = tuple((key.value, name) for key, name in rules.ANSWER_NAMES.items())
RATINGS = tuple((key.value, name) for key, name in rules.TOWN_SAYS_NAMES.items())
APPROVE = (("1", _("批，请他们来")), ("0", _("不批")))


def _whistle(actor: Actor, pk: UUID, given: Answer) -> object:
    words = services.WhistleWords(
        given["kind"], _units(given), given["why"], given["expected"], given["place_text"],
        _moment(given["meet_at"]),
    )  # fmt: skip
    return services.case_whistle(actor=actor, case_id=pk, words=words, version=given["version"])


def _decide(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.whistle_decide(
        actor=actor, case_id=pk, is_approved=given["is_approved"] == "1", text=given["text"],
        version=given["version"],
    )  # fmt: skip


def _answer(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.whistle_answer(
        actor=actor, case_id=pk, answer=given["answer"], text=given["text"],
        version=given["version"],
    )  # fmt: skip


def _result(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.whistle_result(
        actor=actor, case_id=pk, text=given["text"], by_unit=given["by_unit"],
        version=given["version"],
    )  # fmt: skip


def _end(actor: Actor, pk: UUID, given: Answer) -> object:
    says = {
        UUID(name.removeprefix(SAYS)): str(value)
        for name, value in given.items()
        if name.startswith(SAYS)
    }
    return services.case_whistle_end(
        actor=actor, case_id=pk, says=says, text=given["text"], version=given["version"]
    )


def _assist(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.case_assist(
        actor=actor, case_id=pk, units=_units(given), text=given["text"], version=given["version"]
    )


def _assign(actor: Actor, pk: UUID, given: Answer) -> object:
    owner = uuid_or_none(given["owner"])
    if owner is None:
        raise Invalid("请选本单位的同事。", fields={"owner": "请选本单位的同事。"})
    return services.case_assign(
        actor=actor, case_id=pk, owner=owner, text=given["text"], version=given["version"]
    )


def _appoint(actor: Actor, pk: UUID, given: Answer) -> object:
    cadre = uuid_or_none(given["cadre"])
    if cadre is None:
        raise Invalid(str(NO_CHOICE), fields={"cadre": str(NO_CHOICE)})
    return services.case_appoint(actor=actor, case_id=pk, cadre=cadre, version=given["version"])


def _units(given: Answer) -> list[UUID]:
    return [unit for value in given["units"] if (unit := uuid_or_none(value)) is not None]


def _moment(typed: str) -> datetime | None:
    """A moment as the browser's own field writes it.

    Raises: Invalid.
    """
    if not typed.strip():
        return None
    try:
        return datetime.fromisoformat(typed.strip()).replace(tzinfo=clock.LOCAL)
    except ValueError as bad:
        said = "时间没看懂，请重新选。"
        raise Invalid(said, fields={"meet_at": said}) from bad


def _callable(actor: Actor, case: CaseView) -> list[Option]:
    """The units that may be called or asked to help, by level."""
    side = {"town": _("乡镇"), "county": _("县直"), "city": _("市直")}
    found = cases.whistle_units(case.area, actor=actor, main=case.unit, recusal=case.recusal)
    return [(str(unit.id), unit.name, side.get(unit.level, "")) for unit in found]


def _colleagues(actor: Actor, case: CaseView) -> list[Option]:
    return [
        (pk, name, "")
        for pk, name in cases.colleagues(case.unit, actor=actor, about=case.about_user)
    ]


def _cadres(actor: Actor, case: CaseView) -> list[Option]:
    return [(pk, name, "") for pk, name in cases.cadres(case.id, actor=actor)]


def _ratings(case: CaseView) -> Sequence[Ask]:
    """One question for each department that was called."""
    called = [w for w in case.whistles if w.state == "called"]
    return [
        Ask(f"{SAYS}{call.unit}", "tiles", call.unit_name, call.result or call.answer_name,
            options=RATINGS, cols=3, must=NO_CHOICE)
        for whistle in called
        for call in whistle.calls
    ]  # fmt: skip


SEEN = _("反映人看得到，写大白话。")
TOGETHER = (
    Plain(
        "whistle_decide", _("批哨"), _("要不要请这几家一起来"), "megaphone", _("批完了"),
        _("批完了，已经告诉提的人。"),
        (
            Ask("is_approved", "tiles", _("同意吗"), options=APPROVE, must=NO_CHOICE),
            Ask("text", "words", _("要说的话"), _("不批的话，写一句为什么。")),
        ),
        _decide, look="primary", key="e",
    ),
    Plain(
        "whistle_answer", _("应哨"), _("乡镇请你们一起来办"), "megaphone", _("应哨"),
        _("应哨了，乡镇已经知道。"),
        (
            Ask("answer", "tiles", _("怎么应"), options=ANSWERS, cols=3, must=NO_CHOICE),
            Ask("text", "words", _("打算怎么办、哪天到、谁来"), _("不归你们管的话，写明依据。")),
        ),
        _answer, look="primary",
    ),
    Plain(
        "whistle_result", _("报哨的结果"), _("你们这一家办得怎么样"), "check-circle", _("报上去"),
        _("结果报上去了，谢谢。"),
        (
            Ask("text", "words", _("做了什么、结果怎样")),
            Ask("by_unit", "tiles", _("这一哨吹得准不准"), _("该不该请你们来，说实话。"),
                options=tuple(rules.RIGHT_NAMES.items()), must=NO_CHOICE),
        ),
        _result,
    ),
    Plain(
        "whistle_end", _("哨结"), _("几家都办完了"), "check-circle", _("哨结"),
        _("哨结了，接着由承办单位办。"),
        (Ask("text", "words", _("几家一起办成了什么"), SEEN),),
        _end, look="primary", more=_ratings,
    ),
    Plain(
        "whistle", _("吹哨"), _("乡镇一家办不了，请几家一起来"), "megaphone", _("吹哨"),
        _("哨吹了。一般的哨等领导批，应急的已经请出去。"),
        (
            Ask("kind", "tiles", _("哪一种哨"), table="whistle_kind", cols=3, must=NO_CHOICE),
            Ask("units", "many", _("请哪几家来"), options_of=_callable),
            Ask("why", "words", _("为什么乡镇自己办不了")),
            Ask("expected", "line", _("想办成什么样（可以不填）")),
            Ask("place_text", "line", _("在哪儿碰头（可以不填）")),
            Ask("meet_at", "moment", _("什么时候碰头（可以不填）")),
        ),
        _whistle, group="pass_on",
    ),
    Plain(
        "assist", _("请单位协办"), _("承办单位不变，再请别家帮忙"), "users-three", _("请协办"),
        _("请到了，他们看得到这件事。"),
        (
            Ask("units", "many", _("请哪几家"), options_of=_callable),
            Ask("text", "line", _("请他们做什么"), SEEN),
        ),
        _assist, group="pass_on",
    ),
    Plain(
        "assign", _("转给同事"), _("换个人经办"), "users", _("转"), _("转过去了。"),
        (
            Ask("owner", "tiles", _("转给谁"), options_of=_colleagues, cols=3, must=NO_CHOICE),
            Ask("text", "line", _("要交代的话")),
        ),
        _assign, group="handle",
    ),
    Plain(
        "appoint", _("指定专人"), _("由谁一个人跟到底"), "user-circle", _("定下来"),
        _("定下来了，已经告诉他和反映人。"),
        (Ask("cadre", "tiles", _("选一个人"), options_of=_cadres, cols=3, must=NO_CHOICE),),
        _appoint, group="watch",
    ),
)  # fmt: skip
