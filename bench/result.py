"""The table: one line for each operation, and what it was measured on."""

from __future__ import annotations

import json
import os
import platform
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.measure import Used
from bench.plans import Plan, shape, slowest_of_pages

WORDS = {
    "health": "健康检查（底价） health, the floor",
    "queue": "待办列表 queue page",
    "deep": "筛选、排列后第 200 页 page 200, narrowed and sorted",
    "counts": "数量（状态 × 类别 × 月份）counts by state × category × month",
    "search": "全部里搜索 search",
    "case": "事项页 case page",
    "report": "村民报事，八页全程 a villager's whole report, 8 requests",
    "register": "工作台登记 register at the desk",
    "dispatch": "派单 dispatch",
}
HEAD = (
    "| 操作 operation | 次 n | 次/秒 per s | 应用内 in the application p50 · p95 · p99 ms"
    " | 到手 at the client p50 · p95 · p99 ms | CPU ms/次: 网站 server · 数据库 database"
    " · 后台 worker | 内存峰值 peak MB: 网站 · 数据库 · 后台 | 出错 errors |"
)
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|"
PROGRAMS = ("server", "database", "worker")
MEGA = 1024 * 1024


@dataclass(frozen=True)
class Line:
    """One operation as it was measured; times in seconds."""

    name: str
    seconds: float
    client: list[float]
    server: list[float]
    wrong: list[str]
    wrong_count: int
    used: dict[str, Used]

    def row(self) -> str:
        """The line of the table."""
        n = len(self.client)
        cpu = " · ".join(f"{self.used[p].cpu / n * 1000:.1f}" if n else "–" for p in PROGRAMS)
        peak = " · ".join(f"{self.used[p].peak / MEGA:.0f}" for p in PROGRAMS)
        return (
            f"| {WORDS[self.name]} | {n} | {n / self.seconds:.1f} | {_three(self.server)}"
            f" | {_three(self.client)} | {cpu} | {peak} | {self.wrong_count} |"
        )

    def facts(self) -> dict[str, Any]:
        """The same for programs; times in milliseconds."""
        n = len(self.client)
        return {
            "operation": self.name, "n": n, "seconds": round(self.seconds, 2),
            "per_second": round(n / self.seconds, 2), "errors": self.wrong_count,
            "application_ms": _marks(self.server), "client_ms": _marks(self.client),
            "cpu_ms_each": {p: round(self.used[p].cpu / n * 1000, 2) if n else None
                            for p in PROGRAMS},
            "peak_mb": {p: round(self.used[p].peak / MEGA) for p in PROGRAMS},
        }  # fmt: skip


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all values does not exceed; 0 if there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _marks(values: list[float]) -> dict[str, float]:
    shares = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    return {name: round(percentile(values, share) * 1000, 1) for name, share in shares}


def _three(values: list[float]) -> str:
    return " · ".join(f"{value:.1f}" for value in _marks(values).values())


def machine(postgres: str) -> dict[str, str]:
    """What it ran on; no names, no folders."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return {
        "cores": str(len(os.sched_getaffinity(0))), "processor": _processor(),
        "memory": f"{memory:.0f} GB", "python": platform.python_version(),
        "postgresql": postgres, "django": metadata.version("django"),
        "granian": metadata.version("granian"),
    }  # fmt: skip


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def write(folder: Path, name: str, about: dict[str, Any], lines: list[Line]) -> Path:
    """Write the table for people and the same for programs; returns the former."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {**about, "operations": [line.facts() for line in lines]}
    (folder / f"{name}.json").write_text(json.dumps(given, ensure_ascii=False, indent=1) + "\n")
    page = folder / f"{name}.md"
    page.write_text("\n".join(_page(about, lines)) + "\n", encoding="utf-8")
    return page


def write_plans(folder: Path, name: str, about: dict[str, Any], found: list[Plan]) -> Path:
    """Write how the database answers the slowest question of each page; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{name}-plans.md"
    page.write_text("\n".join(_plans(about, slowest_of_pages(found))) + "\n", encoding="utf-8")
    return page


def _plans(about: dict[str, Any], slowest: list[Plan]) -> list[str]:
    rows = [
        f"# {about['rows']['cases']:,} 件事项：每一页最慢的查询 the slowest query of each page", "",
        f"{about['day']} · `python -m bench {about['command']}`", "",
        "| 页面 page | ms | 读了几行 rows read | 缓冲块 buffers (8 kB) | 整表读 read whole |",
        "|---|--:|--:|--:|---|",
    ]  # fmt: skip
    rows += [
        f"| `{_named(it.page)}` | {it.seconds * 1000:.1f} | {it.rows_read} | {it.buffers}"
        f" | {', '.join(it.whole) or '–'} |"
        for it in slowest
    ]
    for it in slowest:
        rows += [
            "", f"## `{_named(it.page)}`", "", f"{it.seconds * 1000:.1f} ms", "",
            "```sql", shape(it.sql), "```", "", "```", it.text, "```",
        ]  # fmt: skip
    return rows


def _named(page: str) -> str:
    """A page by who opens it and its address, without the id of a matter or a mark of a place."""
    return re.sub(r"after=[^&]+", "after=…", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", page))


def _page(about: dict[str, Any], lines: list[Line]) -> list[str]:
    rows, on = about["rows"], about["machine"]
    return [
        f"# {rows['cases']:,} 件事项 cases, {about['clients']} 个客户端 clients", "",
        f"{about['day']} · `python -m bench {about['command']}`", "",
        f"- 机器 machine: {', '.join(f'{k} {v}' for k, v in on.items())};"
        f" 开始时的负载 load average at the start {about['load']}",
        f"- 数据 data: {rows['open']:,} 件在办 open, {rows['steps']:,} steps,"
        f" {rows['facts']:,} facts, {rows['bytes'] / 1024**3:.2f} GB;"
        f" 装入用了 loaded in {about['loaded_in']}",
        f"- 网站 server: granian, {about['workers']} × {about['threads']} threads; 数据库"
        " database: fsync and synchronous_commit on, shared_buffers"
        f" {about['buffers']}; the clients run on the"
        " same machine without pause, so what they wait at the client is mostly for a free thread",
        *(f"- {words}" for words in about.get("more", [])),
        "", HEAD, RULE, *(line.row() for line in lines),
    ]  # fmt: skip
