from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "lianxin.domain.users"
    label = "users"
