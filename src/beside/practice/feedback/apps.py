from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "beside.practice.feedback"
    label = "feedback"

    def ready(self):
        from django.conf import settings

        from beside.measures import use_folders

        # What a practice has imported with `beside forms import`: licensed words, beside its data.
        use_folders(settings.HOME / "forms")
