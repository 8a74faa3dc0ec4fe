"""Texts for those who are brought together: the whistle, helpers, the meeting, a hand-over."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lianxin.domain.cases.rules import ANSWER_NAMES, MEETING_KINDS, Answer, Ending
from lianxin.notices.messages import Words, day_words, until

HAND_OVERS = "/desk/handover/"
MEETINGS = "/desk/meetings/"
CALLED = "/desk/meetings/called/"
MALICE = "/desk/malice/"
WEEKLY_LIST = "/desk/weekly/"


def whistle_asked(no: str, what: str, due: str) -> str:
    """To the leaders: a whistle to approve."""
    text = _("要吹哨请几家一起办，等您批，%(until)s前：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "until": until(due)}


def whistled(no: str, what: str, *, is_emergency: bool) -> str:
    """To a department that is called."""
    given = {"no": no, "what": what}
    if is_emergency:
        return _("应急吹哨，请马上到场、应哨：%(what)s（%(no)s）") % given
    return _("乡镇吹哨请你们一起办，请应哨：%(what)s（%(no)s）") % given


def whistle_to_sign(no: str, what: str) -> str:
    """To the leaders: called already, for a danger."""
    return _("应急吹哨已经吹出去了，请补批：%(what)s（%(no)s）") % {"no": no, "what": what}


def whistle_decided(decision: str, no: str, what: str) -> str:
    """To whoever asked."""
    given = {"no": no, "what": what}
    if decision == "approved":
        return _("吹哨批了：%(what)s（%(no)s）") % given
    return _("吹哨没有批，理由请看：%(what)s（%(no)s）") % given


def whistle_answered(answer: str, unit: str, no: str, what: str) -> str:
    """To the township."""
    said = ANSWER_NAMES[Answer(answer)]
    given = {"no": no, "what": what, "unit": unit, "said": said}
    return _("%(unit)s应哨（%(said)s）：%(what)s（%(no)s）") % given


def whistle_late(unit: str, no: str, what: str) -> str:
    """To the department and the leaders."""
    text = _("%(unit)s到时间还没应哨：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "unit": unit}


def whistle_unsigned(no: str, what: str) -> str:
    """To the leaders: the time for their word is over."""
    return _("吹哨等您批，已经过了时间：%(what)s（%(no)s）") % {"no": no, "what": what}


def assisted(no: str, what: str) -> str:
    """To a unit that is asked to help."""
    return _("请你们单位协办：%(what)s（%(no)s）") % {"no": no, "what": what}


def assigned(why: str, no: str, what: str) -> str:
    """To whoever has it from now on."""
    given = {"no": no, "what": what}
    if why == "asked":
        return _("同事转给您经办：%(what)s（%(no)s）") % given
    if why == "handed_over":
        return _("交接给您经办：%(what)s（%(no)s）") % given
    return _("经办人不在了，先由您经办：%(what)s（%(no)s）") % given


def repeated(no: str, what: str, times: int) -> str:
    """To the dispatchers: one named person is asked for."""
    text = _("同一个人第%(times)s次反映，请定一个专人：%(what)s（%(no)s）")
    return text % {"no": no, "what": what, "times": times}


def appointed(no: str, what: str) -> str:
    """To whoever was named."""
    return _("请您一个人跟到底、跟反映人说清楚：%(what)s（%(no)s）") % {"no": no, "what": what}


def appointed_reporter(no: str, code: str) -> Words:
    """To the reporter: one person to talk to."""
    text = _("编号%(no)s的事定了一个人专门跟您联系、跟到底。是谁，请凭查询码%(code)s查看。")
    return Words("appointed", text % {"no": no, "code": code})


def met_named(kind: str, no: str, what: str, day: str) -> str:
    """To a unit that the meeting named besides the main one: theirs to do until that day."""
    text = _("%(meeting)s定了由你们单位办，%(day)s前，请和承办单位一起：%(what)s（%(no)s）")
    return text % {
        "meeting": MEETING_KINDS[kind].name,
        "no": no,
        "what": what,
        "day": day_words(day),
    }


def met(kind: str, ending: str, no: str, what: str, due: str) -> str:
    """To the people of the unit: what the meeting decided."""
    held = MEETING_KINDS[kind]
    given = {"meeting": held.name, "no": no, "what": what, "ending": held.endings[Ending(ending)]}
    if due:
        text = _("%(meeting)s定了，%(until)s前答复：%(what)s（%(no)s）")
        return text % (given | {"until": until(due)})
    return _("%(meeting)s定了（%(ending)s）：%(what)s（%(no)s）") % given


def called_to_meeting(kind: str, place: str, day: str, where: str, items: int) -> str:
    """To a unit that is called by name."""
    given = {"meeting": MEETING_KINDS[kind].name, "place": place, "day": day_words(day)}
    said = [_("%(place)s%(meeting)s，%(day)s") % given]
    if where:
        said.append(_("在%(where)s") % {"where": where})
    said.append(_("请派人来"))
    if items:
        said.append(_("你们单位的事 %(n)s 件") % {"n": items})
    return "，".join(said) + "。"


def not_called_any_more(kind: str, place: str, day: str) -> str:
    """To a unit that was called before."""
    text = _("%(place)s%(meeting)s，%(day)s，你们单位不用来了。")
    return text % {"meeting": MEETING_KINDS[kind].name, "place": place, "day": day_words(day)}


def meeting_missing(items: int) -> str:
    """To the township's leaders: the week has begun."""
    text = _("这一周还没定现场办公会，等着上会的事有 %(n)s 件，请定个日子。")
    return text % {"n": items}


def supervision_listed(cases: int) -> str:
    """To whoever keeps the supervision list: the week has begun."""
    return _("本周督办清单有 %(n)s 件，每件写着为什么，请看。") % {"n": cases}


def malice_asked(no: str) -> str:
    """To whoever may decide: a proposal waits for a second person."""
    return _("有人提请认定一件恶意来电，等您定：%(no)s") % {"no": no}


def malice_approved(no: str, day: str) -> str:
    """To whoever proposed it: marked, for a time."""
    text = _("您提请的恶意来电认定了，到%(day)s自己失效，事情照办：%(no)s")
    return text % {"no": no, "day": day_words(day)}


def malice_refused(no: str) -> str:
    """To whoever proposed it: not marked, and where the reason stands."""
    return _("您提请的恶意来电没有认定，理由请看：%(no)s") % {"no": no}


def malice_lifted(no: str) -> str:
    """To whoever proposed it: taken back before its time, and where the reason stands."""
    return _("您提请认定的恶意来电，标记取消了，理由请看：%(no)s") % {"no": no}


def hand_over(cases: int) -> str:
    """To the receiver of a hand-over."""
    return _("有一张交接单等您确认，在办的事 %(n)s 件。") % {"n": cases}


def left_behind(name: str, unit: str, cases: int) -> str:
    """To the head of a unit: somebody has gone, and what they had in hand is nobody's."""
    text = _("%(name)s不在%(unit)s了，手上还有 %(n)s 件没办完，请交接。")
    return text % {"name": name, "unit": unit, "n": cases}
