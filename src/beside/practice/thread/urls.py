from django.urls import path

from beside.practice.thread import views

urlpatterns = [
    path("relationships/<uuid:pk>/messages/", views.thread, name="thread"),
    path("relationships/<uuid:pk>/messages/send/", views.message_send, name="message-send"),
    path("relationships/<uuid:pk>/messages/draft/", views.message_draft, name="message-draft"),
    path("relationships/<uuid:pk>/messages/hours/", views.thread_terms, name="thread-terms"),
    path("messages/<uuid:pk>/again/", views.message_again, name="message-again"),
]
