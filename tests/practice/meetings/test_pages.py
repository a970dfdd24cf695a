import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.practice.meetings import actions
from beside.practice.meetings.models import Session
from tests.vocabulary import (
    a_check_in,
    a_client,
    a_closed_session,
    a_session,
    a_supervisor,
    a_therapist,
    in_days,
    sign_in,
)

PAGES = [
    "session-detail",
    "session-move",
    "session-cancel",
    "session-times",
    "session-room",
    "session-close",
    "note-process",
    "check-in",
    "check-in-sent",
]


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_therapist_opens_each_page_of_a_session(client, name):
    chris = a_client()
    session = a_closed_session(
        chris,
        promises=[("client", "to call the doctor", None), ("clinician", "the sleep book", in_days(3).date())],
        moment="A long easy silence",
        progress="Spoke about Sunday",
        last_time="Sunday's call",
    )
    a_check_in(session, wish="Sunday", arrive=["tired"], now=session.starts_at)
    sign_in(client, chris.relationship.clinician)
    response = client.get(reverse(name, args=[session.pk]))
    assert response.status_code == 200
    assert "Chris" not in text(response).split("</title>")[0]
