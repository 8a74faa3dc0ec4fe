"""The plain forms of a matter, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import rules, services
from lianxin.entrypoints.desk.about import RECUSE
from lianxin.entrypoints.desk.plain import NO_CHOICE, Answer, Ask, Plain, Service
from lianxin.entrypoints.desk.plain_kinds import kinds_ask
from lianxin.entrypoints.desk.plain_together import TOGETHER
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor

END_OF_DAY = time(17, 30)
YES_NO = (("1", _("同意")), ("0", _("不同意")))
PASSED = (("1", _("属实，办好了")), ("0", _("没办好，退回重办")))


def _flag(given: Answer, name: str) -> bool:
    return str(given[name]) == "1"


def _evening(given: Answer, name: str) -> datetime | None:
    day = given.get(name)
    return datetime.combine(day, END_OF_DAY, tzinfo=clock.LOCAL) if day else None


def _hold(actor: Actor, pk: UUID, given: Answer) -> object:
    heard = {"1": True, "0": False}.get(str(given["is_understood"]))
    words = services.HoldWords(
        given["kind"], given["condition"], given["review_on"], given["explanation"], heard
    )
    return services.case_suspend(actor=actor, case_id=pk, words=words, version=given["version"])


def _extend(actor: Actor, pk: UUID, given: Answer) -> object:
    until = _evening(given, "until") or clock.now()
    return services.case_extend_ask(
        actor=actor, case_id=pk, until=until, reason=given["reason"],
        is_person_told=given["is_person_told"], version=given["version"],
    )  # fmt: skip


def _join(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.case_join_by_no(
        actor=actor, case_id=pk, no=given["no"], version=given["version"]
    )


def _settle(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.case_settle(
        actor=actor, case_id=pk, outcome=given["outcome"], text=given["text"],
        category=given.get("category", ""), version=given["version"],
    )  # fmt: skip


def _take(service: Callable[..., object], *names: str) -> Service:
    """A service that takes the answers under their own names."""

    def act(actor: Actor, pk: UUID, given: Answer) -> object:
        taken = {name: given[name] for name in names}
        return service(actor=actor, case_id=pk, version=given["version"], **taken)

    return act


def _decide(service: Callable[..., object], flag: str) -> Service:
    def act(actor: Actor, pk: UUID, given: Answer) -> object:
        return service(
            actor=actor, case_id=pk, text=given["text"], version=given["version"],
            **{flag: _flag(given, flag)},
        )  # fmt: skip

    return act


def _supervise(actor: Actor, pk: UUID, given: Answer) -> object:
    if given["level"] == "0":
        return services.supervision_lift(
            actor=actor, case_id=pk, text=given["text"], version=given["version"]
        )
    level = rules.Watch(int(given["level"]))
    return services.case_supervise(
        actor=actor, case_id=pk, level=level, text=given["text"], version=given["version"]
    )


def _instruct(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.case_instruct(
        actor=actor, case_id=pk, text=given["text"], due=_evening(given, "due"),
        version=given["version"],
    )  # fmt: skip


def _relevel(actor: Actor, pk: UUID, given: Answer) -> object:
    return services.case_relevel(
        actor=actor, case_id=pk, level=rules.Level(int(given["level"])), reason=given["reason"],
        version=given["version"],
    )  # fmt: skip


WORDS_SEEN = _("反映人看得到，写大白话。")
LEVELS = tuple((str(level.value), name) for level, name in rules.LEVEL_NAMES.items())
WATCHES = (*((str(w.value), n) for w, n in rules.WATCH_NAMES.items() if w), ("0", _("解除督办")))

PLAIN: Mapping[str, Plain] = {
    p.verb: p
    for p in (
        Plain(
            "verify", _("核实"), _("到现场看了没有办好"), "eye", _("记下核实"), _("核实记下了。"),
            (
            Ask("is_passed", "tiles", _("看到的情况"), options=PASSED, must=NO_CHOICE),
            Ask("text", "words", _("一句话说说"), _("不用拍照；看到什么写什么。")),
            ),
            _decide(services.case_verify, "is_passed"), look="primary", key="e",
        ),
        Plain(
            "review", _("审核答复"), _("这个答复能不能给反映人"), "eye", _("审完了"), _("审核记下了。"),
            (
                Ask("is_passed", "tiles", _("答复讲清楚了吗"),
                    options=(("1", _("讲清楚了，往下走")), ("0", _("没讲清，退回重办"))), must=NO_CHOICE),
                Ask("text", "words", _("缺什么"), _("退回的话，写明还缺哪一样。")),
            ),
            _decide(services.case_review, "is_passed"), look="primary", key="e",
        ),
        Plain(
            "return_decide", _("审退单"), _("这件事该不该它办"), "signpost", _("审完了"),
            _("审完了，已经告诉那个单位。"),
            (
                Ask("is_accepted", "tiles", _("同意退单吗"), options=YES_NO, must=NO_CHOICE),
                Ask("text", "words", _("理由"), _("不同意的话，写明为什么该它办。")),
            ),
            _decide(services.case_return_decide, "is_accepted"), look="primary", key="e",
        ),
        Plain(
            "extend_decide", _("审延期"), _("给不给多些时间"), "clock", _("审完了"),
            _("审完了，已经告诉那个单位。"),
            (
                Ask("is_granted", "tiles", _("同意延期吗"), options=YES_NO, must=NO_CHOICE),
                Ask("text", "words", _("理由"), _("不同意的话，写一句为什么。")),
            ),
            _decide(services.case_extend_decide, "is_granted"), look="primary", key="e",
        ),
        Plain(
            "follow_up", _("紧急之后"), _("危险过去了，还差什么要办"), "arrow-right", _("转为待派"),
            _("转回待派了，请接着派单。"),
            (Ask("text", "words", _("现在怎么样了"), WORDS_SEEN),),
            _take(services.case_follow_up, "text"), look="primary",
        ),
        Plain(
            "settle", _("当场办结"), _("已经当场解决、当场答复了"), "check-circle", _("办结"),
            _("当场办结了，谢谢。"),
            (
                Ask("outcome", "tiles", _("结果"), table="case_outcome", cols=4, must=NO_CHOICE),
                Ask("text", "words", _("怎么解决的"), WORDS_SEEN),
            ),
            _settle, group="handle", key="g", more=kinds_ask,
        ),
        Plain(
            "extend_ask", _("申请延期"), _("到期前办不完，要多少时间"), "clock", _("送去审"),
            _("送去审了，没批之前照原来的期限办。"),
            (
                Ask("until", "date", _("延到哪一天"), must=_("请选延到哪一天。")),
                Ask("reason", "words", _("为什么、还差哪一步"), WORDS_SEEN),
                Ask("is_person_told", "check", _("已经跟反映人说过了")),
            ),
            _extend, group="handle",
        ),
        Plain(
            "suspend", _("挂账"), _("眼下办不了，先挂着"), "hourglass-medium", _("挂账"),
            _("挂上了，到复查日会自己回来。"),
            (
                Ask("kind", "tiles", _("原因"), table="hold_reason", cols=3, must=NO_CHOICE),
                Ask("condition", "words", _("等什么条件具备就能办")),
                Ask("review_on", "date", _("哪一天再看一次（90 天以内）"), must=_("请选复查日。")),
                Ask("explanation", "words", _("跟反映人怎么解释的"), WORDS_SEEN),
                Ask("is_understood", "tiles", _("他能理解吗"), usual="2", cols=3,
                    options=(("1", _("能理解")), ("0", _("不理解")), ("2", _("没联系上")))),
            ),
            _hold, group="handle",
        ),
        Plain(
            "resume", _("接着办"), _("条件有了，接着办"), "arrow-right", _("接着办"),
            _("时限接着走了。"), (Ask("text", "words", _("有什么变化")),),
            _take(services.case_resume, "text"), look="primary",
        ),
        Plain(
            "give_up", _("按未解决结案"), _("办不了，如实告诉反映人"), "x", _("结案"),
            _("如实结了，不算解决。"), (Ask("text", "words", _("为什么、以后怎样可以再提"), WORDS_SEEN),),
            _take(services.case_give_up, "text"), group="handle",
        ),
        Plain(
            "return_ask", _("申请退单"), _("这件事不归我们办"), "arrow-u-up-left", _("送去审"),
            _("送去审了，没批之前还是您这儿的事。"),
            (
                Ask("basis", "line", _("依据"), _("哪部法律、哪份职责清单的哪一条")),
                Ask("reason", "words", _("为什么不归你们，该谁办")),
            ),
            _take(services.case_return_ask, "basis", "reason"), group="pass_on",
        ),
        Plain(
            "to_emergency", _("转紧急"), _("先打了 110、119、120"), "siren", _("记下"),
            _("记下了，过后请回来跟进。"),
            (
                Ask("service", "tiles", _("打了哪个电话"), cols=4, must=NO_CHOICE,
                    options=(("110", "110"), ("119", "119"), ("120", "120"), ("122", "122"))),
                Ask("text", "words", _("对方怎么说")),
            ),
            _take(services.case_to_emergency, "service", "text"), group="pass_on",
        ),
        Plain(
            "join", _("并案"), _("和另一件是同一件事"), "files", _("并进去"),
            _("并好了，两位反映人都会得到答复。"),
            (Ask("no", "line", _("那一件的编号"), _("并错了随时能拆开。")),),
            _join, group="pass_on",
        ),
        Plain(
            "part", _("拆开并案"), _("不是同一件事"), "files", _("拆开"), _("拆开了，各办各的。"), (),
            _take(services.case_part),
        ),
        Plain(
            "reopen", _("再启"), _("有新情况，接着办"), "arrow-counter-clockwise", _("再启"),
            _("再启了，请派单。"), (Ask("text", "words", _("有什么新情况"), WORDS_SEEN),),
            _take(services.case_reopen, "text"), group="pass_on",
        ),
        Plain(
            "relevel", _("改紧急程度"), _("比报的更急，或者没那么急"), "lightning", _("改"),
            _("改了，时限跟着变。"),
            (
                Ask("level", "tiles", _("紧急程度"), options=LEVELS, cols=3, must=NO_CHOICE),
                Ask("reason", "words", _("为什么改"), WORDS_SEEN),
            ),
            _relevel, group="watch",
        ),
        Plain(
            "supervise", _("督办"), _("催一催，问个明白"), "warning-circle", _("督办"), _("督办记下了。"),
            (
                Ask("level", "tiles", _("级别"), options=WATCHES, cols=3, must=NO_CHOICE),
                Ask("text", "words", _("为什么、什么时候要有结果")),
            ),
            _supervise, group="watch",
        ),
        Plain(
            "instruct", _("领导批示"), _("批示"), "pencil-line", _("批示"), _("批示送到承办单位了。"),
            (
                Ask("text", "words", _("批示内容")),
                Ask("due", "date", _("要求哪一天前答复（可以不填）"), _("只能比现在的期限早；要多给时间，走延期。")),
            ),
            _instruct, group="watch",
        ),
        *TOGETHER,
        RECUSE,
    )
}  # fmt: skip
