"""Today's few minutes, one moment at a time, and what was read in an answer."""

import functools
import threading

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside import exercises as library
from beside.exercises import reading
from beside.practice.learning import boxes, consent, forms, reading_words
from beside.practice.learning import today as days
from beside.practice.learning.actions import practising
from beside.practice.learning.models import Attempt, Material
from beside.practice.people import submissions
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.vault import keyring

EARLIER = 10


def learning_page(request, template, context, *, page="learning", kinds=("learning",), relationship=None):
    return personal_page(request, template, context, page=page, kinds=kinds, relationship=relationship)


def tongue():
    return get_language() or "en"


@require_safe
@for_roles("clinician")
def learning(request):
    _warmed()
    day = days.today(request.member, tongue())
    return learning_page(request, "learning/learning.html", {"day": day, "a_day": boxes.A_DAY})


@require_safe
@for_roles("clinician")
def exercises(request):
    """Every exercise, with its goal, and what of the folder cannot be read."""
    _warmed()
    found = [library.exercise(name, tongue()) for name in library.exercise_ids()]
    return learning_page(request, "learning/exercises.html", {"exercises": found, "faults": library.faults()})


@require_safe
@for_roles("clinician")
def exercise_page(request, exercise_id):
    found = _exercise(exercise_id)
    _warmed()
    who = request.member
    context = {
        "exercise": found,
        "next": days.next_of(who, exercise_id, tongue()),
        "wanted": [reading_words.NAMES[name] for name in found.wanted],
        "unwanted": [reading_words.NAMES[name] for name in found.unwanted],
        "earlier": _earlier(who, exercise_id),
    }
    return learning_page(request, "learning/exercise.html", context)


def _earlier(who, exercise_id):
    """The last answers, those to a client's words only while their yes stands."""
    found = list(
        Attempt.objects.visible_to(who)
        .filter(exercise=exercise_id)
        .select_related("material__relationship")
        .order_by("-at", "-pk")[:EARLIER]
    )
    keyring.warm(who.practice_id, list({one.relationship_id or who.pk for one in found}))
    allowed = {one.pk for one in consent.practised([one.material for one in found if one.material])}
    return [one for one in found if one.material_id is None or one.material_id in allowed]


@for_roles("clinician")
def practice(request, exercise_id, moment):
    """One made-up moment, and a place to say what one would say."""
    found = _exercise(exercise_id)
    asked = found.moment(moment)
    if asked is None:
        raise Http404
    return _practice(request, found, asked.text, asked.level, moment=moment)


@for_roles("clinician")
def practice_own(request, pk):
    """The same with a few words of a client's, while they say yes to it."""
    material = _material(request, pk)
    if not consent.may_be_practised(material):
        raise Http404
    name = material.exercise if material.exercise in library.exercise_ids() else library.exercise_ids()[0]
    return _practice(request, library.exercise(name, tongue()), material.words["words"], 3, material=material)


@require_safe
@for_roles("clinician")
def practice_answer(request, pk):
    return _answer(request, _attempt(request, pk))


@for_roles("clinician")
@require_POST
def practice_overrule(request, pk):
    attempt = _attempt(request, pk)
    form = forms.MineForm(request.POST)
    if not form.is_valid():
        return _answer(request, attempt, form)
    try:
        practising.overrule(attempt, mine=form.cleaned_data["mine"], by=request.member)
        messages.success(request, _("Kept: what you say stands."))
    except Refused as error:
        return _answer(request, attempt, refusal(form, error))
    return redirect(attempt)


@for_roles("clinician")
@require_POST
def practice_away(request, pk):
    """It comes back tomorrow, or later; and on to the next."""
    attempt = _attempt(request, pk)
    try:
        practising.put_away(attempt, went=request.POST.get("went", ""), by=request.member)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect(attempt)
    return redirect("learning")


@functools.cache
def _warmed():
    """Once a process the model is loaded while somebody is on their way to a moment, so that their answer does not wait for it.

    Not when the process begins: it takes 180 MB, and whoever never practises goes without. The thread knows no database.
    """
    threading.Thread(target=reading.warm).start()


def _practice(request, exercise, words, level, **where):
    _warmed()
    form = forms.AnswerForm(request.POST or None, label=exercise.ask)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            attempt = practising.answer(
                exercise.id,
                said=said["said"],
                key=said["key"],
                seconds=form.seconds,
                language=tongue(),
                by=request.member,
                **where,
            )
            return redirect(attempt)
        except (Refused, submissions.AlreadySent) as error:
            refusal(form, error)
    material = where.get("material")
    context = {"exercise": exercise, "words": words, "level": level, "form": form, "material": material}
    return learning_page(
        request,
        "learning/practice.html",
        context,
        relationship=material.relationship if material else None,
        kinds=("learning-moments",) if material else ("learning",),
    )


def _answer(request, attempt, form=None):
    exercise = (
        library.exercise(attempt.exercise, tongue()) if attempt.exercise in library.exercise_ids() else None
    )
    moment = exercise.moment(attempt.moment) if exercise else None
    if exercise is None or (moment is None and attempt.material is None):
        raise Http404
    context = {
        "attempt": attempt,
        "exercise": exercise,
        "said": attempt.material.words["words"] if attempt.material else moment.text,
        "others": moment.others if moment else (),
        "shown": reading_words.shown(attempt, exercise),
        "form": form or forms.MineForm(initial={"mine": attempt.words["mine"] or []}),
        "days": boxes.DAYS,
    }
    return learning_page(
        request,
        "learning/answer.html",
        context,
        relationship=attempt.relationship,
        kinds=("learning", "learning-moments") if attempt.material else ("learning",),
    )


def _exercise(exercise_id):
    if exercise_id not in library.exercise_ids():
        raise Http404
    return library.exercise(exercise_id, tongue())


def _attempt(request, pk):
    found = get_object_or_404(
        Attempt.objects.visible_to(request.member).select_related(
            "relationship__client", "material__relationship"
        ),
        pk=pk,
    )
    if found.material and not consent.may_be_practised(found.material):
        raise Http404
    return found


def _material(request, pk):
    return get_object_or_404(
        Material.objects.visible_to(request.member)
        .filter(author=request.member.pk)
        .select_related("relationship__client", "relationship__clinician"),
        pk=pk,
    )
