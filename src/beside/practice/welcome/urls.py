from django.urls import path

from beside.practice.welcome.views import first, guiding, own_page, telling

urlpatterns = [
    # Before the first session
    path("me/welcome/", first.welcome, name="welcome"),
    path("me/welcome/<int:step>/", first.step, name="welcome-step"),
    path("me/welcome/<int:step>/draft/", first.step_draft, name="welcome-step-draft"),
    # What a client tells and asks
    path("relationships/<uuid:pk>/pages/", telling.client_pages, name="client-pages"),
    path("relationships/<uuid:pk>/pages/<slug:page>/", telling.client_page, name="client-page"),
    path(
        "relationships/<uuid:pk>/pages/<slug:page>/draft/",
        telling.client_page_draft,
        name="client-page-draft",
    ),
    path("relationships/<uuid:pk>/ask/", telling.ask, name="ask"),
    path("relationships/<uuid:pk>/ask/draft/", telling.ask_draft, name="ask-draft"),
    # A therapist's page
    path("therapists/<uuid:pk>/", own_page.therapist_page, name="therapist-page"),
    path("my-page/", own_page.edit, name="own-page"),
    path("my-page/style/", own_page.style, name="own-page-style"),
    path("my-page/preview/", own_page.preview, name="own-page-preview"),
    path("my-page/publish/", own_page.publish, name="own-page-publish"),
    path("my-page/take-down/", own_page.take_down, name="own-page-take-down"),
    path("loops/<uuid:pk>/keep/", own_page.keep_answer, name="answer-keep"),
    path("my-page/answers/<uuid:pk>/let-go/", own_page.let_go, name="answer-let-go"),
    path("barriers/", guiding.barriers, name="barriers"),
]
