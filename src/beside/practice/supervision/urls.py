from django.urls import path

from beside.practice.supervision.views import agenda, answering, handing, passages, terms

urlpatterns = [
    path("supervision/", agenda.supervisions, name="supervisions"),
    path("supervision/<uuid:pk>/", agenda.supervision, name="supervision"),
    path("supervision/<uuid:pk>/bring/", agenda.bring, name="supervision-bring"),
    path("supervision/<uuid:pk>/bring/<uuid:figure>/", agenda.bring_figure, name="supervision-bring-figure"),
    path("supervision/<uuid:pk>/promise/", agenda.promise, name="supervision-promise"),
    path("supervision/<uuid:pk>/check-in/", agenda.check_in, name="supervision-check-in"),
    path("supervision/<uuid:pk>/after/", agenda.sheet, name="supervision-after"),
    path("supervision/points/<uuid:pk>/", agenda.point, name="supervision-point"),
    path("supervision/<uuid:pk>/passage/", passages.passage_ask, name="supervision-passage-ask"),
    path("supervision/passages/<uuid:pk>/", passages.passage, name="supervision-passage"),
    path(
        "supervision/passages/<uuid:pk>/answer/", passages.passage_answer, name="supervision-passage-answer"
    ),
    path("supervision/passages/<uuid:pk>/end/", passages.passage_end, name="supervision-passage-end"),
    path("supervision/notes/<uuid:pk>/co-sign/", answering.cosign_note, name="cosign-note"),
    path("supervision/agreements/<uuid:pk>/co-sign/", answering.cosign_agreement, name="cosign-agreement"),
    path("supervision/waiting/<uuid:pk>/ask-after/", answering.ask_after, name="ask-after"),
    path("supervision/terms/<uuid:pk>/", handing.term_handing, name="term-handing"),
    path("practice/cohorts/", terms.cohorts, name="cohorts"),
    path("practice/cohorts/<uuid:pk>/", terms.cohort, name="cohort"),
    path("practice/cohorts/<uuid:pk>/ask/", terms.cohort_ask, name="cohort-ask"),
    path("practice/cohorts/<uuid:pk>/publish/", terms.cohort_publish, name="cohort-publish"),
    path("term-end/<uuid:pk>/", terms.term_end, name="term-end"),
]
