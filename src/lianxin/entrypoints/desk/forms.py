"""What the desk's forms bring: shapes and lengths only. Whether it may be done, the services say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianxin.domain.cases import rules
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation

Errors = dict[str, str]
"""Sentences at fields; \"\" stands for the whole form."""
NOTE_SIGNS = 500
REASON_SIGNS = 200
LEVELS = [(level.value, name) for level, name in rules.LEVEL_NAMES.items()]
LEVEL_CODES = {str(level.value) for level in rules.Level}


def _must(sentence: Any) -> dict[str, Any]:
    return {"required": sentence, "invalid": sentence, "invalid_choice": sentence}


def _short(signs: int) -> dict[str, Any]:
    return {"max_length": _("写得太长了，请控制在 %(limit_value)s 字以内。")}


def problems_of(form: forms.Form) -> dict[str, str]:
    """The first sentence at each field that needs another look."""
    return {name: str(found[0]) for name, found in form.errors.items()}


def problems_in(refusal: Invalid) -> dict[str, str]:
    """A service's refusal, as sentences at fields; "" stands for the whole form."""
    return dict(refusal.fields) or {"": refusal.message}


def attempt(act: Callable[[], object]) -> tuple[Errors, bool]:
    """Do it; what was refused, as sentences at fields, and whether somebody was faster."""
    try:
        act()
    except Invalid as bad:
        return problems_in(bad), False
    except (RuleViolation, NotFound) as no:
        return {"": no.message}, no.code == "stale"
    except Denied as no:
        return {"": no.message}, False
    return {}, False


def version_in(given: Mapping[str, Any]) -> int | None:
    """Which version was on the screen."""
    words = str(given.get("version", ""))
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else None


class ActForm(forms.Form):
    """What every action on a matter brings along: the version that was on the screen."""

    version = forms.IntegerField(required=False, min_value=1)


class DispatchForm(ActForm):
    """派单."""

    category = forms.CharField(max_length=6, error_messages=_must(_("请选类别。")))
    unit = forms.UUIDField(error_messages=_must(_("请选承办单位。")))
    level = forms.TypedChoiceField(
        choices=LEVELS, coerce=int, error_messages=_must(_("请选紧急程度。"))
    )
    note = forms.CharField(required=False, max_length=NOTE_SIGNS, error_messages=_short(NOTE_SIGNS))


class DeclineForm(ActForm):
    """不予受理."""

    reason = forms.CharField(error_messages=_must(_("请选不予受理的理由。")))
    explanation = forms.CharField(
        max_length=rules.MAX_TEXT,
        error_messages=_must(_("请用老乡听得懂的话说明原因。")) | _short(rules.MAX_TEXT),
    )


class NoteForm(ActForm):
    """办理记录."""

    text = forms.CharField(required=False)
    is_public = forms.TypedChoiceField(
        choices=[("1", _("反映人也看得到")), ("0", _("只有经办人看得到"))],
        coerce=lambda value: value == "1",
        error_messages=_must(_("请选给谁看。")),
    )
    is_contact = forms.BooleanField(required=False)


class ReplyForm(ActForm):
    """答复."""

    outcome = forms.CharField(error_messages=_must(_("请选办理结果。")))
    text = forms.CharField(error_messages=_must(_("请写清楚：谁去办的、做了什么、结果怎么样。")))


YES_NO = [("1", _("是")), ("0", _("否"))]


class CallBackForm(ActForm):
    """回访."""

    method = forms.ChoiceField(
        choices=[("phone", _("打电话")), ("visit", _("上门")), ("on_site", _("现场看"))],
        error_messages=_must(_("请选怎么回访的。")),
    )
    reached = forms.TypedChoiceField(
        choices=YES_NO, coerce=lambda value: value == "1",
        error_messages=_must(_("请选联系上了没有。")),
    )  # fmt: skip
    contacted = forms.TypedChoiceField(
        choices=YES_NO, coerce=lambda value: value == "1", required=False, empty_value=None
    )
    solved = forms.ChoiceField(choices=[(s.value, s.value) for s in rules.Solved], required=False)
    satisfied = forms.TypedChoiceField(
        choices=[(n, n) for n in range(1, 6)], coerce=int, required=False, empty_value=None
    )
    note = forms.CharField(required=False, max_length=NOTE_SIGNS, error_messages=_short(NOTE_SIGNS))


class RevealForm(forms.Form):
    """查看反映人."""

    reason = forms.CharField(
        max_length=REASON_SIGNS,
        error_messages=_must(_("请写明为什么要看，会留下记录。")) | _short(REASON_SIGNS),
    )


class RegisterForm(forms.Form):
    """登记. The place is found by the view, from a code or from what the caller says."""

    id = forms.UUIDField(error_messages=_must(_("页面放得太久了，请再按一次“登记”。")))
    area = forms.CharField(required=False, max_length=12)
    place = forms.CharField(required=False, max_length=60)
    place_text = forms.CharField(required=False)
    text = forms.CharField(required=False, strip=True)
    category = forms.CharField(required=False, max_length=6)
    level = forms.ChoiceField(choices=[("", ""), *LEVELS], required=False)
    nature = forms.CharField(required=False, max_length=20)
    channel = forms.CharField(required=False, max_length=20)
    origin = forms.CharField(required=False, max_length=20)
    people_count = forms.IntegerField(
        required=False, min_value=1, max_value=99_999,
        error_messages=_must(_("人数请填数字，比如 12。"))
        | {"min_value": _("至少 1 人。"), "max_value": _("人数太大了，请核对。")},
    )  # fmt: skip
    reporter_name = forms.CharField(required=False)
    reporter_phone = forms.CharField(required=False)
    confidentiality = forms.ChoiceField(
        choices=[(c.value, c.value) for c in rules.Confidentiality], required=False
    )
    on_behalf = forms.BooleanField(required=False)
    about_user = forms.CharField(required=False, max_length=60)
    about_org = forms.UUIDField(
        required=False, error_messages={"invalid": _("请从名单里选反映的是哪个单位。")}
    )


def texts_of(posted: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    """What was typed into these fields, as it was typed."""
    return {name: str(posted.get(name, "")) for name in names}
