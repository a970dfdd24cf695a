from django.apps import AppConfig


class CairnConfig(AppConfig):
    name = "beside.practice.cairn"
    label = "cairn"
