"""The village's service card 便民服务卡: what may stand on it, in which order, and when it is another."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from lianxin.domain.orgs.rules.units import is_short_number
from lianxin.kernel.errors import Invalid

MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
CHECK_AGAIN = timedelta(days=183)
MOST_PHONES = 3
ENTRY_SIGNS = {"name": 40, "duty": 60, "hours": 60, "consent_by": 40}
PHONE_FIELDS = ("phone", "phone2", "phone3")
OFFICE_GROUP = "SC1"
TITLES = (("网格", "SC2"), ("包村", "SC4"), ("驻村", "SC4"), ("第一书记", "SC4"))
MOST_OPEN, MOST_AN_HOUR = 50, 5


@dataclass(frozen=True)
class Line:
    """One line as a reader sees it. `entry`: kept by the village; `post`: from who is in office."""

    group: str
    name: str
    duty: str
    phones: tuple[str, ...]
    hours: str = ""
    entry: UUID | None = None
    post: UUID | None = None


@dataclass(frozen=True)
class Written:
    """What is to be written into a line, each already cleaned."""

    group: str
    name: str
    duty: str
    phones: tuple[str, ...]
    hours: str = ""
    valid_to: date | None = None
    consent_by: str = ""
    has_consent: bool = False


def needs_consent(phones: Iterable[str], *, is_office: bool) -> bool:
    """A mobile number is somebody's own, unless it belongs to an office; it is shown only if they
    agreed 本人同意公开.

    Basis: 个人信息保护法 art. 25.
    """
    return not is_office and any(MOBILE.fullmatch(phone) for phone in phones)


def check_entry(line: Written, *, is_office: bool, today: date) -> None:
    """A line of the card names somebody and a number; a private number needs its owner's word 卡上一条.

    Basis: S19, domain.md §4.12. Raises: Invalid.
    """
    wrong: dict[str, str] = {}
    if not line.name:
        wrong["name"] = "请写是谁或者是哪里，比如“利民超市”。"
    if not line.phones:
        wrong["phone"] = "请写电话号码，没有号码的不上卡。"
    elif len(set(line.phones)) < len(line.phones):
        wrong["phone2"] = "两个号码是一样的，留一个就行。"
    elif len(line.phones) > MOST_PHONES:
        wrong["phone"] = f"一条最多写 {MOST_PHONES} 个号码。"
    for field, most in ENTRY_SIGNS.items():
        if len(getattr(line, field)) > most:
            wrong[field] = f"写得太长了，请控制在 {most} 字以内。"
    if line.valid_to is not None and line.valid_to < today:
        wrong["valid_to"] = "这个日子已经过了，号码不会出现在卡上。"
    wrong |= _consent(line, is_office)
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _consent(line: Written, is_office: bool) -> dict[str, str]:
    if not needs_consent(line.phones, is_office=is_office):
        return {}
    if not line.has_consent:
        return {"has_consent": "这是个人手机号，本人同意公开才能上卡。问过了就勾上。"}
    return {} if line.consent_by else {"consent_by": "请写是谁同意的，比如“店主本人”。"}


def check_once(line: Written, others: Iterable[Line]) -> None:
    """Nobody, and no number, stands twice in one group 不重复.

    Raises: Invalid.
    """
    for other in others:
        if other.group != line.group:
            continue
        if other.name == line.name:
            said = f"这一组里已经有“{other.name}”了，去改那一条就行。"
            raise Invalid(said, fields={"name": said})
        for field, phone in zip(PHONE_FIELDS, line.phones, strict=False):
            if phone in other.phones:
                said = f"这个号码这一组里已经有了，是“{other.name}”的。"
                raise Invalid(said, fields={field: said})


def is_unchecked(phones: Iterable[str], checked_on: date, today: date) -> bool:
    """Has nobody rung a number for half a year? Short numbers that everybody knows need none 该核对了.

    Basis: S20 cards out of date.
    """
    return today - checked_on > CHECK_AGAIN and to_be_rung(phones)


def to_be_rung(phones: Iterable[str]) -> bool:
    """Is there a number to try? Nobody rings 110 to see whether it is right 核对."""
    return not all(map(is_short_number, phones))


def is_over(valid_to: date | None, today: date) -> bool:
    """A line stands up to and on its last day 到期."""
    return valid_to is not None and valid_to < today


def group_of_post(title: str) -> str:
    """Where somebody in office stands on the card: 网格员 and 包村干部 by themselves, else 村干部.

    Basis: domain.md §4.12.
    """
    return next((group for word, group in TITLES if word in title), OFFICE_GROUP)


def arranged(
    groups: Sequence[str], in_office: Iterable[Line], kept: Iterable[Line]
) -> tuple[Line, ...]:
    """The lines of a card in the order in which they are read: by group, whoever is in office first.

    A kept line about a post stands in that post's place and adds to it; the name and, if the line
    says none, the office come from the post. Without a number nobody stands there, and a line about
    a post that nobody holds any more is gone.

    Basis: S19, S21.
    """
    lines = list(kept)
    added: Mapping[UUID | None, Line] = {line.post: line for line in lines if line.post}
    found = [_with(post, added.get(post.post)) for post in in_office]
    found += [line for line in lines if line.post is None]
    place = {group: n for n, group in enumerate(groups)}
    shown = [line for line in found if line.phones and line.group in place]
    return tuple(sorted(shown, key=lambda line: place[line.group]))


def _with(post: Line, more: Line | None) -> Line:
    if more is None:
        return post
    return Line(
        more.group,
        post.name,
        more.duty or post.duty,
        more.phones,
        more.hours,
        more.entry,
        post.post,
    )


def empty_groups(groups: Sequence[str], lines: Iterable[Line]) -> tuple[str, ...]:
    """The groups in which nobody stands yet 还空着的组.

    Basis: S21 齐活.
    """
    there = {line.group for line in lines}
    return tuple(group for group in groups if group not in there)


def content_hash(lines: Iterable[Line], names: Mapping[str, str]) -> str:
    """What a reader sees, as one sign: another one exactly when something readable differs.

    `names`: the headings. Basis: S20 which version a household holds.
    """
    seen = [
        [names.get(line.group, line.group), line.name, line.duty, list(line.phones), line.hours]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def may_suggest(*, an_hour: int, waiting: int) -> bool:
    """A handful of suggestions an hour from one place, and so many waiting in a village, no more."""
    return an_hour < MOST_AN_HOUR and waiting < MOST_OPEN
