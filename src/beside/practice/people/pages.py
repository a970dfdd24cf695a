"""What every page shares: who may open it, the trail of who read it, and what stands around it."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from beside.practice.audit import trail
from beside.practice.people import access, app_names
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship

THEMES = ("light", "dark")


def for_roles(*roles):
    """A page for these roles. Signed out: sign in first; without the second step that the practice asks for: set it up
    first. Any other role: there is no such page."""

    def decorate(view):
        @wraps(view)
        def page(request, *args, **kwargs):
            if request.held_back:
                return redirect("second-step")
            if request.member is None:
                if request.user.is_authenticated and request.seats:
                    return redirect("seat-choose")
                return redirect_to_login(request.path)
            if request.member.role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        page.roles = roles
        return page

    return decorate


def personal_page(request, template, context=None, *, page, relationship=None, kinds=(), status=200):
    """Render a page with a person's data and write down that it was read, before anything is sent.

    If the trail cannot be written, nothing is sent. Reading one's own is not written down.
    """
    response = render(request, template, context or {}, status=status)
    if not request.member.is_client:
        trail.read(page, by=request.member, relationship=relationship, kinds=kinds)
    patch_vary_headers(response, ["HX-Request"])
    return response


def pair_of(request, pk, kind):
    """The relationship with both people, if whoever asks may see this kind of its data; otherwise there is no such page."""
    found = get_object_or_404(
        Relationship.objects.visible_to(request.member).select_related("client", "clinician", "practice"),
        pk=pk,
    )
    if not access.may_see(request.member, found, kind):
        raise Http404
    return found


def refusal(form, error: Refused):
    """Put an action's refusal where the person looks: above the form."""
    form.add_error(None, str(error))
    return form


def own_address(place, request):
    """Where a form says it came from, if that is a page of ours; else the start."""
    own = url_has_allowed_host_and_scheme(place, allowed_hosts=None, require_https=request.is_secure())
    return place if own and place.startswith("/") else "/"


def around_the_page(request):
    """Context of every template: the theme a person chose, and whether help is near."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "theme": theme if theme in THEMES else "",
        "app": app_names.of(request),
        "lock_after": settings.LOCK_MINUTES * 60,
        "member": getattr(request, "member", None),
        "practice": request.member.practice if getattr(request, "member", None) else None,
    }
