"""The command `lianxin load_basics`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lianxin.domain.places.services import packaged_import
from lianxin.domain.users.services import load_defaults as load_roles
from lianxin.kernel.actor import system
from lianxin.kernel.codes.services import load_defaults as load_codes
from lianxin.kernel.privacy.services import ring_verify


class Command(BaseCommand):
    """Load what every installation has before anybody works with it."""

    help = "装入程序自带的代码表、放假安排、角色和区划。可以重复执行，已有的不变。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Check that keys and database belong together, load the tables, say how much was new."""
        boss = system("load_basics")
        ring_verify(actor=boss)
        codes, roles, areas = (
            load_codes(actor=boss),
            load_roles(actor=boss),
            packaged_import(actor=boss),
        )
        self.stdout.write(f"代码表新增 {codes}，角色更新 {roles}，区划和边界更新 {areas}。")
