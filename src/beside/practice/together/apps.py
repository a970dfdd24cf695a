from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "beside.practice.together"
    label = "together"

    def ready(self):
        from beside.practice.people.notice_words import WORDS
        from beside.practice.together import notice_words

        WORDS.update(notice_words.WORDS)
