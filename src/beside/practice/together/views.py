"""Looking back together, and what changes on the therapist's side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beside.practice.people import drafts, notices, taking_back
from beside.practice.people.errors import Refused
from beside.practice.people.pages import for_roles, pair_of, personal_page, refusal
from beside.practice.together import actions, forms
from beside.practice.together.brief import standing
from beside.practice.together.models import EVERY, News, Part, Reaction, Review, Rhythm
from beside.practice.vault import keyring

PAST = 12


# -- Looking back -----------------------------------------------------------------------------------------------


@require_safe
@for_roles("client", "clinician", "supervisor")
def review(request, pk):
    """One's own part, and what became of those before."""
    return _review(request, pair_of(request, pk, "reviews"))


@require_POST
@for_roles("client", "clinician")
def review_send(request, pk):
    relationship, form = pair_of(request, pk, "reviews"), forms.PartForm(request.POST)
    if form.is_valid():
        try:
            part = actions.send_part(
                relationship, words=form.words, key=form.cleaned_data["key"], by=request.member
            )
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Sent."))
            return redirect("review-detail", part.review_id)
    return _review(request, relationship, form=form, status=422)


@require_POST
@for_roles("client", "clinician")
def review_draft(request, pk):
    """Kept as it is typed, for whoever types it."""
    relationship = pair_of(request, pk, "reviews")
    actions.keep_draft(relationship, words=forms.draft_words(request.POST), by=request.member)
    return HttpResponse(status=204)


def _review(request, relationship, *, form=None, status=200):
    who = request.member
    keyring.warm(who.practice_id, [relationship.pk])
    now = standing(relationship, by=who)
    if now:
        actions.show_when_due(now.review, by=who)
    mine = Part.objects.visible_to(who).filter(review=now.review, author=who).first() if now else None
    draft = drafts.words_of(who, page=actions.draft_page(relationship))
    context = {
        "relationship": relationship,
        "standing": now,
        "other": relationship.clinician if who.is_client else relationship.client,
        "form": form or forms.PartForm(initial=draft or (mine.words if mine else {})),
        "has_draft": bool(draft),
        "may_write": not (who.is_supervisor or relationship.frozen or relationship.ended_on)
        and not (now and now.can_be_read),
        "past": Review.objects.visible_to(who)
        .filter(relationship=relationship)
        .exclude(agreed_at=None)
        .order_by("-agreed_at")[:PAST],
        "cover": who.is_client and who.cover,
    }
    response = _page(request, "together/review.html", context, relationship, status=status)
    notices.seen_about(who, relationship, kind="review")
    return response


@require_safe
@for_roles("client", "clinician", "supervisor")
def review_detail(request, pk):
    return _detail(request, _found(request, pk))


