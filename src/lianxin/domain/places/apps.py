from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "lianxin.domain.places"
    label = "places"
