"""How the log-in library is bound to our accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.users import selectors, services
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER
from lianxin.kernel.errors import Invalid

WRONG_CODE = _("验证码不对。看看手机上最新的 6 位数字，再输一次。")
ADMINISTRATOR = "系统管理员"  # the duty phone of this name is given to whoever cannot log in


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc] # the library brings no types
    """Accounts are opened by an administrator; a new password goes through our own service."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对，请再输一次。"),
        "enter_current_password": _("现在的密码不对，请再输一次。"),
        "incorrect_password": _("密码不对，请再输一次。"),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": _("试得太多了，请过 5 分钟再试。"),
        "rate_limited": _("试得太多了，请过 5 分钟再试。"),
        "account_inactive": _("这个账号停用了，请找系统管理员。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes alone, so that there is one lock and one sentence."""

    def set_password(self, user: Any, password: str) -> None:
        """The owner's own new password; afterwards it need not be changed again."""
        actor = selectors.actor_of(user)
        try:
            services.password_set(actor=actor, user_id=user.pk, password=password)
        except Invalid as bad:
            raise ValidationError(bad.message) from bad
        user.refresh_from_db()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """With a new password the work goes on."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Accounts have no e-mail."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc] # the library brings no types
    """The six digits on the phone, in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which wrong passwords are counted: "SunJie " and "sunjie" are one account."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(name).strip().lower()[:255]


def locked_until(request: HttpRequest) -> datetime:
    """The full minute at which the lock on this account, for this address, is open again."""
    tries = AccessAttempt.objects.filter(
        username=login_name(request), ip_address=getattr(request, "axes_ip_address", None)
    )
    last = tries.aggregate(last=Max("attempt_time"))["last"] or clock.now()
    until: datetime = last + get_cool_off(request)
    return until.replace(second=0, microsecond=0) + timedelta(minutes=1)


def administrator_phone() -> str:
    """The phone of the administrator who helps with log-in, if the county has entered one."""
    county = settings.COUNTY.ljust(12, "0")
    phones = orgs.duty_phones(county, actor=VILLAGER)
    return next((p.phone for p in phones if p.name == ADMINISTRATOR), "")
