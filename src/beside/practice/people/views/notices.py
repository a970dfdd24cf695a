"""What there is to look at: a sentence and a place each, to open, to put off, or to put away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from beside.practice.people import notice_words
from beside.practice.people import notices as bell
from beside.practice.people.models import Notice
from beside.practice.people.pages import for_roles

EVERYBODY = ("client", "clinician", "supervisor", "owner")


@for_roles(*EVERYBODY)
@require_safe
def notices(request):
    waiting = [
        (notice, notice_words.words(notice), notice_words.place(notice))
        for notice in bell.waiting_for(request.member)
    ]
    return render(request, "people/notices.html", {"waiting": waiting})


@for_roles(*EVERYBODY)
@require_POST
def notice_later(request, pk):
    bell.later(_mine(request, pk))
    return redirect("notices")


@for_roles(*EVERYBODY)
@require_POST
def notice_seen(request, pk):
    bell.seen(_mine(request, pk))
    return redirect("notices")


def _mine(request, pk):
    return get_object_or_404(Notice, practice=request.member.practice_id, member=request.member, pk=pk)
