from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "beside.practice.recordings"
    label = "recordings"

    def ready(self):
        from beside.practice.people import consent_words as ledger
        from beside.practice.people.notice_words import WORDS
        from beside.practice.recordings import consent_words, notice_words

        WORDS.update(notice_words.WORDS)
        ledger.WORDS.update(consent_words.WORDS)
