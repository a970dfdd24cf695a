"""Everything a client may see, as one file: for somebody who has just proved themself, on a device they know."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib.auth.views import redirect_to_login
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from beside.practice.audit import trail
from beside.practice.endings.archive import stream
from beside.practice.people.pages import for_roles


@for_roles("client")
@require_safe
def archive(request):
    """What it holds, and that a file stays on this device."""
    context = {"proved": did_recently_reauthenticate(request), "cover": request.member.cover}
    return render(request, "endings/archive.html", context)


@for_roles("client")
@require_POST
def archive_take(request):
    if not did_recently_reauthenticate(request):
        return redirect_to_login(reverse("archive"), reverse("account_reauthenticate"))
    who = request.member
    trail.write("archive taken", by=who, thing=who)
    zone = timezone.get_current_timezone()
    # A name that tells nothing to whoever sees the downloads.
    return StreamingHttpResponse(
        stream(who, language=get_language(), zone=zone),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="files.zip"'},
    )
