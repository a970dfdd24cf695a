"""Every part of the look on one page (look.html), with made-up people, and pictures of it.

`python -m tests.practice.config.look FOLDER` takes them at 390 and 1280 px, in light and dark.
"""

import mimetypes
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
ADDRESS = "http://look.example"
WIDTHS = {"phone": 390, "laptop": 1280}
THEMES = ("light", "dark")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def chromium():
    """Where Chromium is, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def a_form(answers=None):
    """One field of each kind."""
    from django import forms

    from beside.practice.people import look

    arrivals = ["tired", "wary", "calm", "restless", "hopeful", "sad", "angry", "flat", "glad"]

    class EveryField(forms.Form):
        name = forms.CharField(label="Your name", help_text="As you want to be called.")
        email = forms.EmailField(label="E-mail address")
        day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
        topic = forms.CharField(
            label="What do you want to talk about?", widget=forms.Textarea, required=False
        )
        where = forms.ChoiceField(label="Where", choices=[("room", "In the room"), ("online", "Online")])
        arrive = forms.MultipleChoiceField(
            label="How do you arrive?",
            choices=[(word, word) for word in arrivals],
            widget=look.WordsToTap,
            required=False,
        )
        held = forms.ChoiceField(
            label="Was there something you did not say?",
            choices=[("no", "No"), ("mine", "Yes, just for me"), ("raise", "Yes, help me raise it")],
            widget=forms.RadioSelect,
            help_text="Only the last reaches anybody.",
        )
        safe = forms.ChoiceField(
            label="Today I could say no to Mara.",
            choices=[(str(number), str(number)) for number in range(11)],
            widget=look.Scale(low="not at all", middle="partly", high="completely"),
            required=False,
        )
        first = forms.BooleanField(
            label="I said something today that I had not told anyone before.", required=False
        )

    return EveryField(answers)


def what_to_show():
    from django.utils.safestring import mark_safe

    sessions = (20, 70, 120, 170, 220, 270, 320, 370, 420, 470, 520, 570, 620)
    values = (92, 80, 74, 77, 66, 62, 57, 60, 116, 98, 72, 58, 52)
    line = " ".join(f"{x},{y}" for x, y in zip(sessions, values, strict=True))
    dots = "".join(
        f'<circle class="dot" cx="{x}" cy="{y}" r="4.5"/>' for x, y in zip(sessions, values, strict=True)
    )
    return {
        "form": a_form(),
        "picture": mark_safe(  # noqa: S308 - written above, by us
            '<svg class="wide" viewBox="0 0 640 180" role="img" aria-label="Thirteen answers">'
            '<path class="band" d="M20 40 L620 46 L620 104 L20 112Z"/>'
            f'<polyline class="line" points="{line}"/>{dots}<text x="20" y="172">session 1</text></svg>'
        ),
        "columns": ["Session", "Answer", "Words"],
        "rows": [[1, "6.2", "first"], [9, "3.1", "a strained moment"], [13, "8.0", "mended"]],
        "pairs": [("Practice", "Lakeside Practice"), ("Time zone", "America/Chicago")],
        "asks": ["childhood home", "medication"],
        "nots": ["brother"],
        "strains": [("0", "No"), ("1", "A little"), ("me", "Only me: I would rather not say")],
    }


def page(role="clinician", **more):
    """The page as a person in this role gets it."""
    from django.template import engines
    from django.test import RequestFactory

    request = RequestFactory().get("/look/")
    request.member = SimpleNamespace(role=role, short_name="Mara", is_client=role == "client", practice=None)
    template = engines["django"].from_string((HERE / "look.html").read_text())
    return template.render(what_to_show() | more, request)


@contextmanager
def shown(html, *, width, theme, **context):
    """The page in Chromium, with our styles and scripts and nothing else: any other request fails."""
    from django.contrib.staticfiles import finders
    from playwright.sync_api import sync_playwright

    requests = []

    def answer(route):
        path = route.request.url.removeprefix(ADDRESS)
        requests.append((route.request.method, route.request.url))
        file = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if file:
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            route.fulfill(body=Path(file).read_bytes(), content_type=kind)
        elif path == "/look/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404, body="")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        opened = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=theme, service_workers="block", **context
        )
        opened.route("**/*", answer)
        opened.goto(ADDRESS + "/look/")
        opened.evaluate("document.fonts.ready")
        yield opened, requests
        browser.close()


def take_pictures(folder):
    import django

    import tests.conftest  # noqa: F401 - says where settings and keys are

    django.setup()
    html = page()
    for name, width in WIDTHS.items():
        for theme in THEMES:
            with shown(html, width=width, theme=theme) as (opened, _requests):
                opened.screenshot(path=Path(folder) / f"{name}-{theme}.png", full_page=True)


if __name__ == "__main__":
    take_pictures(sys.argv[1])
