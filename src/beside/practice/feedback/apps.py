from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "beside.practice.feedback"
    label = "feedback"
