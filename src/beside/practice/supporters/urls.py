from django.urls import path

from beside.practice.supporters import views

urlpatterns = [
    path("relationships/<uuid:pk>/supporters/", views.supporters, name="supporters"),
    path("supporters/<uuid:pk>/", views.supporter, name="supporter"),
    path("supporters/<uuid:pk>/link/", views.supporter_link, name="supporter-link"),
    path("supporters/<uuid:pk>/end/", views.supporter_end, name="supporter-end"),
    path("with/<str:secret>/", views.supporter_page, name="supporter-page"),
]
