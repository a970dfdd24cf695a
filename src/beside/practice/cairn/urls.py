from django.urls import path

from beside.practice.cairn import views

urlpatterns = [
    path("relationships/<uuid:pk>/signs/", views.quiet_signs, name="quiet-signs"),
    path("relationships/<uuid:pk>/signs/none/", views.sign_let_be, name="sign-let-be"),
    path("relationships/<uuid:pk>/cairn/", views.cairn, name="cairn"),
    path("relationships/<uuid:pk>/cairn/turn/", views.cairn_turn, name="cairn-turn"),
    path("relationships/<uuid:pk>/cairn/show/", views.cairn_show, name="cairn-show"),
    path("relationships/<uuid:pk>/cairn/keep/", views.stone_keep, name="stone-keep"),
    path("relationships/<uuid:pk>/cairn/offers/", views.stone_offer, name="stone-offer"),
    path("stones/<uuid:pk>/", views.stone, name="stone"),
]
