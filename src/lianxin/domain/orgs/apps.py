from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "lianxin.domain.orgs"
    label = "orgs"
