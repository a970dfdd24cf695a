from django.apps import AppConfig


class PaceConfig(AppConfig):
    name = "beside.practice.pace"
    label = "pace"

    def ready(self):
        from beside.practice.pace import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
