"""One whole loop in a real browser, by hand and by keyboard: from the owner's invitation to what the brief asks again.

Nothing is changed behind the pages: whatever happens here, somebody did with them. Then the same without scripts.
"""

import datetime
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.vocabulary import PASSWORD, a_client, a_practice, a_session, a_therapist, in_days

pytestmark = site.NEEDS_CHROMIUM

WISH = "What Sunday did to me"
HESITATION = "Whether I may be angry here"
PROMISE = "Ask the clinic about the waiting list"
CHANGED = "We begin with Sunday from now on"
STILL_MISSING = "We began with it and left it after a minute"


def midday():
    """A time zone in which it is about noon, so that no day begins or ends while this runs."""
    east = 12 - datetime.datetime.now(datetime.UTC).hour
    return f"Etc/GMT{-east:+d}"


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """A practice with its owner; and, for what follows, Tess, who has seen Kay twice and sees them again tomorrow."""
    with site.open_database(django_db_blocker):
        zone = midday()
        owner = a_practice("Elm Street", time_zone=zone)
        tess = a_therapist("Tess Tern", owner=owner)
        kay = a_client("Kay Keel", therapist=tess)
        held = [a_session(kay, starts_at=in_days(-days)) for days in (8, 1)]
        coming = a_session(kay, starts_at=in_days(1))
        known = {
            "zone": ZoneInfo(zone),
            "emails": {"tess": tess.account.email, "kay": kay.account.email},
            "cookies": {
                "owner": site.cookie_of(owner),
                "tess": site.cookie_of(tess),
                "kay": site.cookie_of(kay),
            },
            "past": f"/sessions/{held[1].pk}/",
            "coming": f"/sessions/{coming.pk}/",
            "pair": f"/relationships/{kay.relationship.pk}/",
        }
        with site.running() as address, site.chromium() as browser:
            yield SimpleNamespace(
                open=lambda who="", **more: site.phone(browser, address, known["cookies"].get(who), **more),
                **known,
            )


# -- What people do, each in the words of the page ----------------------------------------------------------------


