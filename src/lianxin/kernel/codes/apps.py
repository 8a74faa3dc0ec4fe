from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "lianxin.kernel.codes"
    label = "codes"
