"""A session that is listened to, by hand: asked, answered, added as a file, heard by the worker, read, kept, taken back. Then without scripts."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connections
from playwright.sync_api import expect

from beside.practice.people.tenancy import inside
from beside.practice.recordings import hearing
from beside.practice.recordings.models import Transcript
from tests.browser import site
from tests.vocabulary import TRANSCRIPT, a_client, a_practice, a_session, a_therapist, in_days

pytestmark = site.NEEDS_CHROMIUM


@pytest.fixture(scope="module", params=[True, False], ids=["with scripts", "without scripts"])
def house(request, django_db_setup, django_db_blocker):
    with site.open_database(django_db_blocker):
        owner = a_practice("Elm Street")
        thea = a_therapist("Thea", owner=owner)
        chris = a_client("Chris", therapist=thea)
        session = a_session(chris, starts_at=in_days(-1))
        cookies = {"thea": site.cookie_of(thea), "chris": site.cookie_of(chris)}
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                open=lambda who: site.phone(
                    browser, address, cookies[who], java_script_enabled=request.param
                ),
                scripts=request.param,
                address=address,
                practice=owner.practice_id,
                place=f"/sessions/{session.pk}/listening/",
            )


def presses(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sees(page, *words):
    for each in words:
        expect(page.get_by_text(each).first).to_be_visible()


def the_worker_listens(house):
    """In a thread of its own: the one that drives the browser may not ask the database."""

    def listens():
        try:
            with inside(house.practice):
                transcript = Transcript.objects.get()
            hearing.hear(house.practice, transcript.pk, transcript.attempt, light=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(listens).result()


def test_from_the_question_to_a_yes_that_is_taken_back(house, tmp_path):
    thea, chris = house.open("thea"), house.open("chris")
    heard = [site.listened_to(page, house.address) for page in (thea, chris)]

    thea.goto(house.place)
    thea.get_by_label("Who else holds a recording of it").fill("Zoom")
    presses(thea, "Ask Chris")
    sees(thea, "Chris has not answered yet.")

    chris.goto("/home/")
    chris.get_by_role("link", name="be listened to? Yes or no").click()
    sees(chris, "A no costs you nothing", "Zoom")
    presses(chris, "Yes, I agree")
    sees(chris, "You can take it back whenever you like.")

    thea.goto(house.place)
    file = tmp_path / "Chris Client.vtt"
    file.write_bytes(b"%PDF-1.7")
    thea.get_by_label("The transcript", exact=True).set_input_files(file)
    presses(thea, "Add it, and listen")
    sees(thea, "this is a PDF")
    file.write_bytes(TRANSCRIPT)
    thea.get_by_label("The transcript", exact=True).set_input_files(file)
    presses(thea, "Add it, and listen")
    sees(thea, "It waits for its turn.")
    the_worker_listens(house)
    if not house.scripts:
        thea.get_by_role("link", name="Look again").click()
    # With scripts the page asks by itself, and shows it as soon as it is there.
    thea.get_by_role("link", name="Read what was heard").click(timeout=20_000)

    thea.locator("summary", has_text="Turning something down").click()
    thea.locator("summary", has_text="0:36").first.click()
    sees(thea, "That's not what I meant.")
    thea.get_by_role("link", name="Keep it or correct it").locator("visible=true").first.click()
    thea.get_by_role("button", name="Keep this moment").first.click()
    sees(thea, "Kept. It stays when the transcript is deleted.")

    chris.goto(house.place)
    sees(chris, "This session was listened to on")
    presses(chris, "Take back my yes")
    sees(chris, "You took back your yes.")
    thea.goto(house.place)
    sees(thea, "somebody took back their yes")
    expect(thea.get_by_text("That's not what I meant.")).to_have_count(0)
    assert heard == [[], []]
