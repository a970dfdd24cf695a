from django.urls import path

from beside.practice.meetings.views import calendar, check_in, closing, schedule

urlpatterns = [
    path("schedule/", schedule.schedule, name="schedule"),
    path("sessions/new/", schedule.session_new, name="session-new"),
    path("sessions/<uuid:pk>/", schedule.session_detail, name="session-detail"),
    path("sessions/<uuid:pk>/move/", schedule.session_move, name="session-move"),
    path("sessions/<uuid:pk>/cancel/", schedule.session_cancel, name="session-cancel"),
    path("sessions/<uuid:pk>/times/", schedule.session_times, name="session-times"),
    path("sessions/<uuid:pk>/room/", schedule.session_room, name="session-room"),
    path("sessions/<uuid:pk>/close/", closing.session_close, name="session-close"),
    path("sessions/<uuid:pk>/close/draft/", closing.session_close_draft, name="session-close-draft"),
    path("sessions/<uuid:pk>/process-note/", closing.note_process, name="note-process"),
    path("sessions/<uuid:pk>/check-in/", check_in.check_in, name="check-in"),
    path("sessions/<uuid:pk>/check-in/draft/", check_in.check_in_draft, name="check-in-draft"),
    path("sessions/<uuid:pk>/check-in/sent/", check_in.check_in_sent, name="check-in-sent"),
    path("series/<uuid:pk>/", schedule.series_detail, name="series-detail"),
    path("promises/<uuid:pk>/settle/", closing.promise_settle, name="promise-settle"),
    path("calendar/", calendar.calendar_link, name="calendar-link"),
    path("calendar/revoke/", calendar.calendar_revoke, name="calendar-revoke"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar-feed"),
]
