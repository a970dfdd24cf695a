"""One act of a page: done, or refused with a sentence where the person looks."""

from django.contrib import messages
from django.shortcuts import redirect

from beside.practice.people.errors import Refused
from beside.practice.people.pages import refusal


def act(request, action, said, *, to, arg):
    try:
        done = action()
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        if done is not None:
            messages.success(request, said)
    return redirect(to, arg) if arg else redirect(to)


def act_on(form, request, action, said, *, to, arg, again):
    """The same with what a form says: `action` takes its fields. Refused or incomplete, `again` shows the page with the form on it."""
    if form.is_valid():
        try:
            action(form.cleaned_data)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, said)
            return redirect(to, arg)
    return again(form)
