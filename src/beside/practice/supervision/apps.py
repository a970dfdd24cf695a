from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "beside.practice.supervision"
    label = "supervision"

    def ready(self):
        from beside.practice.people import consent_words as ledger
        from beside.practice.people.notice_words import WORDS
        from beside.practice.supervision import consent_words, notice_words

        WORDS.update(notice_words.WORDS)
        ledger.WORDS.update(consent_words.WORDS)
