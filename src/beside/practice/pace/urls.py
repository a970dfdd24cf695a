from django.urls import path

from beside.practice.pace import views

urlpatterns = [
    path("relationships/<uuid:pk>/topics/", views.topics, name="topics"),
    path("relationships/<uuid:pk>/topics/mark/", views.topic_mark, name="topic-mark"),
    path("relationships/<uuid:pk>/topics/add/", views.topic_add, name="topic-add"),
    path("relationships/<uuid:pk>/pace/", views.pace_set, name="pace-set"),
    path("topics/<uuid:pk>/", views.topic_detail, name="topic-detail"),
    path("sessions/<uuid:pk>/asked/", views.asked_first, name="asked-first"),
    path("topics/asked/<uuid:pk>/", views.asked_answer, name="asked-answer"),
]
