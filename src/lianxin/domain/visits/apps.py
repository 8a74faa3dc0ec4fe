from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "lianxin.domain.visits"
    label = "visits"
