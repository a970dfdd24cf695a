from django.urls import path

from beside.practice.agreements.views import consistency, holding, reading, saying, template, writing

PAIR = "relationships/<uuid:pk>/agreement/"

urlpatterns = [
    path(PAIR, reading.agreement, name="agreement"),
    path("agreements/<uuid:pk>/", reading.agreement_version, name="agreement-version"),
    path(f"{PAIR}begin/", writing.agreement_begin, name="agreement-begin"),
    path(f"{PAIR}edit/<slug:group>/", writing.agreement_edit, name="agreement-edit"),
    path(f"{PAIR}guardians/", writing.agreement_guardians, name="agreement-guardians"),
    path(f"{PAIR}show/", writing.agreement_offer, name="agreement-offer"),
    path(f"{PAIR}drop/", writing.agreement_drop, name="agreement-drop"),
    path(f"{PAIR}say/", saying.agreement_remark, name="agreement-remark"),
    path("agreement-remarks/<uuid:pk>/answer/", saying.agreement_answer, name="agreement-answer"),
    path(f"{PAIR}sign/", saying.agreement_sign, name="agreement-sign"),
    path(f"{PAIR}paper/", saying.agreement_paper, name="agreement-paper"),
    path(f"{PAIR}looked-at/", saying.agreement_review, name="agreement-review"),
    path("relationships/<uuid:pk>/boundaries/", holding.boundaries, name="boundaries"),
    path("consistency/", consistency.consistency, name="consistency"),
    path("sessions/<uuid:pk>/others/", holding.companions_of, name="companions"),
    path("sessions/<uuid:pk>/others/answer/", holding.companions_answer, name="companions-answer"),
    path("companions/<uuid:pk>/off/", holding.companion_off, name="companion-off"),
    path("practice/agreement/", template.agreement_template, name="agreement-template"),
    path(
        "practice/agreement/<slug:language>/<slug:group>/",
        template.agreement_template_group,
        name="agreement-template-group",
    ),
]
