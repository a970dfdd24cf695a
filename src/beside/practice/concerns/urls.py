from django.urls import path

from beside.practice.concerns import views

# No address says what its page is about: it stays in the history of the browser.
urlpatterns = [
    path("more/", views.something_wrong, name="something-wrong"),
    path("more/outside/", views.outside, name="something-wrong-outside"),
    path("more/<int:number>/", views.kind, name="something-wrong-kind"),
    path("more/<int:number>/keep/", views.keep, name="concern-keep"),
    path("more/<int:number>/with/<uuid:pk>/", views.send, name="concern-send"),
    path("more/to-me/", views.to_me, name="concerns"),
    path("more/<uuid:pk>/", views.concern, name="concern"),
    path("more/<uuid:pk>/answer/", views.answer, name="concern-answer"),
    path("more/<uuid:pk>/again/", views.again, name="concern-again"),
    path("more/<uuid:pk>/settled/", views.settled, name="concern-settled"),
    path("more/<uuid:pk>/reader/", views.reader, name="concern-reader"),
    path("more/<uuid:pk>/take-back/", views.take_back, name="concern-take-back"),
    path("practice/complaints/", views.rules, name="concern-rules"),
]
