from django.apps import AppConfig


class RepairConfig(AppConfig):
    name = "beside.practice.repair"
    label = "repair"

    def ready(self):
        from beside.practice.people.notice_words import WORDS
        from beside.practice.repair import notice_words

        WORDS.update(notice_words.WORDS)