@require_POST
@for_roles("client", "clinician")
def review_agree(request, pk):
    found = _found(request, pk)
    form = forms.AgreeForm(request.POST, relationship=found.relationship)
    if form.is_valid():
        try:
            actions.agree(found, **form.cleaned_data, by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Kept. Both of you can read it."))
            return redirect("review-detail", found.pk)
    return _detail(request, found, form=form, status=422)


def _found(request, pk):
    found = get_object_or_404(
        Review.objects.visible_to(request.member).select_related(
            "relationship__client", "relationship__clinician", "agreed_by"
        ),
        pk=pk,
    )
    return actions.show_when_due(found, by=request.member)


def _detail(request, found, *, form=None, status=200):
    """Both parts side by side, once both may be read."""
    who, relationship = request.member, found.relationship
    parts = taking_back.marked(
        list(
            Part.objects.visible_to(who)
            .filter(review=found)
            .select_related("author")
            .order_by("author__role")
        )
    )
    for part in parts:
        part.relationship = relationship
        part.mine = part.author_id == who.pk
    context = {
        "review": found,
        "relationship": relationship,
        "parts": parts,
        "other": relationship.clinician if who.is_client else relationship.client,
        "form": form or forms.AgreeForm(relationship=relationship),
        "may_agree": found.shown_at
        and not found.agreed_at
        and not (who.is_supervisor or relationship.frozen),
        "cover": who.is_client and who.cover,
    }
    response = _page(request, "together/review_detail.html", context, relationship, status=status)
    notices.seen_about(who, found)
    return response


@for_roles("clinician")
def review_every(request, pk):
    """After how many sessions these two look back."""
    relationship = pair_of(request, pk, "reviews")
    return _rhythm(request, relationship, then=reverse("review", args=[relationship.pk]))


@for_roles("owner")
def practice_reviews(request):
    """What holds where a therapist chose nothing else."""
    return _rhythm(request, None, then=reverse("owner"))


def _rhythm(request, relationship, *, then):
    practice = request.member.practice
    chosen = dict(
        Rhythm.objects.filter(
            practice=practice, relationship__in=[relationship] if relationship else []
        ).values_list("relationship", "every")
    )
    usual = (
        Rhythm.objects.filter(practice=practice, relationship=None).values_list("every", flat=True).first()
    )
    every = chosen.get(relationship.pk if relationship else None, EVERY if usual is None else usual)
    form = forms.RhythmForm(request.POST or None, initial={"every": every})
    if request.method == "POST" and form.is_valid():
        actions.choose_rhythm(
            practice, every=form.cleaned_data["every"], by=request.member, relationship=relationship
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect(then)
    context = {"form": form, "relationship": relationship}
    return render(request, "together/rhythm.html", context)


def _page(request, template, context, relationship, *, status=200):
    return personal_page(
        request,
        template,
        context,
        page="review-detail",
        relationship=relationship,
        kinds=("reviews",),
        status=status,
    )


# -- What changes on the therapist's side -------------------------------------------------------------------------


@for_roles("clinician")
def news_tell(request):
    form = forms.NewsForm(
        request.POST or None,
        member=request.member,
        initial={"relationships": [pk for pk in request.GET.getlist("relationship") if len(pk) == 36]},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.tell_news(
                list(said["relationships"]),
                what=said["what"],
                text=said["text"],
                first_day=said["first_day"],
                last_day=said["last_day"],
                key=said["key"],
                by=request.member,
            )
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(request, _("Told. It stands in your briefs until you have talked about it."))
            return redirect("today")
    return personal_page(
        request, "together/news_tell.html", {"form": form}, page="news-tell", kinds=("relationships",)
    )


@require_safe
@for_roles("client", "clinician", "supervisor")
def news_detail(request, pk):
    return _news_page(request, _news(request, pk))


@require_POST
@for_roles("client")
def news_say(request, pk):
    news, form = _news(request, pk), forms.ReactionForm(request.POST)
    if form.is_valid():
        try:
            actions.say_how_that_is(news, **form.cleaned_data, by=request.member)
        except Refused as refused:
            refusal(form, refused)
        else:
            messages.success(
                request, _("Sent. %(name)s answers it.") % {"name": news.relationship.clinician.short_name}
            )
            return redirect(news)
    return _news_page(request, news, form=form, status=422)


@require_POST
@for_roles("clinician")
def news_talked(request, pk):
    news = _news(request, pk)
    try:
        actions.news_talked_about(news, by=request.member)
        messages.success(request, _("Kept: you talked about it."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(news)


def _news(request, pk):
    return get_object_or_404(
        News.objects.visible_to(request.member).select_related(
            "author", "relationship__client", "relationship__clinician"
        ),
        pk=pk,
    )


def _news_page(request, news, *, form=None, status=200):
    who = request.member
    reactions = Reaction.objects.visible_to(who).filter(news=news).order_by("at", "pk")
    context = {
        "news": news,
        "relationship": news.relationship,
        "reactions": taking_back.marked(list(reactions)),
        "form": form or forms.ReactionForm(),
        "is_open": actions.open_news_loops().filter(source_id=news.pk).exists(),
        "may_say": who.is_client and not (news.relationship.frozen or news.relationship.ended_on),
        "cover": who.is_client and who.cover,
    }
    response = personal_page(
        request,
        "together/news_detail.html",
        context,
        page="news-detail",
        relationship=news.relationship,
        kinds=("news",),
        status=status,
    )
    notices.seen_about(who, news)
    return response
