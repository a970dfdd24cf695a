"""What every page shares: who may open it, the trail of who read it, and what stands around it."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from beside.practice.audit import trail
from beside.practice.people.errors import Refused

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


def refusal(form, error: Refused):
    """Put an action's refusal where the person looks: above the form."""
    form.add_error(None, str(error))
    return form


def around_the_page(request):
    """Context of every template: the theme a person chose, and whether help is near."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "theme": theme if theme in THEMES else "",
        "member": getattr(request, "member", None),
        "practice": request.member.practice if getattr(request, "member", None) else None,
    }
