from django.urls import path

from beside.practice.loops import views

urlpatterns = [
    path("gave/", views.gave, name="gave"),
    path("loops/<uuid:pk>/", views.detail, name="loop-detail"),
    path("loops/<uuid:pk>/move/", views.move, name="loop-move"),
]
