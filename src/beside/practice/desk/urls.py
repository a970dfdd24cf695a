from django.urls import path

from beside.practice.desk import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("home/", views.home, name="home"),
    path("sessions/<uuid:pk>/brief/", views.brief, name="brief"),
    path("relationships/<uuid:pk>/", views.relationship, name="relationship"),
    path("supervisor/", views.supervisor, name="supervisor"),
]
