"""A prompt in the brief is a question to the therapist: they may keep it as a strain, and nothing is opened by itself."""

from django.urls import reverse

from beside.practice.repair.models import Episode
from tests.practice.feedback.test_course import a_course
from tests.vocabulary import a_session, answers_of, sign_in


def test_a_prompt_in_the_brief_is_kept_as_a_strain_with_one_tap(client, db):
    chris, sessions = a_course()
    answers_of(sessions[5], self=9, pace=4, held="help_raise")
    thea = chris.relationship.clinician
    brief = reverse("brief", args=[a_session(chris).pk])
    opens = reverse("episode-open", args=[chris.relationship.pk])
    sign_in(client, thea)
    page = client.get(brief).content.decode()
    assert "something is off between us" in page
    assert opens in page
    assert not Episode.objects.exists()
    client.post(opens)
    assert Episode.objects.get().opened_by == thea
    # It leads the brief now, and is not asked a second time.
    assert "something is off between us" not in client.get(brief).content.decode()
