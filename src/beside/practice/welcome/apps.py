from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "beside.practice.welcome"
    label = "welcome"

    def ready(self):
        from beside.practice.people.notice_words import WORDS
        from beside.practice.welcome import notice_words

        WORDS.update(notice_words.WORDS)
