"""The WSGI application that granian serves."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

TURN = 0.05
"""Seconds that a thread may compute before another one has its turn: longer than a page takes.

Two pages that take turns every few milliseconds are both late; one after the other, one is early.
"""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")
application = get_wsgi_application()
# Behind nginx the villager's address is in a header, which is believed from these addresses only.
if proxies := [name for name in os.environ.get("LIANXIN_PROXIES", "").split(",") if name]:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
sys.setswitchinterval(TURN)
# What a page needs stays for good; looking through it for rubbish again and again is in vain.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
