from django.apps import AppConfig


class VillagerConfig(AppConfig):
    name = "lianxin.entrypoints.villager"
    label = "villager"
