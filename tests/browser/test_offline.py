"""Without a connection there are crisis help and an empty page to write on: the service worker keeps no signed-in page."""

import mimetypes
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.practice.config import look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(look.chromium() is None, reason="Chromium is not installed"),
]

SHELVES = """async () => { const told = {}; for (const name of await caches.keys()) { const shelf = await caches.open(name);
  for (const request of await shelf.keys()) { const answer = await shelf.match(request);
    told[new URL(request.url).pathname] = /html/.test(answer.headers.get("content-type")) ? await answer.text() : ""; } }
  return told; }"""


def help_page():
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    request = RequestFactory().get("/help/")
    request.member = None
    lines = [{"name": "A line", "call": "988", "text": "988"}]
    return render_to_string("help_now.html", {"emergency": "911", "lines": lines}, request)


def empty_page():
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from beside.practice.meetings.forms import CheckInForm

    request = RequestFactory().get("/offline/")
    request.member = None
    form = CheckInForm(auto_id="offline-%s")
    return render_to_string("desk/offline.html", {"check_in": form.questions}, request)


@contextmanager
def served():
    from django.contrib.staticfiles import finders
    from django.template.loader import render_to_string

    pages = {
        "/home/": look.page("client"),
        "/help/": help_page(),
        "/offline/": empty_page(),
        "/leave/": render_to_string("neutral.html"),
    }
    seen = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_error(404)

        def do_GET(self):
            path = self.path.split("?")[0]
            seen.append((path, self.headers.get("Cookie"), self.headers.get("Accept-Language")))
            asked = "beside/sw.js" if path == "/sw.js" else path.removeprefix("/static/").lstrip("/")
            file = finders.find(asked)
            if path in pages:
                self.give(pages[path].encode(), "text/html; charset=utf-8")
            elif file:
                self.give(Path(file).read_bytes(), mimetypes.guess_type(file)[0] or "font/woff2")
            else:
                self.send_error(404)

        def give(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_without_a_connection_there_is_help_a_neutral_page_and_no_word_of_anybody():
    from playwright.sync_api import sync_playwright

    with served() as (address, seen), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=look.chromium(), args=look.ARGUMENTS)
        context = browser.new_context(viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": "beside", "value": "signed-in", "url": address}])
        page = context.new_page()
        page.goto(address + "/home/")
        # It takes the page over when everything is kept.
        page.wait_for_function("() => navigator.serviceWorker.controller")

        kept = page.evaluate(SHELVES)
        assert [path for path, html in kept.items() if "Sam Okafor" in html or "Mara" in html] == []
        assert {
            cookie for path, cookie, language in seen if path == "/help/" or (path == "/leave/" and language)
        } == {None}

        context.set_offline(True)
        page.goto(address + "/home/")
        assert page.title() == "No connection · Beside"
        page.get_by_text("Tap to open").click()
        # Nobody has signed in here with a connection: there is nothing to write on yet, and help is a tap away.
        expect(page.get_by_text("Nothing can be written here yet.")).to_be_visible()
        assert page.locator("textarea:visible").count() == 0
        page.get_by_role("link", name="Crisis help", exact=True).click()
        expect(page).to_have_title("Help now · Beside")
        expect(page.get_by_text("You are offline.")).to_be_visible()
        expect(page.get_by_role("link", name="Call 911")).to_be_visible()
        assert "Atkinson" in page.evaluate("getComputedStyle(document.body).fontFamily")

        page.goto(address + "/leave/")
        assert page.title() == "Kitchen measures"
        before = len(seen)
        context.set_offline(False)
        page.goto(address + "/home/")
        # Left while there was no connection: the server hears of it before another page is shown. The browser may ask for a newer worker and for pictures at any time.
        shown = [path for path, _cookie, _language in seen[before:] if path.endswith("/")]
        assert shown[:2] == ["/leave/", "/home/"]
        browser.close()
