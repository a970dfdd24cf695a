from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "beside.practice.concerns"
    label = "concerns"

    def ready(self):
        from beside.practice.concerns import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
