"""The log of hours is read on a phone, and added to without going past all of it."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from beside.practice.learning.actions import reflecting
from tests.vocabulary import a_client, sign_in

pytestmark = pytest.mark.django_db


def test_three_columns_and_a_way_to_add_a_line(client):
    thea = a_client().relationship.clinician
    day = timezone.localdate() - datetime.timedelta(days=2)
    reflecting.log(on=day, minutes=60, way="course", topic="Silence", key=uuid.uuid4(), by=thea)
    words = sign_in(client, thea).get(reverse("learning-log")).content.decode()
    headed = words.split("<thead>")[1].split("</thead>")[0]
    assert headed.count("<th ") - headed.count("visually-hidden") == 3
    assert words.index('href="#add"') < words.index("<table") < words.index('id="add"')
