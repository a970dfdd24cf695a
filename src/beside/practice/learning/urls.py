from django.urls import path

from beside.practice.learning.views import logging, mirror, moments, practising, reflecting

urlpatterns = [
    path("learning/", practising.learning, name="learning"),
    path("learning/exercises/", practising.exercises, name="exercises"),
    path("learning/exercises/<slug:exercise_id>/", practising.exercise_page, name="exercise"),
    path("learning/practice/<slug:exercise_id>/<slug:moment>/", practising.practice, name="practice"),
    path("learning/moments/<uuid:pk>/practice/", practising.practice_own, name="practice-own"),
    path("learning/answers/<uuid:pk>/", practising.practice_answer, name="practice-answer"),
    path("learning/answers/<uuid:pk>/mine/", practising.practice_overrule, name="practice-overrule"),
    path("learning/answers/<uuid:pk>/away/", practising.practice_away, name="practice-away"),
    path("learning/mirror/", mirror.mirror, name="mirror"),
    path("learning/mirror/<slug:figure>/show/", mirror.mirror_show, name="mirror-show"),
    path("learning/shown/", mirror.mirror_shown, name="mirror-shown"),
    path("learning/shown/<uuid:pk>/end/", mirror.mirror_end, name="mirror-end"),
    path("learning/sessions/", reflecting.reflections, name="reflections"),
    path("learning/sessions/new/", reflecting.reflection_new, name="reflection-new"),
    path("learning/sessions/<uuid:pk>/", reflecting.reflection, name="reflection"),
    path("learning/sessions/<uuid:pk>/throw-away/", reflecting.reflection_throw, name="reflection-throw"),
    path("learning/log/", logging.learning_log, name="learning-log"),
    path("learning/log/file/", logging.learning_log_file, name="learning-log-file"),
    path("learning/log/paper/", logging.learning_log_paper, name="learning-log-paper"),
    path("learning/log/<uuid:pk>/throw-away/", logging.learning_log_throw, name="learning-log-throw"),
    path("learning/moments/", moments.learning_moments, name="learning-moments"),
    path("learning/moments/ask/<uuid:pk>/", moments.learning_moment_ask, name="learning-moment-ask"),
    path("learning/moments/<uuid:pk>/", moments.learning_moment, name="learning-moment"),
    path("learning/moments/<uuid:pk>/answer/", moments.learning_moment_answer, name="learning-moment-answer"),
    path(
        "learning/moments/<uuid:pk>/give-up/", moments.learning_moment_give_up, name="learning-moment-give-up"
    ),
]
