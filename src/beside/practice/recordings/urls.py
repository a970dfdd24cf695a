from django.urls import path

from beside.practice.recordings.views import asking, hearing, moments, showing

urlpatterns = [
    path("me/listening/", asking.listened, name="listened"),
    path("sessions/<uuid:pk>/listening/", asking.listening, name="listening"),
    path("sessions/<uuid:pk>/listening/ask/", asking.listening_ask, name="listening-ask"),
    path("sessions/<uuid:pk>/listening/answer/", asking.listening_answer, name="listening-answer"),
    path("sessions/<uuid:pk>/listening/another/", asking.listening_another, name="listening-another"),
    path("sessions/<uuid:pk>/listening/no/", asking.listening_no, name="listening-no"),
    path("sessions/<uuid:pk>/listening/see/", asking.listening_see, name="listening-see"),
    path("sessions/<uuid:pk>/listening/add/", hearing.listening_add, name="listening-add"),
    path("sessions/<uuid:pk>/listening/progress/", hearing.listening_progress, name="listening-progress"),
    path("sessions/<uuid:pk>/listening/again/", hearing.listening_again, name="listening-again"),
    path("sessions/<uuid:pk>/listening/who/", hearing.listening_who, name="listening-who"),
    path("sessions/<uuid:pk>/listening/delete/", hearing.listening_delete, name="listening-delete"),
    path("sessions/<uuid:pk>/listening/report/", hearing.listening_report, name="listening-report"),
    path("sessions/<uuid:pk>/listening/share/", moments.listening_share, name="listening-share"),
    path("sessions/<uuid:pk>/listening/turns/<int:turn>/", moments.listening_turn, name="listening-turn"),
    path("sessions/<uuid:pk>/listening/show/", showing.listening_show, name="listening-show"),
    path("listening/shown/", showing.shown_to_me, name="shown-to-me"),
    path("listening/shown/<uuid:pk>/", showing.listening_shown, name="listening-shown"),
    path("listening/shown/<uuid:pk>/answer/", showing.listening_show_answer, name="listening-show-answer"),
    path("listening/shown/<uuid:pk>/end/", showing.listening_show_end, name="listening-show-end"),
    path("kept/<uuid:pk>/", moments.kept_moment, name="kept-moment"),
]
