"""What a practice begins each agreement with: its owner's page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from beside.practice.agreements import actions, clauses, forms, terms
from beside.practice.agreements.models import OwnClause
from beside.practice.people.pages import for_roles, personal_page


@for_roles("owner")
def agreement_template(request):
    practice = request.member.practice
    facts = terms.facts_of(practice, terms.template_of(practice))
    form = forms.BeginningsForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        said = form.facts
        actions.choose_beginnings(
            practice,
            review_after=said.pop("review_after"),
            review_months=said.pop("review_months"),
            facts=said,
            by=request.member,
        )
        messages.success(request, _("Saved. It holds for agreements that are begun from now on."))
        return redirect("agreement-template")
    changed = set(OwnClause.objects.filter(practice=practice).values_list("language", "group"))
    tables = [
        (
            language,
            [(group, (language, group.key) in changed) for group in clauses.groups(language)],
        )
        for language in clauses.LANGUAGES
    ]
    return personal_page(
        request,
        "agreements/template.html",
        {"form": form, "tables": tables},
        page="agreement-template",
    )


@for_roles("owner")
def agreement_template_group(request, language, group):
    practice = request.member.practice
    found = (
        next((one for one in terms.of_practice(practice, language) if one.key == group), None)
        if language in clauses.LANGUAGES
        else None
    )
    if found is None:
        raise Http404
    there = {
        "key": found.key,
        "title": found.title,
        "clauses": [
            {"key": clause.key, "title": clause.title, "text": clause.text, "why": clause.why}
            for clause in found.clauses
        ],
    }
    form = forms.TemplateGroupForm(request.POST or None, group=there, language=language)
    if request.method == "POST" and form.is_valid():
        actions.lay_over(practice, language=language, group=group, texts=form.texts, by=request.member)
        messages.success(request, _("Saved. It holds for agreements that are begun from now on."))
        return redirect("agreement-template")
    return personal_page(
        request,
        "agreements/template_group.html",
        {"form": form, "group": there, "language": language},
        page="agreement-template",
    )
