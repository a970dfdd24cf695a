from django.apps import AppConfig


class LoopsConfig(AppConfig):
    name = "beside.practice.loops"
    label = "loops"
