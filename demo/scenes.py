"""What lies on the desks just now: set by hand, so that everybody finds something to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.lives import LOOKED, VERIFIED
from demo.matter import Matter
from demo.people import GRANDMOTHER, read
from demo.size import HOME_VILLAGE, OTHER_VILLAGE
from demo.subjects import ENDING, Subjects
from lianxin.domain.cases.rules import Confidentiality, Level

LOOKED_AT = frozenset({"redo", "good", "looked"})
STEPS = ("register", "dispatch", "sign", "contact", "reply")
RUBBISH = "村口垃圾点三天没清运了，味儿大得呛人。"
# Hours before the present at which each step happened; what is missing has not happened.
FRESH, SORTED, SIGNED = (0.4,), (5, 0.7), (26, 4, 3)
BUSY, SOON, LATE = (75, 70, 68, 66), (152, 150.5, 148, 140), (246, 243, 240, 230)
ANSWERED, DONE = (99, 96, 94, 92, 5), (300, 297, 295, 290, 250)


@dataclass(frozen=True)
class Scene:
    """A matter and how far it has come: the hours since each step."""

    village: str
    category: str
    words: str
    hours: tuple[float, ...]
    channel: str = "web"
    is_grandmother: bool = False
    secrecy: Confidentiality = Confidentiality.OPEN
    level: Level = Level.ORDINARY
    end: str = ""


def home() -> Iterable[Scene]:
    """卧凤沟乡, and in it 小新立屯村: something in every queue."""
    here, elsewhere = HOME_VILLAGE, "210921203200"
    yield Scene(here, "0402", "屯东头垃圾箱满了，狗把袋子扒得满道都是。", FRESH, "wechat_code")
    yield Scene(
        here, "0502", "文化广场北边两盏路灯不亮，跳秧歌看不见道。", (1.2,), is_grandmother=True
    )
    yield Scene(
        here,
        "1302",
        "去年修井花了多少钱，账上没看着。",
        (2.1,),
        secrecy=Confidentiality.CONFIDENTIAL,
    )
    yield Scene(
        elsewhere, "0601", "从早起就没水，一趟街都这样。", (0.3,), "phone", level=Level.URGENT
    )
    yield Scene(
        elsewhere, "0406", "粪水淌到沟里了，开不了窗。", (3,), secrecy=Confidentiality.ANONYMOUS
    )
    yield Scene(here, "0402", RUBBISH, SORTED, is_grandmother=True)
    yield Scene(here, "0403", "分类垃圾桶让车撞坏了，扣不上盖。", (6, 1.5), "grid_worker")
    yield Scene(elsewhere, "0402", "集上散了以后菜叶子没人收。", (7, 2), "phone")
    yield Scene(
        here, "1403", "两家为院墙外那一溜地吵了好几天。", (22, 3), "visit", level=Level.COMPLEX
    )
    yield Scene(here, "0402", "冬储菜叶子堆在井边上，都冻住了。", SIGNED)
    yield Scene(here, "0405", "公厕门掉了，风一刮咣咣响。", BUSY, "phone")
    yield Scene(
        here, "0402", "河沿上的垃圾装了一半车就走了。", (200, 197, 195, 190, 120), end="redo"
    )
    yield Scene(here, "0402", "小学后身的垃圾点又堆起来了。", SOON, "wechat_group")
    yield Scene(here, "0403", "要的分类袋一直没送来。", LATE)
    yield Scene(here, "0402", "老井边上的建筑垃圾没人认。", (270, 268, 266, 250), "hotline12345")
    yield Scene(here, "0402", "道南的垃圾箱挪了地方，离得太远。", ANSWERED, "phone")
    yield Scene(
        here,
        "0404",
        "脏水淌到道上冻成冰，走道打滑。",
        (123, 120, 118, 116, 8),
        is_grandmother=True,
        end="looked",
    )
    yield Scene(here, "0803", "屋里着了把火，被褥都烧了。", (28, 26, 25), "grid_worker")
    yield Scene(here, "0501", "进村那段道坑太深，三轮车颠翻过。", (100, 97, 90, 88), "phone")
    yield Scene(
        here,
        "0402",
        "屯西头的垃圾点清完没扫干净。",
        (300, 297, 295, 290, 250),
        is_grandmother=True,
        end="good",
    )
    yield Scene(here, "0105", "想要回前年抵给别人的机动地。", (80,), end="decline")


def bends() -> Iterable[Scene]:
    """The same township: what is asked back, asked for, put aside, watched, to be read."""
    here = HOME_VILLAGE
    yield Scene(here, "0402", "拉沙车掉了一道沙子，没人扫。", (8, 5), end="return_ask")
    yield Scene(here, "0402", "垃圾箱的轱辘掉了，推不动。", (120, 118, 116, 110), end="extend_ask")
    yield Scene(here, "0402", "垃圾坑冻实了，开春才能抠。", (400, 398, 390, 380), end="suspend")
    yield Scene(
        here,
        "1403",
        "两家走道的事，乡里来量过了。",
        (200, 197, 195, 190, 6),
        "visit",
        level=Level.COMPLEX,
    )
    yield Scene(here, "0403", "发的垃圾袋一套就破。", (150, 148, 140, 130), end="supervise")
    yield Scene(
        here, "0501", "过水桥让冰排撞歪了，学生天天从上头走。", (9, 8, 7, 6), "phone", end="whistle"
    )
    yield Scene(
        here, "0402", "集市后身的垃圾房锁坏了，没人管钥匙。", (55, 53, 52, 50), end="assign"
    )


def others() -> Iterable[Scene]:
    """大板镇, where 老钱 hands out: one for each queue."""
    there = OTHER_VILLAGE
    yield Scene(there, "0402", "村口垃圾点堆满了。", FRESH)
    yield Scene(there, "0502", "道口路灯灭了三盏。", SORTED)
    yield Scene(there, "0402", "沟沿上的垃圾没人清。", BUSY, "phone")
    yield Scene(there, "0404", "排水沟返味儿。", SOON, "phone")
    yield Scene(there, "0501", "拉粮车把道压塌了一块。", LATE)
    yield Scene(there, "0402", "垃圾箱边上的灰堆清了。", ANSWERED, "phone")
    yield Scene(there, "0402", "国道边上有人倒了一车垃圾。", (8, 5), end="return_ask")
    yield Scene(there, "0402", "河套里的垃圾冻在冰里。", (400, 398, 390, 380), end="suspend")
    yield Scene(there, "0703", "机井泵烧了，浇不上水。", ANSWERED, "phone", end="looked")


def put(scenes: Iterable[Scene], subjects: Subjects, now: datetime) -> list[Matter]:
    """The matters of the scenes, as they stand now."""
    return [_matter(scene, subjects, now) for scene in scenes]


def _matter(scene: Scene, subjects: Subjects, now: datetime) -> Matter:
    made = subjects.matter(scene.village, scene.category, scene.words, "help")
    made.text, made.channel, made.level = scene.words + ENDING, scene.channel, scene.level
    made.origin = {"grid_worker": "proactive", "hotline12345": "hotline12345"}.get(
        scene.channel, "reported"
    )
    made.people_count = 1
    made.confidentiality = scene.secrecy
    if scene.secrecy is Confidentiality.ANONYMOUS:
        made.villager = None
    else:
        made.villager = GRANDMOTHER if scene.is_grandmother else subjects.neighbour(scene.village)
    words = read("answers")
    said = {
        "contact": {"text": words["contacts"][0]},
        "reply": {"outcome": "solved", "text": words["replies"][scene.category[:2]][0]},
    }
    at = now
    for verb, hours in zip(STEPS, scene.hours, strict=False):
        at = made.then(now - timedelta(hours=hours), verb, **said.get(verb, {}))
    _end(made, scene, at)
    return made


def _end(made: Matter, scene: Scene, at: datetime) -> None:
    words = read("answers")
    later = at + timedelta(hours=20)
    if scene.end in LOOKED_AT and made.category in VERIFIED:
        made.then(at + timedelta(minutes=90), "verify", passed=True, text=LOOKED[True])
    if scene.end == "redo":
        made.then(
            later, "call_back", by="county", method="phone", solved="no", satisfied=2,
            note=words["call_back"]["no"][0],
        )  # fmt: skip
    elif scene.end == "good":
        made.then(later, "rate", solved="yes", satisfied=5, text=words["ratings"][0])
    elif scene.end == "decline":
        said = words["declines"][3]
        made.then(later, "decline", reason=said["reason"], text=said["text"])
        made.then(later + timedelta(hours=50), "appeal", text=words["appeals"][0])
    elif scene.end in words["bends"]:
        made.then(at + timedelta(minutes=20), scene.end, **words["bends"][scene.end])
