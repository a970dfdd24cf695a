from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from beside.practice.desk import errors

urlpatterns = [
    path("", include(f"beside.practice.{room}.urls"))
    for room in reversed(settings.ROOMS)
    if find_spec(f"beside.practice.{room}.urls")
]

handler400, handler403, handler404, handler500 = (
    errors.bad_request,
    errors.forbidden,
    errors.not_found,
    errors.trouble,
)
