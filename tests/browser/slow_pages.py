"""Holds up what a browser asks for: `pytest -p tests.browser.slow_pages tests/browser`.

What is sent leaves the browser only while the test waits for something, and then .8 s late; what is read, .2 s.
A test that goes on without having waited for what it pressed fails here each time, and elsewhere once a month on a busy
machine. Pages that a service worker answers are not held up.
"""

import contextlib
import time
import types

import pytest
from playwright.sync_api import Browser, Error

from tests.crash import real_server

SECONDS = 0.8
contexts = []


@pytest.fixture(scope="session", autouse=True)
def slow_pages():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", slow(Browser.new_context))
        patch.setattr(real_server, "time", types.SimpleNamespace(sleep=nap, monotonic=time.monotonic))
        yield


def slow(new_context):
    def slow_context(browser, **told):
        context = new_context(browser, **told)
        context.route(lambda url: "/static/" not in url, held_up)
        contexts.append(context)
        return context

    return slow_context


def held_up(route):
    # Playwright's loop runs while the test waits for the browser, and stands still meanwhile: so does this.
    loop = route._loop
    seconds = SECONDS / 4 if route.request.method == "GET" else SECONDS
    loop.call_later(seconds, lambda: loop.create_task(let_go(route._impl_obj)))


async def let_go(route):
    with contextlib.suppress(Error):  # its page has gone
        await route.continue_(None, None, None, None)


def nap(moment):
    """Who waits for the server waits with a page, or nothing would reach the server."""
    for context in reversed(contexts):
        with contextlib.suppress(Error):
            if context.pages:
                context.pages[-1].wait_for_timeout(1000 * moment)
                return
    time.sleep(moment)
