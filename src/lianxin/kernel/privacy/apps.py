from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "lianxin.kernel.privacy"
    label = "privacy"
