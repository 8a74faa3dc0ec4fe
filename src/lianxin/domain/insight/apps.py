from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "lianxin.domain.insight"
    label = "insight"
