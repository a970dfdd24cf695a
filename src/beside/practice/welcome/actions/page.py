"""What a therapist says of themself to their own clients: kept as a draft, seen by clients once it is published."""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.loops.models import Loop
from beside.practice.people.errors import Refused
from beside.practice.welcome import knowledge
from beside.practice.welcome.models import KeptAnswer, TherapistPage

# So many words in a row are a sentence of somebody's own, not a turn of phrase.
IN_A_ROW = 4


@transaction.atomic
def save_draft(clinician, *, window, seen, **changes):
    """Keep words or style as they are now; no client sees them yet.

    `window` is the open page that saves, `seen` how often had been saved when it was opened: a second window that has
    not seen what the first one kept is told so, and writes over nothing.
    """
    page, _fresh = TherapistPage.objects.select_for_update().get_or_create(
        practice_id=clinician.practice_id, clinician=clinician
    )
    if page.window != window and page.saves != seen:
        raise Refused(
            _(
                "Your page was changed in another window since this one was opened. Nothing was written over: "
                "what you typed still stands here. Copy it, and open your page again."
            )
        )
    page.draft = {**page.draft, **changes}
    page.window, page.saves = window, page.saves + 1
    page.save()
    return page


@transaction.atomic
def publish(page, *, by, now=None):
    """From now on one's clients read what the draft says."""
    page = TherapistPage.objects.select_for_update().get(pk=page.pk)
    if not any(page.draft.get("words", {}).values()):
        raise Refused(_("Your page is empty. Write one section, or begin with an example."))
    page.published, page.published_at = page.draft, now or timezone.now()
    page.save(update_fields=["published", "published_at"])
    trail.write("therapist's page published", by=by, thing=page)
    return page


@transaction.atomic
def unpublish(page, *, by):
    """No client sees it any more; the draft stays."""
    TherapistPage.objects.filter(pk=page.pk).update(published=None, published_at=None)
    trail.write("therapist's page taken down", by=by, thing=page)


@transaction.atomic
def keep_answer(loop, *, question, answer, by):
    """An answer for one's page. The question is said anew: no word of the client's goes onto a page that others read."""
    assert loop.kind == Loop.Kind.QUESTION, "only an answer to a question is kept"
    for text in (question, answer):
        _refuse_their_words(text, loop)
    kept = KeptAnswer.objects.create(
        practice_id=by.practice_id, clinician=by, question=question.strip(), answer=answer.strip()
    )
    trail.write("answer kept for the page", by=by, thing=kept)
    return kept


@transaction.atomic
def let_go(kept, *, by):
    trail.write("answer taken off the page", by=by, thing=kept)
    kept.delete()


def _refuse_their_words(text, loop):
    client = loop.relationship.client
    names = {part for name in (client.name, client.prefers) for part in _words_of(name) if len(part) > 2}
    if names & set(_words_of(text)):
        raise Refused(
            _("A name of your client stands in this. Take it out: everybody you treat can read your page.")
        )
    if not knowledge.is_a_starter(loop.said) and _runs(loop.said) & _runs(text):
        raise Refused(
            _(
                "Some of this is word for word what your client wrote. Say it in words of your own: "
                "others read your page."
            )
        )


def _runs(text):
    """Every run of words; of a text shorter than one, the whole of it."""
    words = _words_of(text)
    length = min(IN_A_ROW, len(words)) or 1
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _words_of(text):
    return re.findall(r"\w+", text.casefold())
