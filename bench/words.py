"""What villagers say in the archive: invented sentences, put together anew for every case."""

from __future__ import annotations

from random import Random

PLACES = (
    "村口", "村西头", "小学门前", "卫生室旁", "老井边", "文化广场", "大桥南侧", "三组街心", "后山脚下",
    "果园路口", "水库坝上", "南大沟", "东头变压器下", "老支书家门前", "供销社对面", "河套边", "羊圈道口",
    "村部后院", "机井房旁", "砖厂岔路",
)  # fmt: skip
MATTERS = (
    ("0402", "垃圾{n}天没人来拉了，{how}"), ("0401", "有人往沟里倒垃圾，{how}"),
    ("0404", "污水流到道上，{how}"), ("0405", "公厕没人打扫，{how}"),
    ("0101", "和邻居的地界说不清，{how}"), ("0106", "这片地荒了{n}年，{how}"),
    ("0204", "老房子墙裂了{n}道缝，{how}"), ("0205", "有人在道边私自盖房，{how}"),
    ("0302", "占地补偿款{n}个月没发下来，{how}"), ("0102", "流转合同到期，{how}"),
)  # fmt: skip
HOWS = (
    "味儿大得呛人", "老人孩子走路不方便", "下雨天更没法走", "找过两回没人管", "夜里看不清，怕摔着",
    "盼着早点给个说法", "车也过不去", "牲口都不敢从这儿走", "家里就剩老人，自己弄不了", "大伙儿都有意见",
    "开春要种地，等不起", "冬天一上冻就更难办",
)  # fmt: skip
ENDS = ("麻烦给看看。", "请派人来一趟。", "希望早点解决。", "能不能给个准话？", "谢谢了。")
ANSWER = "已经到现场看过，按规定办了，和反映人当面说清楚了。"
SEARCHES = ("垃圾", "变压器", "地界", "水库坝上 垃圾", "补偿款", "公厕")


def matter(rng: Random, known: frozenset[str]) -> tuple[str, str, str]:
    """A category, a place in the reporter's words, and what they say."""
    category, pattern = rng.choice(MATTERS)
    said = pattern.format(n=rng.randint(2, 30), how=rng.choice(HOWS))
    place = rng.choice(PLACES)
    return (category if category in known else "", place, f"{place}{said}。{rng.choice(ENDS)}")
