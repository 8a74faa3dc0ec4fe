"""All addresses by door. Which page has which guard is checked for every one of them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lianxin.config import login_urls
from lianxin.entrypoints.shared import problems

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lianxin.entrypoints.shared.urls")),
    path("desk/login/", include(login_urls)),
    path("desk/", include("lianxin.entrypoints.desk.urls")),
    path("", include("lianxin.entrypoints.villager.urls")),
]

handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler429 = problems.too_often
handler500 = problems.server_error
