from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "lianxin.kernel.facts"
    label = "facts"
