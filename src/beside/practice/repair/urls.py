from django.urls import path

from beside.practice.repair import views

urlpatterns = [
    path("episodes/<uuid:pk>/mended/", views.mended, name="episode-mended"),
    path("episodes/<uuid:pk>/leave/", views.leave, name="episode-leave"),
    path("relationships/<uuid:pk>/episode/", views.open_one, name="episode-open"),
]
