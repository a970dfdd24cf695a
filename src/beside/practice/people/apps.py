from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "beside.practice.people"
    label = "people"
