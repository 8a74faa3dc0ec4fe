"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
application = get_wsgi_application()
# Behind nginx the villager's address is in a header, which is believed from these addresses only.
if proxies := [name for name in os.environ.get("LIANXIN_PROXIES", "").split(",") if name]:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
