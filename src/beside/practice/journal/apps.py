from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "beside.practice.journal"
    label = "journal"

    def ready(self):
        from beside.practice.journal import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
