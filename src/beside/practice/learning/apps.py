from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "beside.practice.learning"
    label = "learning"

    def ready(self):
        from beside.practice.learning import consent_words, notice_words
        from beside.practice.people import consent_words as ledger
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
        ledger.WORDS.update(consent_words.WORDS)
