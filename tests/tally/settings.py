"""The real settings, the counting reaction beside the real ones, and no need of collectstatic."""

from lianxin.config import settings

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.tally"]
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}
