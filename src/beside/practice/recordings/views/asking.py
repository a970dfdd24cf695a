"""The page about listening to one session: a therapist asks and sees where it stands, a client answers and sees what became of it."""

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.agreements import companions
from beside.practice.loops.models import Loop
from beside.practice.meetings import words as times
from beside.practice.people import notices
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.recordings import actions, consent, forms, plain, shown, words
from beside.practice.recordings.models import Recording, Transcript
from beside.practice.recordings.views.acting import carried_out
from beside.practice.recordings.views.finding import (
    kept_of,
    recording_of,
    recording_or_404,
    report_of,
    session_of,
    showings_of,
)
from beside.practice.vault import keyring


@require_safe
@for_roles("clinician", "client")
def listening(request, pk):
    session = session_of(request, pk)
    recording = recording_of(request, session)
    if request.member.is_client:
        if recording is None:
            raise Http404
        return _for_the_client(request, session, recording)
    return for_the_therapist(request, session, recording)


@for_roles("clinician")
@require_POST
def listening_ask(request, pk):
    session = session_of(request, pk)
    form, others = forms.AskForm(request.POST), _others(request.POST)
    if all([form.is_valid(), others.is_valid()]):
        try:
            actions.ask(
                session,
                by=request.member,
                others=[
                    (row["name"], row["what"], row["agreed"])
                    for row in others.cleaned_data
                    if row.get("name", "").strip()
                ],
                **form.cleaned_data,
            )
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(
                request,
                _("Asked. %(name)s sees it on their own page.")
                % {"name": session.relationship.client.short_name},
            )
            return redirect("listening", pk)
    return for_the_therapist(request, session, recording_of(request, session), ask=form, others=others)


@for_roles("client")
@require_POST
def listening_answer(request, pk):
    """Yes, no, or taking a yes back. Each is one tap, and each looks the same."""
    recording = recording_or_404(request, pk)
    said = request.POST.get("say")
    if said not in ("yes", "no"):
        messages.warning(request, _("Choose yes or no. Nothing has changed."))
        return redirect("listening", pk)
    done = _("Kept: you said yes.") if said == "yes" else _("Kept: you said no.")
    question = request.POST.get("question", "")
    return carried_out(request, recording, actions.answer, done, given=said == "yes", question=question)


@for_roles("clinician")
@require_POST
def listening_another(request, pk):
    done = _("Kept. Nobody reads what was made of the session any more.")
    return carried_out(request, recording_or_404(request, pk), actions.take_back_for_another, done)


@for_roles("clinician")
@require_POST
def listening_no(request, pk):
    """The client said no in the room or by phone; not everybody can sign in."""
    done = _("Kept: they said no. Nobody reads what was made of the session any more.")
    return carried_out(request, recording_or_404(request, pk), actions.answer, done, given=False)


@for_roles("client")
@require_POST
def listening_see(request, pk):
    done = _("Asked. Where it stands you see under What I gave.")
    return carried_out(request, recording_or_404(request, pk), actions.ask_to_see, done)


@require_safe
@for_roles("client")
def listened(request):
    """Every session that this client was asked about, newest first."""
    recordings = list(
        Recording.objects.visible_to(request.member)
        .select_related("session", "relationship__client", "relationship__clinician")
        .order_by("-session__starts_at")
    )
    lines = [(times.day(one.session.starts_at, one.session.zone), one) for one in recordings]
    return personal_page(
        request, "recordings/listened.html", {"lines": lines, "cover": request.member.cover}, page="listened"
    )


def for_the_therapist(request, session, recording, **refused):
    """One page, whatever stands now; a form that was refused (ask, others, add, who) comes back with what was typed."""
    keyring.warm(request.member.practice_id, [session.relationship_id])
    transcript = _transcript_of(request, recording)
    context = _facts(request, session, recording)
    context |= {
        "transcript": transcript,
        "trouble": _trouble(recording, transcript),
        "days": session.relationship.practice.transcript_days,
        "wants_to_see": _wants_to_see(request, recording),
        "to_show": _not_asked_yet(session, context["showings"]) if context["report"] else [],
        "can_sign_in": bool(session.relationship.client.account_id),
    }
    response = personal_page(
        request,
        "recordings/listening.html",
        context | _forms(request, session, recording, transcript) | refused,
        page="listening",
        relationship=session.relationship,
        kinds=("recordings", "listening-reports"),
    )
    if recording is not None:
        notices.seen_about(request.member, session)
    return response


