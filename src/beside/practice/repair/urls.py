from django.urls import path

from beside.practice.repair import views

urlpatterns = [
    path("strains/<uuid:pk>/", views.strain, name="strain"),
    path("strains/<uuid:pk>/happened/", views.account, {"of": "happened"}, name="strain-happened"),
    path("strains/<uuid:pk>/learnt/", views.account, {"of": "learnt"}, name="strain-learnt"),
    path("strains/<uuid:pk>/about-who/", views.about_who, name="strain-about-who"),
    path("strains/<uuid:pk>/reading/", views.reading, name="strain-reading"),
    path("strains/<uuid:pk>/steps/<slug:step>/", views.step, name="strain-step"),
    path("strains/<uuid:pk>/agreed/", views.agreed, name="strain-agreed"),
    path("episodes/<uuid:pk>/mended/", views.mended, name="episode-mended"),
    path("episodes/<uuid:pk>/leave/", views.leave, name="episode-leave"),
    path("relationships/<uuid:pk>/episode/", views.open_one, name="episode-open"),
]
