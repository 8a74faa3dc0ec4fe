from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lianxin.domain.people"
    label = "people"
