"""The text is worked on: nobody's words are lost, and what differs is said in words."""

import pytest

from beside.practice.agreements import actions, differences, terms
from beside.practice.agreements.actions.proposing import clause_print, facts_print
from beside.practice.agreements.clauses import LANGUAGES, groups
from beside.practice.agreements.errors import BothChanged
from beside.practice.agreements.models import Proposal
from beside.practice.people.errors import Refused
from tests.vocabulary import a_client, a_proposal, an_agreement


class Page:
    """What an editing page holds from when it was opened."""

    def __init__(self, proposal, group="time"):
        self.proposal, self.group = proposal, group
        found = terms.group_of(proposal.terms, group)
        self.texts = {clause["key"]: dict(clause) for clause in found["clauses"]}
        self.facts = {name: proposal.terms["facts"][name] for name in terms.OF_GROUP.get(group, ())}
        self.bases = {clause["key"]: clause_print(clause) for clause in found["clauses"]}
        self.bases["facts"] = facts_print(self.facts)

    def save(self, by, facts=None, **texts):
        for key, words in texts.items():
            self.texts[key]["text"] = words
        return actions.change_group(
            self.proposal,
            group=self.group,
            texts=self.texts,
            facts=self.facts | (facts or {}),
            bases=self.bases,
            by=by,
        )


def text(key):
    return terms.clause_of(Proposal.objects.get().terms, f"time.{key}")["text"]


def test_two_who_change_different_clauses_both_keep_their_words():
    chris = a_client()
    thea = chris.relationship.clinician
    one, other = Page(a_proposal(chris)), Page(a_proposal(chris))
    one.save(thea, lateness="Mine.")
    other.save(thea, breaks="Also mine.")
    assert (text("lateness"), text("breaks")) == ("Mine.", "Also mine.")


def test_two_who_change_the_same_words_are_shown_both_and_nothing_is_written():
    chris = a_client()
    thea = chris.relationship.clinician
    one, other = Page(a_proposal(chris)), Page(a_proposal(chris))
    one.save(thea, lateness="First.")
    with pytest.raises(BothChanged) as both:
        other.save(thea, lateness="Second.", breaks="Third.")
    assert [(key, words) for _title, key, words, _why in both.value.conflicts] == [("lateness", "First.")]
    assert text("lateness") == "First."
    assert text("breaks") != "Third."


def test_numbers_are_kept_apart_in_the_same_way():
    chris = a_client()
    thea = chris.relationship.clinician
    one, other = Page(a_proposal(chris)), Page(a_proposal(chris))
    one.save(thea, facts={"minutes": 45})
    with pytest.raises(BothChanged):
        other.save(thea, facts={"minutes": 60})
    assert Proposal.objects.get().terms["facts"]["minutes"] == 45


def test_a_number_that_changes_is_said_in_its_sentence():
    chris = a_client()
    proposal = Page(a_proposal(chris)).save(chris.relationship.clinician, facts={"minutes": 45})
    assert terms.group_of(proposal.terms, "time")["said"][0] == "A session lasts 45 minutes."


def test_saving_what_is_there_already_is_no_change():
    chris = a_client()
    proposal = a_proposal(chris)
    assert Page(proposal).save(chris.relationship.clinician).revision == proposal.revision


def test_a_client_writes_no_text():
    chris = a_client()
    with pytest.raises(Refused, match="ask for a change"):
        Page(a_proposal(chris)).save(chris, lateness="Whenever.")


def test_what_differs_is_said_word_by_word_and_in_a_sentence():
    chris = a_client()
    first = an_agreement(chris, lateness="You may be ten minutes late.")
    second = an_agreement(chris, lateness="You may be five minutes late.", breaks="")
    changed, gone = differences.between(first.terms, second.terms)
    assert changed.title == "Being late"
    assert changed.says == "1 word was taken out. 1 word was put in."
    assert [kind for kind, _words in changed.parts] == ["same", "out", "in", "same"]
    assert "".join(words for kind, words in changed.parts if kind != "out") == "You may be five minutes late."
    assert (gone.title, gone.says) == ("Breaks and holidays", "This was taken out.")


def test_two_texts_with_nothing_in_common_are_shown_whole():
    chris = a_client()
    first = an_agreement(chris, lateness="Come at nine.")
    second = an_agreement(chris, lateness="We wait for each other.")
    [only] = differences.between(first.terms, second.terms)
    assert only.parts == [("out", "Come at nine."), ("in", "We wait for each other.")]


def test_a_text_does_not_differ_from_itself():
    version = an_agreement(a_client())
    assert differences.between(version.terms, version.terms) == []


# -- What it begins with -------------------------------------------------------------------------------------------


def test_it_begins_in_the_clients_language_with_the_therapists_name():
    chris = a_client()
    chris.language = "es"
    chris.save()
    chris.relationship.client.language = "es"
    proposal = a_proposal(chris)
    assert proposal.language == "es"
    time = terms.group_of(proposal.terms, "time")
    assert time["said"][0] == "Una sesión dura 50 minutos."
    assert "{therapist}" not in str(proposal.terms)
    assert "Thea avisa" in time["clauses"][0]["text"]


def test_a_practices_own_words_lie_over_the_shipped_ones():
    chris = a_client()
    practice = chris.relationship.practice
    owner = practice_owner(practice)
    actions.lay_over(
        practice,
        language="en",
        group="time",
        texts={
            "lateness": {"title": "", "text": "Call if you are late.", "why": "So I wait."},
            "own": {"title": "Dogs", "text": "{therapist} has a dog.", "why": ""},
        },
        by=owner,
    )
    actions.choose_beginnings(practice, review_after=2, review_months=3, facts={"minutes": 60}, by=owner)
    proposal = a_proposal(chris)
    late = terms.clause_of(proposal.terms, "time.lateness")
    assert (late["title"], late["text"], late["why"]) == ("Being late", "Call if you are late.", "So I wait.")
    assert terms.clause_of(proposal.terms, "time.own")["text"] == "Thea has a dog."
    assert {name: proposal.terms["facts"][name] for name in ("minutes", "review_after", "review_months")} == {
        "minutes": 60,
        "review_after": 2,
        "review_months": 3,
    }


def practice_owner(practice):
    from beside.practice.people.models import Member

    return Member.objects.get(practice=practice, role="owner")


def test_words_laid_over_are_taken_off_again_by_writing_what_was_shipped():
    from beside.practice.agreements.models import OwnClause

    chris = a_client()
    practice = chris.relationship.practice
    shipped = next(clause for clause in groups("en")[0].clauses if clause.key == "lateness")
    for words in ("Call.", shipped.text):
        actions.lay_over(
            practice,
            language="en",
            group="time",
            texts={"lateness": {"title": shipped.title, "text": words, "why": shipped.why}},
            by=practice_owner(practice),
        )
    assert not OwnClause.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_shipped_clause_says_what_holds_and_why(language):
    bare = [
        f"{group.key}.{clause.key}"
        for group in groups(language)
        for clause in group.clauses
        if clause.key != "own" and not (clause.title and clause.text and clause.why)
    ]
    assert bare == []


def test_both_languages_have_the_same_clauses():
    english, spanish = ([(g.key, [c.key for c in g.clauses]) for g in groups(lang)] for lang in LANGUAGES)
    assert english == spanish
