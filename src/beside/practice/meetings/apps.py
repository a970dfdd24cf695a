from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "beside.practice.meetings"
    label = "meetings"
