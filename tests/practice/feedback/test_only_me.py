"""What a client keeps for themself looks, to everybody else and in every table, just like a question that they skipped."""

import re
import uuid

import pytest

from beside.practice.audit.models import Entry
from beside.practice.feedback import actions, brief
from beside.practice.feedback.models import Kept, Sheet
from beside.practice.loops.models import Loop
from beside.practice.people.models import Notice
from beside.practice.repair.models import Episode
from tests.vocabulary import (
    a_client,
    a_past_session,
    a_practice,
    a_supervisor,
    a_therapist,
    answers_of,
    sign_in,
)

KEPT = {
    "only me at safe": {"safe": "only_me"},
    "only me at strain": {"strain": "only_me"},
    "just for me": {"held": "just_for_me"},
    "a strain I will tell them myself": {"strain": "strongly", "mended": 0, "only_me": ["strain"]},
    "a low safe I will tell them myself": {"safe": 1, "only_me": ["safe"]},
}


class Pair:
    """One pair of people, alike in everything but what the client kept or skipped."""

    def __init__(self, answers, **sent):
        owner = a_practice()
        self.thea = a_therapist(owner=owner)
        self.chris = a_client(therapist=self.thea)
        self.supervisor = a_supervisor(of=self.thea, by=owner)
        self.consults = a_supervisor("Carl", of=self.thea, kind="consultative", by=owner)
        self.owner = owner
        self.session = a_past_session(self.chris, number=4)
        answers_of(self.session, now=self.session.ends_at, **sent, **answers)
        actions.guess(self.session, answers={"self": 7, "safe": 5}, by=self.thea)


def without_ids(page):
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page)
    return re.sub(r"csrf\w*\" value=\"[^\"]+|X-CSRFToken\": \"[^\"]+", "", page)


def what_others_can_find(pair, browser):
    """Everything outside the client's own pages: pages of each role, the trail, notices, loops, episodes, the brief."""
    pages = {}
    for role in ("thea", "supervisor", "consults", "owner"):
        visitor = sign_in(browser, getattr(pair, role))
        for path in (
            f"/sessions/{pair.session.pk}/answers/",
            f"/relationships/{pair.chris.relationship.pk}/course/",
        ):
            response = visitor.get(path)
            pages[role, path.rsplit("/", 2)[1]] = (
                response.status_code,
                without_ids(response.content.decode()),
            )
    return {
        "pages": pages,
        "trail": list(Entry.objects.filter(practice_id=pair.owner.practice_id).order_by("number").values_list("verb", "what", "kinds")),
        "notices": sorted(Notice.objects.filter(practice=pair.owner.practice_id).values_list("member__role", "kind")),
        "loops": list(Loop.objects.filter(practice=pair.owner.practice_id).values_list("kind", "state")),
        "episodes": Episode.objects.filter(practice=pair.owner.practice_id).count(),
        "sheets": [(s.form, s.version, s.way, s.answers) for s in Sheet.objects.filter(practice=pair.owner.practice_id)],
        "said": brief.latest_said(pair.chris.relationship, by=pair.thea),
    }  # fmt: skip


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_what_is_kept_looks_like_what_was_skipped(kept, client):
    twin = Pair({"self": 8, "pace": 1})
    pair = Pair(
        {"self": 8, "pace": 1, **{k: v for k, v in kept.items() if k != "only_me"}},
        only_me=kept.get("only_me", ()),
    )
    assert Kept.objects.count() == 1
    assert what_others_can_find(pair, client) == what_others_can_find(twin, client)


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
def test_only_kept_and_nothing_sent_looks_like_nothing_at_all(kept):
    chris = a_client()
    session = a_past_session(chris)
    before = Entry.objects.count()
    sent = answers_of(
        session, only_me=kept.get("only_me", ()), **{k: v for k, v in kept.items() if k != "only_me"}
    )
    assert (sent.sheet, sent.kept) == (None, True)
    assert Entry.objects.count() == before
    assert not Notice.objects.filter(kind="answers").exists()
    assert [rows.objects.count() for rows in (Sheet, Loop, Episode)] == [0, 0, 0]


def test_the_client_alone_finds_it_again(client):
    chris = a_client()
    session = a_past_session(chris)
    answers_of(session, self=8, strain="strongly", only_me=["strain"])
    page = sign_in(client, chris).get(f"/sessions/{session.pk}/after/").content.decode()
    assert "Kept for you" in page
    assert "Strongly" in page
    thea, ann = session.relationship.clinician, a_client("Ann", therapist=session.relationship.clinician)
    supervisor = a_supervisor(of=thea)
    counts = [Kept.objects.visible_to(who).count() for who in (chris, thea, ann, supervisor)]
    assert counts == [1, 0, 0, 0]


def test_what_is_kept_lies_under_a_key_of_the_clients_own():
    session = a_past_session(a_client())
    answers_of(session, self=8, safe="only_me")
    kept = Kept.objects.get()
    assert (kept.key_name().kind, kept.key_name().holder) == ("own", session.relationship.client_id)


def test_taking_a_strain_back_into_only_me_looks_like_skipping_it_in_the_trail():
    trails = []
    for changed in ({"self": 8, "strain": "only_me"}, {"self": 8}):
        session = a_past_session(a_client())
        sheet = answers_of(session, self=8, strain="clearly").sheet
        actions.correct_answers(sheet, answers=changed, key=uuid.uuid4(), by=session.relationship.client)
        entries = Entry.objects.filter(practice_id=session.practice_id).order_by("number")
        trails.append(list(entries.values_list("verb", "what", "kinds")))
    assert trails[0] == trails[1]


def test_nobody_types_in_what_a_client_keeps():
    session = a_past_session(a_client())
    thea = session.relationship.clinician
    sheet = answers_of(session, by=thea, self=5, held="just_for_me").sheet
    assert sheet.answers == {"self": 5}
    assert not Kept.objects.exists()
