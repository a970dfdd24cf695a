from django.apps import AppConfig


class RepairConfig(AppConfig):
    name = "beside.practice.repair"
    label = "repair"
