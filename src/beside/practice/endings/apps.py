from django.apps import AppConfig


class EndingsConfig(AppConfig):
    name = "beside.practice.endings"
    label = "endings"

    def ready(self):
        from beside.practice.endings import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
