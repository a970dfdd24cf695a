"""The demo practice: built once for all of these, because a year takes its time."""

import datetime

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.urls import reverse
from django.utils import timezone

from beside.practice.desk import demo
from beside.practice.feedback.models import Guess, Sheet, Urgent
from beside.practice.loops.models import Loop, Step
from beside.practice.meetings.models import CheckIn, ProcessNote, ProgressNote, Session
from beside.practice.people.models import Account, Member, Notice, Practice, Relationship
from beside.practice.repair.models import Episode
from tests.vocabulary import sign_in


@pytest.fixture
def built():
    said = []
    demo.build_demo(seed=7, log=said.append)
    return said


def member(who):
    return Member.objects.select_related("practice", "account").get(account__email=f"{who}@demo.example")


def pair(name):
    return Relationship.objects.get(client__name__startswith=name)


def next_session(name):
    return Session.objects.filter(relationship=pair(name), state="planned").in_order().first()


def test_a_year_of_four_relationships_is_there_and_each_page_of_it_opens(built, client):
    """One test, so that the year is told once."""
    # The four, as the issue wants them.
    held = {
        r.client.name: Session.objects.filter(relationship=r, state="held").count()
        for r in Relationship.objects.all()
    }
    whole_years = {"Sam Okafor": 13, "Ines Duarte": 40, "J. Whitfield": 19, "Ana Ruiz": 0}
    # A work that ended, and one on a break.
    assert held == whole_years | {"Nora Blum": 2, "Tom Vance": 2, "Leo Brandt": 1, "Nia Adeyemi": 1}
    strain = Episode.objects.get(relationship=pair("Sam"))
    assert (strain.session.number, strain.state, strain.ended_in.number) == (9, "mended", 12)
    tens = Sheet.objects.filter(relationship=pair("J."), form="session")
    assert all(sheet.answers == {"self": 10, "matters": 10, "way": 10, "pace": 0} for sheet in tens)
    ines = [
        s.answers["self"]
        for s in Sheet.objects.filter(relationship=pair("Ines"), form="session").order_by("sent_at")
    ]
    assert sum(ines[-4:]) - sum(ines[:4]) >= 8
    zone_today = timezone.localdate(timezone=demo.ZoneInfo(Practice.objects.get(demo=True).time_zone))
    assert next_session("Ana").local_start.date() == zone_today + datetime.timedelta(days=1)
    # Nothing lies in the future that people would have done there.
    now = timezone.now()
    for model, at in (
        (Sheet, "sent_at"),
        (CheckIn, "sent_at"),
        (Step, "at"),
        (Guess, "at"),
        (ProgressNote, "at"),
        (ProcessNote, "at"),
    ):
        assert not model.objects.filter(**{f"{at}__gt": now}).exists(), model
    assert Urgent.objects.get().seen_by == member("mara")
    assert Loop.objects.filter(reopened=1).exists()
    assert Notice.objects.filter(seen_at=None).count() < 20
    # Everybody who is listed can sign in, and nobody else is there.
    signs = demo.sign_ins()
    assert {email for _role, email, _password, _hint in signs} == set(
        Account.objects.values_list("email", flat=True)
    )
    for role, email, password, _hint in signs:
        account = Account.objects.get(email=email)
        assert check_password(password, account.password)
        assert Member.objects.get(account=account).get_role_display() == role
    assert [role for role, *_rest in signs].count("client") == 3
    # A second time changes nothing.
    again = []
    demo.build_demo(seed=8, log=again.append)
    assert again == ["There is a demo practice already. Nothing was changed."]
    assert Practice.objects.count() == 1
    # Its pages.
    everyday = {
        "mara": [
            reverse("today"),
            reverse("schedule"),
            reverse("clients"),
            reverse("notices"),
            *[reverse("brief", args=[next_session(name).pk]) for name in ("Sam", "Ines", "J.", "Ana")],
            *[reverse("relationship", args=[pair(name).pk]) for name in ("Sam", "Ines", "J.", "Ana")],
            *[reverse("relationship-course", args=[pair(name).pk]) for name in ("Sam", "Ines", "J.", "Ana")],
            reverse("guess", args=[Session.objects.get(relationship=pair("Ines"), number=40).pk]),
            reverse("answers", args=[Session.objects.get(relationship=pair("Sam"), number=9).pk]),
            reverse("session-detail", args=[next_session("Sam").pk]),
            reverse("urgent", args=[Urgent.objects.get().pk]),
        ],
        "sam": [
            reverse(name)
            for name in ("home", "gave", "course", "who-sees", "notices", "how-often", "safe-contact")
        ],
        "ines": [reverse(name) for name in ("home", "gave", "course", "who-sees", "help-now")],
        "ana": [reverse(name) for name in ("home", "gave", "who-sees")],
        "helen": [reverse("supervisor"), reverse("relationship", args=[pair("Ines").pk])],
        "ruth": [reverse("owner")],
        "daniel": [reverse("today"), reverse("clients")],
        "tess": [reverse("today"), reverse("learning"), reverse("supervisions")],
    }
    for who, pages in everyday.items():
        browser = sign_in(client, member(who))
        for page in pages:
            assert browser.get(page).status_code == 200, (who, page)


@pytest.mark.engine_free
def test_the_same_seed_tells_the_same_year():
    assert _told(7) == _told(7)


def _told(seed):
    """Everything that is said and counted, without ids; undone afterwards."""
    from django.db import transaction

    from beside.practice.vault import keyring

    with transaction.atomic(), transaction.atomic(using="keyring"):
        demo.build_demo(seed=seed, today=datetime.date(2026, 3, 4), log=lambda _words: None)
        told = [
            list(Session.objects.order_by("starts_at").values_list("starts_at", "state", "number")),
            [(s.form, s.sent_at, s.answers) for s in Sheet.objects.order_by("sent_at", "form")],
            [(g.at, g.answers) for g in Guess.objects.order_by("at")],
            sorted((loop.opened_at, loop.kind, loop.state, str(loop.words)) for loop in Loop.objects.all()),
        ]
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keyring")
    keyring.forget()
    return told


def test_marks_make_every_free_text_findable():
    import tomllib

    texts = demo.marked(tomllib.loads(demo.TEXTS.read_text(encoding="utf-8")))
    marks = str(texts).count("⟦m-")
    assert marks > 150
    assert texts["sam"][0]["note"].endswith("⟧")
    assert "⟦" not in texts["practice"]["name"]
    assert texts["sam_today"]["arrive"] == ["tired", "wary"]
    assert settings.LANGUAGE_CODE == "en"
