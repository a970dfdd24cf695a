from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "beside.practice.growth"
    label = "growth"

    def ready(self):
        from beside.practice.growth import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
