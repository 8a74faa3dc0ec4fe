"""Log-in of staff by django-allauth: password, second factor, change of password.

Accounts are opened by an administrator and have no e-mail, so nothing of sign-up, e-mail or reset
by e-mail is mounted; the names that the library asks for lead back to the log-in.
"""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.views.generic.base import RedirectView

to_log_in = RedirectView.as_view(url=reverse_lazy("account_login"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second/", include("allauth.mfa.urls")),
    path("new/", to_log_in, name="account_signup"),
    path("mail/", to_log_in, name="account_email"),
    path("forgotten/", to_log_in, name="account_reset_password"),
    path("password/first/", to_log_in, name="account_set_password"),
]
