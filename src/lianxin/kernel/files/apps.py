from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "lianxin.kernel.files"
    label = "files"
