"""A strain between the two: a page for each of them, and what they do on it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.guidance import guidance
from beside.practice.meetings import actions as meetings
from beside.practice.meetings.models import Session
from beside.practice.people import access, eyes
from beside.practice.people.errors import Refused
from beside.practice.people.models import Relationship
from beside.practice.people.pages import for_roles, personal_page, refusal
from beside.practice.repair import actions, forms, path
from beside.practice.repair.models import Account, Episode, Rehearsal
from beside.practice.vault import keyring


@for_roles("client", "clinician", "supervisor")
@require_safe
def strain(request, pk):
    return _page(request, _episode(request, pk))


@for_roles("client", "clinician")
@require_POST
def account(request, pk, of):
    """Told in one's own words, and shown or not. What is refused stays on the page."""
    episode = _episode(request, pk)
    form = _account_form(request, episode, Account.Of(of), request.POST)
    if form.is_valid():
        try:
            actions.tell(episode, of=of, **form.cleaned_data, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("strain", pk)
    return _page(request, episode, **{f"{of}_form": form})


@for_roles("client", "clinician")
@require_POST
def about_who(request, pk):
    episode = _episode(request, pk)
    so = request.POST.get("so") == "yes"
    return _done(
        request,
        lambda: actions.about_who_they_are(episode, so=so, by=request.member),
        _("Kept. It starts with an apology and with change, and nobody asks you to explain it.")
        if so and request.member.is_client
        else _("Kept."),
        back=episode.get_absolute_url(),
    )


@for_roles("clinician")
@require_POST
def reading(request, pk):
    episode = _episode(request, pk)
    form = forms.ReadingForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the words, or say nothing."))
        return redirect("strain", pk)
    return _done(
        request,
        lambda: actions.read_as(episode, **form.cleaned_data, by=request.member),
        _("Kept."),
        back=episode.get_absolute_url(),
    )


@for_roles("clinician")
@require_POST
def step(request, pk, step):
    episode = _episode(request, pk)
    form = forms.StepForm(request.POST, prefix=step)
    if form.is_valid():
        try:
            actions.rehearse(episode, step=step, **form.cleaned_data, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept. What you wrote here is sent to nobody."))
            return redirect("strain", pk)
    return _page(request, episode, step_form=(step, form))


@for_roles("client", "clinician")
@require_POST
def agreed(request, pk):
    """What changes from now on becomes a promise, which stands in each brief until it is kept."""
    episode = _episode(request, pk)
    form = forms.AgreedForm(request.POST, relationship=episode.relationship, by=request.member)
    session = _latest(episode)
    if form.is_valid():
        try:
            if session is None:
                raise Refused(_("There has been no session yet. Agree on it in the first one."))
            meetings.promise(session, **form.cleaned_data, by=request.member)
        except Refused as error:
            refusal(form, error)
        else:
            messages.success(request, _("Kept as a promise. It stands in each brief until it is kept."))
            return redirect("strain", pk)
    return _page(request, episode, agreed_form=form)


@for_roles("client")
@require_POST
def mended(request, pk):
    episode = _episode(request, pk)
    return _done(
        request,
        lambda: actions.mended(episode, by=request.member, session=_latest(episode)),
        _("Kept: it is mended. You are not asked about it again."),
    )


@for_roles("client")
@require_POST
def leave(request, pk):
    episode = _episode(request, pk)
    return _done(
        request,
        lambda: actions.leave_it(episode, by=request.member),
        _("Kept: it is left. You are not asked about it again."),
    )


@for_roles("client", "clinician")
@require_POST
def open_one(request, pk):
    relationship = get_object_or_404(Relationship.objects.visible_to(request.member), pk=pk)
    said = (
        _("Kept. It stays open until you say what becomes of it.")
        if request.member.is_client
        else _(
            "Kept. It stays in each brief until your client says that it is mended, or that it is to be left."
        )
    )
    try:
        episode = actions.open_episode(relationship, by=request.member, session=_latest_of(relationship))
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("start")
    messages.success(request, said)
    return redirect("strain", episode.pk)


def _episode(request, pk):
    """For whoever reads words of it: a consultative supervisor has its numbers on the page about the two."""
    episode = get_object_or_404(
        Episode.objects.visible_to(request.member).select_related(
            "session", "ended_in", "opened_by", "relationship__client", "relationship__clinician"
        ),
        pk=pk,
    )
    if not access.may_see(request.member, episode.relationship, "accounts-shown"):
        raise Http404
    return episode


def _latest(episode):
    return _latest_of(episode.relationship)


def _latest_of(relationship):
    """The newest session that has begun, or None."""
    sessions = Session.objects.standing().filter(relationship=relationship).order_by("-starts_at")
    return next((session for session in sessions if session.has_begun), None)


def _page(request, episode, **bound):
    """`bound`: forms that were sent and not taken, which stay as they were typed."""
    who, relationship = request.member, episode.relationship
    two = who.pk in (relationship.client_id, relationship.clinician_id)
    keyring.warm(who.practice_id, [relationship.pk])
    accounts = _accounts(request, episode)
    context = {
        "episode": episode,
        "relationship": relationship,
        "accounts": [one for one in accounts if one.author_id != who.pk and one.words],
        "writes": two and not relationship.frozen,
        "raise_it": guidance("open-strain", get_language() or "en").raise_it,
    }
    if context["writes"]:
        context |= {
            f"{of}_form": bound.get(f"{of}_form") or _account_form(request, episode, of, accounts=accounts)
            for of in Account.Of
        }
        # Whose word it is until it is shown: a draft's eyes for the client, a guess's for the therapist.
        context["alone"] = eyes.who_sees(relationship, "drafts" if who.is_client else "guesses", viewer=who)
        context["agreed_form"] = bound.get("agreed_form") or forms.AgreedForm(
            relationship=relationship, by=who
        )
    if context["writes"] and who.is_clinician:
        context["reading_form"] = forms.ReadingForm(initial={"reading": episode.reading})
        context["path"] = _path(request, episode, *bound.get("step_form", (None, None)))
    return personal_page(
        request,
        "repair/strain.html",
        context,
        page="strain",
        relationship=relationship,
        kinds=("episodes", "accounts-shown"),
    )


def _accounts(request, episode):
    return list(
        Account.objects.visible_to(request.member)
        .filter(episode=episode)
        .select_related("author")
        .order_by("of", "at")
    )


def _account_form(request, episode, of, posted=None, accounts=None):
    two = (episode.relationship.client, episode.relationship.clinician)
    other = two[1] if request.member.is_client else two[0]
    accounts = _accounts(request, episode) if accounts is None else accounts
    mine = next((one for one in accounts if one.author_id == request.member.pk and one.of == of), None)
    initial = {"words": mine.words, "shown": mine.shown_at is not None} if mine else {}
    return forms.AccountForm(posted, initial=initial, label=_label(of), other=other)


def _label(of):
    return {
        Account.Of.HAPPENED: _("As I see it"),
        Account.Of.LEARNT: _("What I learnt from it"),
    }[of]


def _path(request, episode, sent=None, form=None):
    """Each step with its form: as it was kept, or as it was sent and not taken."""
    kept = Rehearsal.objects.visible_to(request.member).filter(episode=episode)
    words = {one.step: one.words for one in kept}
    return [
        (
            one,
            form
            if one.key == sent
            else forms.StepForm(
                prefix=one.key, initial={"words": words.get(one.key, ""), "taken": one.taken}
            ),
        )
        for one in path.path_of(episode)
    ]


def _done(request, act, words, back="/"):
    try:
        act()
        messages.success(request, words)
    except Refused as refused:
        messages.warning(request, str(refused))
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(asked if safe else back)
