from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "beside.practice.supporters"
    label = "supporters"
