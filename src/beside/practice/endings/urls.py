from django.urls import path

from beside.practice.endings.views import another, archive, breaks, ending, keeping, next_one

urlpatterns = [
    path("relationships/<uuid:pk>/ways-out/", breaks.ways_out, name="ways-out"),
    path("relationships/<uuid:pk>/pause/", breaks.pause, name="pause"),
    path("relationships/<uuid:pk>/pause/begin/", breaks.pause_begin, name="pause-begin"),
    path("relationships/<uuid:pk>/pause/end/", breaks.pause_end, name="pause-end"),
    path("relationships/<uuid:pk>/pause/keep-the-place/", breaks.place_keep, name="place-keep"),
    path("relationships/<uuid:pk>/ending/", ending.ending, name="ending"),
    path("relationships/<uuid:pk>/ending/plan/", ending.ending_plan, name="ending-plan"),
    path("relationships/<uuid:pk>/ending/not-now/", ending.ending_drop, name="ending-drop"),
    path("relationships/<uuid:pk>/ending/last-word/", ending.last_word, name="last-word"),
    path("relationships/<uuid:pk>/ending/today/", ending.ending_now, name="ending-now"),
    path("relationships/<uuid:pk>/ending/come-back/", ending.come_back, name="come-back"),
    path("relationships/<uuid:pk>/ending/begin-again/", ending.begin_again, name="begin-again"),
    path("relationships/<uuid:pk>/another/", another.another, name="another"),
    path("relationships/<uuid:pk>/another/ask/", another.another_ask, name="another-ask"),
    path("relationships/<uuid:pk>/another/take-back/", another.another_take_back, name="another-take-back"),
    path("relationships/<uuid:pk>/another/tell/", another.another_tell, name="another-tell"),
    path("relationships/<uuid:pk>/another/go-on/", another.another_go_on, name="another-go-on"),
    path("practice/another/", another.another_asked, name="another-asked"),
    path("practice/another/<uuid:pk>/answer/", another.another_answer, name="another-answer"),
    path("relationships/<uuid:pk>/for-next/", next_one.for_next, name="for-next"),
    path("relationships/<uuid:pk>/for-next/give/", next_one.for_next_give, name="for-next-give"),
    path("relationships/<uuid:pk>/handed-on/", next_one.handed_on, name="handed-on"),
    path("me/archive/", archive.archive, name="archive"),
    path("me/archive/take/", archive.archive_take, name="archive-take"),
    path("practice/keeping/", keeping.keeping_rules, name="keeping"),
]