def _for_the_client(request, session, recording):
    context = _facts(request, session, recording)
    standing = context["standing"]
    context |= {
        "is_asked": standing in (consent.UNANSWERED, consent.AGAIN)
        or (standing == consent.BEFORE and consent.is_over(session)),
        "stands": standing in (consent.YES, consent.OTHERS, consent.LAPSED),
        "written_down": consent.was_written_down(recording),
        "asked_to_see": _wants_to_see(request, recording),
        "cover": request.member.cover,
    }
    notices.seen_about(request.member, session)
    return personal_page(request, "recordings/consent.html", context, page="listening")


def _facts(request, session, recording):
    """What both of them read of it."""
    standing, said_at = consent.standing_since(recording) if recording else ("", None)
    others = recording.others if recording else []
    report = report_of(request, recording) if recording else None
    showings = showings_of(request, recording)
    return {
        "session": session,
        "relationship": session.relationship,
        "when": times.when(session),
        "recording": recording,
        "standing": standing,
        "said_at": said_at,
        "held": bool(recording and recording.is_held),
        "room": [(one["name"], forms.WHO.get(one["as"], ""), one["agreed"]) for one in others],
        "report": report,
        "showings": showings,
        "readers": words.who_reads(session.relationship, report, showings, viewer=request.member),
        "kept": [
            shown.kept_as_shown(one, session.relationship, by=request.member)
            for one in kept_of(request, recording)
        ],
    }


def _forms(request, session, recording, transcript):
    who = None
    if transcript is not None and (not recording.is_under_way or recording.is_stuck):
        who = forms.WhoForm(speakers=plain.speakers(transcript.words))
    return {
        "ask": forms.AskForm(initial=_asked_before(recording)),
        "others": _others(initial=_others_before(recording, session, by=request.member)),
        "add": forms.TranscriptForm(),
        "who": who,
    }


def _not_asked_yet(session, showings):
    asked = {one.supervisor_id for one in showings if one.refused_at or not one.ended_at}
    return [one for one in actions.supervisors_of(session.relationship) if one.pk not in asked]


def _transcript_of(request, recording):
    if recording is None or recording.state == Recording.State.GONE:
        return None
    return Transcript.objects.visible_to(request.member).filter(recording=recording).first()


def _trouble(recording, transcript):
    """Why listening did not work, in a sentence."""
    if recording is None or transcript is None or recording.state != Recording.State.FAILED:
        return ""
    return transcript.trouble or _(
        "Something went wrong here, not in your file. It is tried again by itself; you can also try again now."
    )


def _wants_to_see(request, recording):
    if recording is None:
        return None
    return (
        Loop.objects.visible_to(request.member)
        .waiting()
        .filter(kind=Loop.Kind.REPORT, source_id=recording.pk)
        .first()
    )


def _others(posted=None, initial=()):
    rows = formset_factory(
        forms.OtherForm,
        extra=max(1, forms.OTHERS - len(initial)),
        max_num=forms.OTHERS,
        absolute_max=forms.OTHERS,
    )
    incomplete = _("The rows did not arrive whole. Write them again.")
    return rows(
        posted, initial=list(initial), prefix="other", error_messages={"missing_management_form": incomplete}
    )


def _asked_before(recording):
    return {"services": recording.services} if recording else {}


def _others_before(recording, session, *, by):
    """Whom the page names already. Before anybody was asked: those who were named for the session, each still to be asked."""
    if recording is None:
        there = companions.named(session, by=by)
        return [{"name": one.name, "what": one.role, "agreed": False} for one in there]
    return [{"name": one["name"], "what": one["as"], "agreed": one["agreed"]} for one in recording.others]
