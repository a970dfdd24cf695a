from django.urls import path

from beside.practice.feedback.views import alarm, answering, seeing

urlpatterns = [
    path("sessions/<uuid:pk>/after/", answering.after, name="after"),
    path("sessions/<uuid:pk>/after/correct/", answering.after_correct, name="after-correct"),
    path("sessions/<uuid:pk>/after/safety/", answering.safety_ask, name="safety-ask"),
    path("questionnaires/<slug:form_id>/", answering.questionnaire, name="questionnaire"),
    path("questionnaires/<slug:form_id>/sent/", answering.questionnaire_sent, name="questionnaire-sent"),
    path("course/", seeing.course, name="course"),
    path("courses/", seeing.courses, name="courses"),
    path("sessions/<uuid:pk>/guess/", seeing.guess, name="guess"),
    path("sessions/<uuid:pk>/answers/", seeing.answers, name="answers"),
    path("sessions/<uuid:pk>/paper/", seeing.paper_entry, name="paper-entry"),
    path("paper/<slug:form_id>/", seeing.paper_form, name="paper-form"),
    path("relationships/<uuid:pk>/questionnaires/", seeing.questionnaire_plan, name="questionnaire-plan"),
    path("relationships/<uuid:pk>/course/", seeing.relationship_course, name="relationship-course"),
    path("urgent/<uuid:pk>/", alarm.urgent, name="urgent"),
    path("urgent/<uuid:pk>/seen/", alarm.urgent_see, name="urgent-see"),
    path("tell-someone/", alarm.tell_someone, name="tell-someone"),
    path("calls/<uuid:pk>/", alarm.call_me, name="call-me"),
]
