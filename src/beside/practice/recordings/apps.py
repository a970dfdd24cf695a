from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "beside.practice.recordings"
    label = "recordings"

    def ready(self):
        from beside.practice.people.notice_words import WORDS
        from beside.practice.recordings import notice_words

        WORDS.update(notice_words.WORDS)
