from django.urls import include, path

from beside.practice.desk import errors

urlpatterns = [
    path("", include("beside.practice.desk.urls")),
    path("", include("beside.practice.people.urls")),
    path("", include("beside.practice.loops.urls")),
    path("", include("beside.practice.meetings.urls")),
    path("", include("beside.practice.repair.urls")),
    path("", include("beside.practice.feedback.urls")),
    path("", include("beside.practice.recordings.urls")),
]

handler400, handler403, handler404, handler500 = (
    errors.bad_request,
    errors.forbidden,
    errors.not_found,
    errors.trouble,
)
