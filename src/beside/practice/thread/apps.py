from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "beside.practice.thread"
    label = "thread"

    def ready(self):
        from beside.practice.people.notice_words import WORDS
        from beside.practice.thread import notice_words

        WORDS.update(notice_words.WORDS)
