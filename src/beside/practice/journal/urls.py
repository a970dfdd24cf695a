from django.urls import path

from beside.practice.journal import views

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/on-this-device/", views.shell, name="journal-shell"),
    path("journal/lock/", views.lock, name="journal-lock"),
    path("journal/leaves/", views.leaves, name="journal-leaves"),
    path("journal/leaves/<uuid:pk>/tear-out/", views.leaf_tear_out, name="journal-tear-out"),
    path("journal/share/", views.share_new, name="share-new"),
    path("shares/<uuid:pk>/", views.share, name="share"),
    path("shares/<uuid:pk>/received/", views.share_received, name="share-received"),
]
