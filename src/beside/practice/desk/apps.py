from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "beside.practice.desk"
    label = "desk"
