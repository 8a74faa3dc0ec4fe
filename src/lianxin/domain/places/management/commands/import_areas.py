"""The command `lianxin import-areas`."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianxin.domain.places.rules import CodeSystem
from lianxin.domain.places.services import (
    MapOrigin,
    Origin,
    areas_import,
    boundaries_import,
    packaged_import,
)
from lianxin.kernel.actor import Actor, system
from lianxin.kernel.errors import AppError

HELP = """导入区划名单（CSV）和边界（GeoJSON）。全部导入或者一行也不导入；重复导入不会重复。

区划名单是 UTF-8 的 CSV，第一行是表头：
  code         12 位代码
  name         全称，比如 小新立屯村委会
  level        province、city、county、town、village
  parent       上级的 12 位代码，省一级空着
  kind         省、市、区县、街道、镇、乡、village（村）、community（社区）……
  short_name   平时的叫法，空着就由全称推出
可以另有：
  valid_from   启用日期，如 2026-01-31
  valid_to     停用日期（从这一天起不再使用）
  successor    停用后并入哪个代码
  name_mn      蒙古文名称
  code_system  stats（统计用）或 civil（民政）
  lon, lat     中心点的经度、纬度
文件里没有的列保持库里原来的值。

边界是 GeoJSON 的 FeatureCollection，每个图形的 properties.code 是 12 位区划代码或 15 位网格代码，
坐标为 WGS-84（手机定位所用）；国内地图软件画的请加 --gcj02。

例：
  lianxin import-areas areas.csv --source "省统计局 2025 年名单" --year 2025 --dry-run
  lianxin import-areas areas.csv --source "省统计局 2025 年名单" --year 2025
  lianxin import-areas --boundaries villages.geojson --source "市自然资源局" --review-no "审图号"
  lianxin import-areas --packaged
"""


class Command(BaseCommand):
    """Take in a list of areas, outlines, or what comes with the program."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the lines of the help text as they are written."""
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the command line."""
        parser.add_argument("file", nargs="?", type=Path, metavar="区划.csv", help="区划名单")
        parser.add_argument(
            "--boundaries", type=Path, metavar="边界.geojson", help="边界文件，可以和区划一起导入"
        )
        parser.add_argument("--packaged", action="store_true", help="导入程序自带的区划和边界")
        parser.add_argument("--source", default="", help="来源，会显示在地图旁边（必填）")
        parser.add_argument("--year", type=int, help="名单是哪一年的")
        parser.add_argument(
            "--code-system",
            choices=[system.value for system in CodeSystem],
            default=CodeSystem.STATISTICS.value,
            help="stats 统计用区划代码（默认），civil 民政区划代码",
        )
        parser.add_argument("--review-no", default="", help="边界的审图号")
        parser.add_argument("--synthetic", action="store_true", help="边界是示例，不是真实的")
        parser.add_argument("--gcj02", action="store_true", help="边界坐标是 GCJ-02，导入时还原")
        parser.add_argument(
            "--close-missing",
            type=date.fromisoformat,
            metavar="日期",
            help="名单范围内、名单上没有的区划从这一天起停用",
        )
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked, and say what came of it."""
        actor = system("import-areas")
        try:
            self._run(actor, options)
        except AppError as refused:
            raise CommandError(refused.message) from refused

    def _run(self, actor: Actor, options: dict[str, Any]) -> None:
        if options["packaged"]:
            touched = packaged_import(actor=actor)
            self.stdout.write(f"自带的区划和边界已装好，新增或更新 {touched} 项。")
            return
        if not options["file"] and not options["boundaries"]:
            raise CommandError("请给出区划名单或边界文件。用 --help 看怎么写。")
        if not options["source"]:
            raise CommandError("请用 --source 写明来源。")
        if options["file"]:
            self._areas(actor, options)
        if options["boundaries"]:
            self._boundaries(actor, options)

    def _areas(self, actor: Actor, options: dict[str, Any]) -> None:
        report = areas_import(
            actor=actor,
            path=options["file"],
            origin=Origin(options["source"], options["year"], options["code_system"]),
            dry_run=options["dry_run"],
            close_missing_on=options["close_missing"],
        )
        self.stdout.write(
            f"区划：新增 {report.added}，更新 {report.changed}，不变 {report.unchanged}，"
            f"其中停用 {report.closed}。{self._ending(options)}"
        )

    def _boundaries(self, actor: Actor, options: dict[str, Any]) -> None:
        report = boundaries_import(
            actor=actor,
            path=options["boundaries"],
            origin=MapOrigin(
                options["source"], options["review_no"], options["synthetic"], options["gcj02"]
            ),
            dry_run=options["dry_run"],
        )
        self.stdout.write(
            f"边界：新增 {report.added}，更新 {report.changed}，不变 {report.unchanged}，"
            f"已有真实边界而保留 {report.kept}。{self._ending(options)}"
        )

    @staticmethod
    def _ending(options: dict[str, Any]) -> str:
        return "（只核对，没有写入）" if options["dry_run"] else ""
