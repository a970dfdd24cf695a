from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "beside.practice.work"
    label = "work"
