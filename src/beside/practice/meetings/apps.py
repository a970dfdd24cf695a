from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "beside.practice.meetings"
    label = "meetings"

    def ready(self):
        from beside.practice.meetings import notice_words
        from beside.practice.people.notice_words import WORDS

        WORDS.update(notice_words.WORDS)
