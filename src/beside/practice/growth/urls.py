from django.urls import path

from beside.practice.growth import views

urlpatterns = [
    path("relationships/<uuid:pk>/goals/", views.goals, name="goals-of"),
    path("relationships/<uuid:pk>/goals/new/", views.goal_new, name="goal-new"),
    path("relationships/<uuid:pk>/wins/", views.win_new, name="win-new"),
    path("relationships/<uuid:pk>/kind-word/", views.kind_word, name="kind-word"),
    path("goals/<uuid:pk>/", views.goal, name="goal"),
    path("goals/<uuid:pk>/change/", views.goal_change, name="goal-change"),
    path("goals/<uuid:pk>/end/", views.goal_end, name="goal-end"),
    path("goals/<uuid:pk>/rate/", views.goal_rate, name="goal-rate"),
    path("goals/<uuid:pk>/steps/", views.step_new, name="step-new"),
    path("goals/steps/<uuid:pk>/", views.step_mark, name="step-mark"),
    path("wins/<uuid:pk>/take-off/", views.win_take_off, name="win-take-off"),
]
