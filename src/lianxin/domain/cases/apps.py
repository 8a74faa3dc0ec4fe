from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lianxin.domain.cases"
    label = "cases"
