"""Every text that goes out. A text message to a villager carries the case number and until when,
never what the case is about, nor anybody's name but that of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lianxin.domain.cases.rules import WATCH_NAMES, WHY_NAMES, Watch, Why
from lianxin.kernel import clock

CASE_LINK = "/desk/cases/{id}/"


@dataclass(frozen=True)
class Words:
    """A text, and the name of the template that it was made from."""

    template: str
    text: str


def until(due: str) -> str:
    """A moment as people say it: 11月24日17:30."""
    local = clock.local(datetime.fromisoformat(due))
    return f"{local.month}月{local.day}日{local:%H:%M}"


def registered(no: str, code: str, due: str) -> Words:
    """To the reporter: we have it."""
    text = _("您反映的事收到了，编号%(no)s，查询码%(code)s，%(until)s前定下谁来办。")
    return Words("registered", text % {"no": no, "code": code, "until": until(due)})


def registered_urgent(no: str, code: str) -> Words:
    """To the reporter of a danger."""
    text = _("您报的急事收到了，正在派人，编号%(no)s，查询码%(code)s。有危险先打110、119、120。")
    return Words("registered_urgent", text % {"no": no, "code": code})


def dispatched(no: str, unit: str, due: str) -> Words:
    """To the reporter: who does it, and until when."""
    text = _("编号%(no)s的事交给%(unit)s办，%(until)s前答复您。")
    return Words("dispatched", text % {"no": no, "unit": unit, "until": until(due)})


def replied(no: str, code: str) -> Words:
    """To the reporter: there is an answer, is it good?"""
    text = _("编号%(no)s的事有答复了。请凭查询码%(code)s查看，说说解决没有、满意不满意。")
    return Words("replied", text % {"no": no, "code": code})


def redone(no: str, unit: str, due: str, why: str) -> Words:
    """To the reporter: it goes back, and why."""
    text = {
        "unsatisfied": _("编号%(no)s的事您说不满意，已让%(unit)s重办，%(until)s前答复您。"),
        "untrue": _("编号%(no)s的事有人去看了还没办好，已让%(unit)s重办，%(until)s前答复您。"),
        "unclear": _("编号%(no)s的事答复没讲清楚，已让%(unit)s重办，%(until)s前答复您。"),
    }.get(why, _("编号%(no)s的事您说没解决，已让%(unit)s重办，%(until)s前答复您。"))
    return Words("redone", text % {"no": no, "unit": unit, "until": until(due)})


def closed(no: str) -> Words:
    """To the reporter: the end."""
    text = _("编号%(no)s的事办结了，谢谢您。有新情况随时再反映。")
    return Words("closed", text % {"no": no})


def closed_unreached(no: str, code: str) -> Words:
    """To a reporter who could not be reached by phone."""
    text = _("打了几次电话没打通，编号%(no)s的事先办结了。15天内可凭查询码%(code)s评价。")
    return Words("closed_unreached", text % {"no": no, "code": code})


def declined(no: str, code: str) -> Words:
    """To the reporter: not here; why, and where instead, stands on the page."""
    text = _("编号%(no)s的事不归这里办。原因和该找谁，请凭查询码%(code)s查看，也可申请复核。")
    return Words("declined", text % {"no": no, "code": code})


def withdrawn(no: str) -> Words:
    """To the reporter: it was taken back, in case somebody else did it."""
    text = _("编号%(no)s的事已经撤回。不是您本人撤的，请打村里或乡镇的电话。")
    return Words("withdrawn", text % {"no": no})


def desk_new(no: str, what: str) -> str:
    """To the dispatcher."""
    return _("新的事，等您派单：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_new_urgent(no: str, what: str) -> str:
    """To the dispatcher, of a danger."""
    return _("急事，请马上派单：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_appealed(no: str, what: str) -> str:
    """To the dispatcher: look again."""
    return _("老乡请求复核：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_dispatched(no: str, what: str, due: str) -> str:
    """To the people of the unit."""
    text = _("派给你们单位的事：%(what)s，%(until)s前答复（%(no)s）")
    return text % {"no": no, "what": what, "until": until(due)}


def desk_led(no: str, what: str, unit: str, due: str) -> str:
    """To the leaders in charge: who does it, and until when."""
    text = _("您分管的事派给%(unit)s了，%(until)s前答复：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "unit": unit, "until": until(due)}


def desk_redone(no: str, what: str, due: str, why: str) -> str:
    """To the people of the unit: once more, and why."""
    text = {
        "unsatisfied": _("老乡不满意，请看理由重办：%(what)s，%(until)s前答复（%(no)s）"),
        "untrue": _("核实时还没办好，请重办：%(what)s，%(until)s前答复（%(no)s）"),
        "unclear": _("答复没讲清楚，请重办：%(what)s，%(until)s前答复（%(no)s）"),
    }.get(why, _("老乡说没解决，请重办：%(what)s，%(until)s前答复（%(no)s）"))
    return text % {"no": no, "what": what, "until": until(due)}


def desk_unsatisfied(no: str, what: str) -> str:
    """To the supervisors: solved and ended, and still the reporter is not satisfied."""
    return _("办结了，老乡还是不满意，理由请看：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_withdrawn(no: str, what: str) -> str:
    """To the people of the unit: no more to do."""
    return _("反映人撤回了，不用再办：%(what)s（%(no)s）") % {"no": no, "what": what}


def extended(no: str, code: str, due: str) -> Words:
    """To the reporter: it takes longer."""
    text = _("编号%(no)s的事要多用些时间，%(until)s前答复您。原因请凭查询码%(code)s查看。")
    return Words("extended", text % {"no": no, "code": code, "until": until(due)})


def held(no: str, code: str, day: str) -> Words:
    """To the reporter: it cannot be solved now, and is not forgotten."""
    text = _("编号%(no)s的事眼下还办不了，%(day)s会再看一次。原因请凭查询码%(code)s查看。")
    return Words("held", text % {"no": no, "code": code, "day": day_words(day)})


def joined(no: str, code: str) -> Words:
    """To the reporter: others said the same."""
    text = _("编号%(no)s的事还有别人也反映了，合在一起办，结果一样告诉您。查询码%(code)s。")
    return Words("joined", text % {"no": no, "code": code})


def joined_own(no: str, first: str, state: str, due: str) -> Words:
    """To the reporter: it goes on with what they said before, and how that stands."""
    given = {"no": no, "first": first, "state": state}
    if due:
        text = _("编号%(no)s跟您先前报的%(first)s一起办，%(until)s前答复您。")
        return Words("joined_own", text % (given | {"until": until(due)}))
    text = _("编号%(no)s跟您先前报的%(first)s一起办，现在%(state)s。")
    return Words("joined_own", text % given)


def closed_unsolved(no: str, code: str) -> Words:
    """To the reporter: an honest no."""
    text = _("编号%(no)s的事眼下没能解决，原因请凭查询码%(code)s查看。情况有变化随时再反映。")
    return Words("closed_unsolved", text % {"no": no, "code": code})


def day_words(day: str) -> str:
    """A day as people say it: 3月1日."""
    found = date.fromisoformat(day)
    return f"{found.month}月{found.day}日"


def desk_return_asked(no: str, what: str) -> str:
    """To the dispatcher: a return to decide."""
    return _("有单位申请退单，请您审：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_return_refused(no: str, what: str) -> str:
    """To the people of the unit: it stays."""
    return _("退单没有同意，请签收办理：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_extension_asked(no: str, what: str, due: str) -> str:
    """To the dispatcher: an extension to decide."""
    text = _("有单位申请延期到%(until)s，请您审：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "until": until(due)}


def desk_extension_decided(decision: str, no: str, what: str, due: str) -> str:
    """To the people of the unit."""
    given = {"no": no, "what": what, "until": until(due)}
    if decision == "granted":
        return _("延期同意了，%(until)s前答复：%(what)s（%(no)s）") % given
    return _("延期没有同意，仍要在%(until)s前答复：%(what)s（%(no)s）") % given


def desk_resumed(no: str, what: str, due: str) -> str:
    """To the people of the unit: it is back."""
    text = _("挂账的事到了复查日，请接着办，%(until)s前答复：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "until": until(due)}


def desk_reopened(no: str, what: str) -> str:
    """To the dispatcher: again."""
    return _("办结的事要接着办，请重新派单：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_grouped(no: str, what: str, people: int) -> str:
    """To the leaders: a matter of many."""
    text = _("多人反映同一件事（%(people)s人）：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "people": people}


def desk_supervised(level: int, reason: str, no: str, what: str) -> str:
    """To the people of the unit, and from 提级 on to the leaders."""
    given = {
        "no": no, "what": what, "level": WATCH_NAMES[Watch(level)], "why": WHY_NAMES[Why(reason)],
    }  # fmt: skip
    return _("%(level)s（%(why)s）：%(what)s（%(no)s）") % given


def desk_instructed(no: str, what: str) -> str:
    """To the people of the unit: a leader has written."""
    return _("领导有批示，请看：%(what)s（%(no)s）") % {"no": no, "what": what}


def desk_reminder(clock_name: str, mark: str, no: str, what: str) -> str:
    """To whoever's clock it is."""
    given = {"what": what, "no": no, "step": _step(clock_name)}
    texts = {
        "half": _("时间过半，请抓紧%(step)s：%(what)s（%(no)s）"),
        "soon": _("快到期了，请尽快%(step)s：%(what)s（%(no)s）"),
        "yellow": _("只剩一个工作日，请尽快%(step)s：%(what)s（%(no)s）"),
        "red": _("已经超期，请抓紧%(step)s：%(what)s（%(no)s）"),
        "escalate": _("超期以后仍没有%(step)s，已报领导：%(what)s（%(no)s）"),
    }
    return texts[mark] % given


def _step(clock_name: str) -> str:
    steps = {
        "dispatch": _("派单"),
        "follow_up": _("跟进"),
        "sign": _("签收"),
        "return": _("审退单"),
        "contact": _("联系反映人"),
        "stage": _("写阶段情况"),
        "extend": _("审延期"),
        "result": _("答复"),
        "review": _("审核答复"),
        "verify": _("核实"),
        "call_back": _("回访"),
    }
    return steps[clock_name]