def presses(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def follows(page, name):
    page.get_by_role("link", name=name).first.click()


def sees(page, *words):
    for each in words:
        expect(page.get_by_text(each).first).to_be_visible()


def invites(page, button="Make the link"):
    presses(page, button)
    return page.locator("#link").input_value()


def joins(page, link, email):
    page.goto(link)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    presses(page, "Make my account")


def plans(page, name, moment):
    """Plan one session. What is past has to be brought in on purpose."""
    page.goto("/sessions/new/")
    page.get_by_label("With whom").select_option(label=name)
    page.get_by_label("Day").fill(moment.strftime("%Y-%m-%d"))
    page.get_by_label("Time", exact=True).fill(moment.strftime("%H:%M"))
    presses(page, "Plan it")
    if moment < datetime.datetime.now(moment.tzinfo):
        page.get_by_text("It has taken place already").click()
        presses(page, "Plan it")
    page.wait_for_url(re.compile(r"/sessions/[0-9a-f-]{36}/$"))
    return page.url.removeprefix(page.evaluate("location.origin"))


def checks_in(page, session):
    page.goto(f"{session}check-in/")
    page.get_by_label("What would you like to talk about?").fill(WISH)
    page.get_by_label("Is there something you are unsure about").fill(HESITATION)
    presses(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your check-in is sent")
    sees(page, WISH, HESITATION)


def closes(page, session):
    page.goto(f"{session}close/")
    promise = page.get_by_role("group", name="Promise 1")
    promise.get_by_label("What").fill(PROMISE)
    promise.locator("label", has=page.locator("[value=clinician]")).click()
    page.get_by_label("Three lines for next time").fill("Sunday, and her sister.")
    presses(page, "Close the session")
    sees(page, "Closed. What you wrote is kept.", PROMISE)


def answers(page, session, *, only_me=(), **given):
    """The session form, step by step: what is asked and not given stays unanswered."""
    page.goto(f"{session}after/")
    for _step in range(6):
        for name, value in given.items():
            choice = page.locator(f'label:has(input[name="{name}"][value="{value}"])')
            if choice.count() and choice.first.is_visible():
                choice.first.click()
            if (
                name in only_me
                and (keep := page.locator(f'label:has([name=only_me][value="{name}"])')).count()
            ):
                keep.click()
        on = page.get_by_role("button", name="Next", exact=True)
        if not on.count():
            break
        before = page.url
        on.click()
        page.wait_for_url(lambda url, before=before: url != before)
    presses(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. That is all.")


def guesses(page, session, **given):
    page.goto(f"{session}guess/")
    for name, value in given.items():
        page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()
    presses(page, "Keep my guess and see the answers")
    page.wait_for_url(re.compile("/answers/$"))


# -- The loop -------------------------------------------------------------------------------------------------------


def test_one_whole_loop_from_an_invitation_to_what_the_brief_asks_again(house):
    owner, therapist, client = house.open("owner"), house.open(), house.open()
    now = datetime.datetime.now(house.zone)

    owner.goto("/practice/")
    follows(owner, "Add somebody")
    owner.get_by_label("Name", exact=True).fill("Nadia North")
    owner.get_by_text("Therapist: sees their own clients").click()
    presses(owner, "Add")
    joins(therapist, invites(owner), "nadia@example.org")
    sees(therapist, "No sessions today.", "Nobody is waiting for an answer.")

    therapist.goto("/clients/")
    therapist.get_by_label("Name", exact=True).fill("Robin Reed")
    presses(therapist, "Add")
    link = invites(therapist)
    joins(client, link, "robin@example.org")
    sees(client, "Nadia has no supervisor in this practice now.")
    presses(client, "I have read this, go on")
    # Three things are asked, and each may be left out.
    for asked in ("Your name, what you need", "question", "hard to come"):
        expect(client.get_by_role("heading", level=1)).to_contain_text(asked)
        follows(client, "Skip this one")
    expect(client.get_by_role("heading", level=1)).to_have_text("Hello Robin")
    late = house.open()
    late.goto(link)
    sees(late, "link")
    assert late.get_by_label("Password", exact=True).count() == 0

    plans(therapist, "Robin Reed", now - datetime.timedelta(days=7))
    session = plans(therapist, "Robin Reed", now - datetime.timedelta(minutes=2))

    # The check-in, typed by keyboard: kept as it is typed, and still there after the page was lost.
    client.goto(f"{session}check-in/")
    client.get_by_label("What would you like to talk about?").press_sequentially(WISH)
    client.locator("[data-draft-state][data-state=saved]").wait_for()
    therapist.goto(f"{session}brief/")
    assert therapist.get_by_text(WISH).count() == 0
    client.reload()
    sees(client, "Here is what you had begun.")
    expect(client.get_by_label("What would you like to talk about?")).to_have_value(WISH)
    checks_in(client, session)

    therapist.goto("/today/")
    follows(therapist, "Robin Reed")
    expect(therapist.get_by_role("heading", level=1)).to_have_text("Robin Reed")
    sees(therapist, WISH, HESITATION)

    closes(therapist, session)

    # Of the safety question, the number stays with the client.
    answers(
        client, session, self=8, matters=3, way=7, safe=2, strain="a_little", held="no", only_me=("safe",)
    )
    sees(client, "Nadia can see what you sent.", "Kept for you")

    therapist.goto(f"{session}answers/")
    therapist.wait_for_url(re.compile("/guess/$"))
    therapist.goto("/today/")
    follows(therapist, "Robin answered after session 2")
    guesses(therapist, session, self=8, matters=8, way=7, safe=9)
    sees(therapist, "What Robin said of it", "We spent time on what matters")
    rows = dict(
        zip(
            therapist.locator("dl.answer-pairs dt").all_inner_texts(),
            therapist.locator("dl.answer-pairs dd").all_inner_texts(),
            strict=True,
        )
    )
    matters = next(row for words, row in rows.items() if "what matters" in words)
    assert matters.startswith("3")
    assert "\n" in matters, "the gap stands under it"
    safe = next(row for words, row in rows.items() if "say no" in words)
    assert safe.startswith("no answer")

    # What became of it, and what was promised.
    client.goto("/home/")
    sees(client, PROMISE, WISH)
    client.goto("/gave/")
    given = client.locator("article", has_text=WISH)
    expect(given).to_contain_text("not talked about yet")
    next_time = plans(therapist, "Robin Reed", now + datetime.timedelta(days=7))
    therapist.goto(f"{next_time}brief/")
    therapist.locator(".item", has_text=WISH).get_by_role("link").click()
    therapist.get_by_label("What changed").fill(CHANGED)
    presses(therapist, "Send what changed")
    client.reload()
    expect(given).to_contain_text(CHANGED)
    given.get_by_role("link", name="what became of it").click()
    client.get_by_label("What is still missing").fill(STILL_MISSING)
    presses(client, "Not answered for me")
    sees(client, STILL_MISSING)

    therapist.goto(f"{next_time}brief/")
    expect(therapist.locator(".item", has_text=WISH)).to_be_visible()
    sees(therapist, PROMISE, "Sunday, and her sister.")


def test_the_same_works_without_scripts(house):
    client, therapist = (house.open(java_script_enabled=False) for _ in range(2))
    site.signs_in(client, house.emails["kay"], PASSWORD)
    client.goto("/home/")
    expect(client.get_by_role("heading", level=1)).to_have_text("Hello Kay")
    checks_in(client, house.coming)

    site.signs_in(therapist, house.emails["tess"], PASSWORD)
    therapist.goto(f"{house.coming}brief/")
    sees(therapist, WISH, HESITATION)
    closes(therapist, house.past)

    answers(client, house.past, self=6, matters=4, way=5, pace=1, strain="no", held="no")
    sees(client, "Tess can see what you sent.")
    guesses(therapist, house.past, self=5, matters=9)
    sees(therapist, "What Kay said of it")


# -- By keyboard alone ------------------------------------------------------------------------------------------------

# What has the focus: its words, whether that shows, and whether something lies over it.
FOCUSED = """() => { const at = document.activeElement, ring = at.closest("label:has(input)") || at;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect(), bar = document.querySelector(".safety");
  const begins = box.top + Math.min(box.height, 44);
  const under = bar && !bar.contains(at) && begins > bar.getBoundingClientRect().top + 1 && box.top < bar.getBoundingClientRect().bottom;
  const shows = [at, ring].some((each) => { const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; });
  return { words: (at.name ? at.name + ":" : "") + (at.innerText || at.value || "").trim(), tag: at.tagName, shows, under: !!under }; }"""


@pytest.mark.parametrize(
    ("path", "reached"),
    [("check-in", ["Send", "Keep for later"]), ("after", ["Next", "Skip"])],
)
def test_the_keyboard_reaches_everything_and_the_focus_is_always_seen(path, reached, house):
    page = house.open("kay")
    page.goto((house.coming if path == "check-in" else house.past) + f"{path}/?")
    if path == "after" and page.get_by_role("link", name="Correct my answers").count():
        follows(page, "Correct my answers")
    # A key pressed while the next page is still on its way is pressed on the one before.
    expect(page.get_by_role("button", name=reached[0]).first).to_be_visible()
    page.wait_for_load_state()
    seen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        seen.append(at)
    words = [at["words"].rpartition(":")[2] for at in seen]
    assert words[0] == "Skip to the page"
    assert [
        each for each in [*reached, "Crisis help", "Leave quickly"] if not any(each in one for one in words)
    ] == []
    assert [at["words"] for at in seen if not at["shows"]] == [], "the focus does not show"
    assert [at["words"] for at in seen if at["under"]] == [], "the focus is under the bar with crisis help"


def test_with_reduced_motion_nothing_moves(house):
    page = house.open("kay")
    for path in ("/home/", f"{house.coming}check-in/"):
        page.goto(path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((each) => { const style = getComputedStyle(each);
                 return parseFloat(style.transitionDuration) > 0 || style.animationName !== "none"; }).length"""
        )
        assert (moving, page.evaluate("document.getAnimations().length")) == (0, 0)
