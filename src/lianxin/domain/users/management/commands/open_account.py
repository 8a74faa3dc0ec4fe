"""The command `lianxin open_account`: how the first administrators come in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lianxin.domain.users.models import User
from lianxin.domain.users.passwords import first_password
from lianxin.domain.users.services import (
    account_create,
    password_set,
    role_assign,
    second_factor_drop,
)
from lianxin.kernel.actor import Actor, system
from lianxin.kernel.errors import AppError


class Command(BaseCommand):
    """Open an account with a role, or give an account a new first password."""

    help = (
        "开一个账号并授角色，或者给已有账号重设密码。初始密码只显示这一次，第一次登录必须换掉。"
        "系统、安全、审计三名管理员（R22、R23、R24）要由三个人担任，先由运维人员在服务器上开；"
        "其余的人由他们在网页上开。例：lianxin open_account zhangsan --name 张三 --role R22 "
        "--area 210921000000；忘了密码：lianxin open_account zhangsan --reset"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What can be given."""
        parser.add_argument("username", help="登录名，小写字母开头")
        parser.add_argument("--name", default="", help="姓名")
        parser.add_argument("--phone", default="", help="工作电话")
        parser.add_argument("--area", default="", help="账号和角色所在地方的 12 位区划代码")
        parser.add_argument("--role", action="append", default=[], help="角色代码，可以写几次")
        parser.add_argument("--unit", type=UUID, default=None, help="单位编号，部门经办人要写")
        parser.add_argument(
            "--reset", action="store_true", help="已有账号：重设密码，并关掉两步验证"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it as a whole or not at all, and show the password."""
        password, actor = first_password(), system("open_account")
        try:
            with transaction.atomic():
                if options["reset"]:
                    _reset(options["username"], password, actor)
                else:
                    _open(options, password, actor)
        except AppError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"登录名 {options['username'].strip().lower()}  初始密码 {password}")


def _open(options: dict[str, Any], password: str, actor: Actor) -> None:
    user = account_create(
        actor=actor,
        username=options["username"],
        name=options["name"],
        password=password,
        area=options["area"],
        phone=options["phone"],
    )
    for role in options["role"]:
        role_assign(
            actor=actor, user_id=user.pk, role=role, area=options["area"], unit=options["unit"]
        )


def _reset(username: str, password: str, actor: Actor) -> None:
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        raise CommandError("没有找到这个登录名。")
    password_set(actor=actor, user_id=user.pk, password=password)
    second_factor_drop(actor=actor, user_id=user.pk)
