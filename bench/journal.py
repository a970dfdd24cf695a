"""`python -m bench.journal`: how fast a journal of 10,000 pages opens on a phone: Chromium with its processor slowed down to a quarter.

Two times, because they are two things: making the key from the passphrase (PBKDF2, slow on purpose, and done by Chromium beside the page, where the
slowing does not reach), and from the key to the newest pages on the screen. The pages are sealed here as docs/journal.md says.
"""

import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = int(os.environ.get("BESIDE_BENCH_PAGES", "10000"))
SLOWER, RUNS = 4, 7
PASSPHRASE = "copper lamp seven geese"  # noqa: S105  (of nobody)
OPEN = """(passphrase) => { const form = document.querySelector("[data-part=open]"); form.querySelector("input").value = passphrase;
  const began = performance.now(); form.requestSubmit(); return began; }"""


def main():
    rows = in_a_process_of_its_own()
    print(
        f"| {PAGES:,} pages, processor slowed {SLOWER}× | goal, s | best, s | middle, s | worst, s |\n|---|---|---|---|---|"
    )
    for what, goal, times in rows:
        print(f"| {what} | {goal} | {min(times):.2f} | {statistics.median(times):.2f} | {max(times):.2f} |")


def in_a_process_of_its_own():
    with tempfile.TemporaryDirectory(prefix="beside-bench-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = os.environ | {
            "BESIDE_HOME": f"{folder}/var",
            "BESIDE_KEYS": f"{folder}/keys",
            "BESIDE_HOSTS": "localhost",
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "beside.practice.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.journal", "inside"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])


def inside():
    from beside.practice.desk import serve

    serve.prepare_keys()
    import django

    django.setup()
    serve.prepare()
    serve.lay_static_files()
    from bench.measure import served, signed_in

    client = a_client_with_a_journal()
    cookie = signed_in(client).partition("=")[2].partition(";")[0]
    with served():
        print(json.dumps(measured(cookie)), flush=True)


def a_client_with_a_journal():
    from django.db import transaction

    from bench.filling import caseload
    from beside.practice.journal.models import Leaf, Lock
    from beside.practice.people import actions
    from beside.practice.people.tenancy import inside as of

    owner = actions.make_practice("Bench", owner_name="Owner", second_step=False)
    wrapped, key = a_lock()
    with of(owner.practice_id), transaction.atomic():
        client = caseload(owner, 0)[0].client
        Lock.objects.create(practice_id=client.practice_id, member=client, wrapped=wrapped)
        ids = [uuid.uuid4() for _ in range(PAGES)]
        Leaf.objects.bulk_create(
            (
                Leaf(id=pk, practice_id=client.practice_id, member=client, sealed=a_page(key, pk, number))
                for number, pk in enumerate(ids)
            ),
            batch_size=500,
        )
    return client


def a_lock():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    salt, raw, nonce = os.urandom(16), os.urandom(32), os.urandom(12)
    by = PBKDF2HMAC(hashes.SHA256(), 32, salt, 600_000).derive(PASSPHRASE.encode())
    sealed = AESGCM(by).encrypt(nonce, raw, b"beside journal lock 1|passphrase")
    part = {"nonce": said(nonce), "key": said(sealed)}
    return {"v": 1, "rounds": 600_000, "salt": said(salt), "by_passphrase": part, "by_code": part}, raw


def a_page(key, pk, number):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    made = f"20{10 + number // 1000:02}-01-01T{number // 60 % 24:02}:{number % 60:02}:00.000Z"
    page = {
        "kind": "page",
        "made": made,
        "words": f"Page {number}. " + "I slept badly and then I was glad. " * 12,
    }
    nonce = os.urandom(12)
    padded = json.dumps(page).encode().ljust(1024)
    return nonce + AESGCM(key).encrypt(nonce, padded, f"beside journal leaf 1|{pk}".encode())


def said(some):
    return base64.b64encode(some).decode()


def slowed_down(browser, address, cookie):
    """A page of a context of its own: nothing of it is kept from the time before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    context.add_cookies([{"name": "beside", "value": cookie, "url": address}])
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def until(page, address, shown):
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(shown).wait_for()
    return time.perf_counter() - began


def measured(cookie):
    from playwright.sync_api import sync_playwright

    from tests.practice.config import look

    address = f"http://localhost:{os.environ['PORT']}"
    come, again, plain, key, shown = [], [], [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=look.chromium(), args=look.ARGUMENTS)
        for _run in range(RUNS):
            # Beside it a page without a journal, so that what any page takes can be told from what the journal takes.
            page = slowed_down(browser, address, cookie)
            plain.append(until(page, f"{address}/help/", "h1"))
            page.context.close()
            page = slowed_down(browser, address, cookie)
            come.append(until(page, f"{address}/journal/", "[data-view=open]"))
            again.append(until(page, f"{address}/journal/", "[data-view=open]"))
            asked = page.evaluate(OPEN, PASSPHRASE)
            page.locator("#journal[data-usable]").wait_for(state="attached")
            at = page.evaluate("({ ...document.getElementById('journal').dataset })")
            key.append((float(at["unlocked"]) - asked) / 1000)
            shown.append((float(at["usable"]) - float(at["unlocked"])) / 1000)
            page.context.close()
        browser.close()
    return [
        ["the page of help, from its address", "", plain],
        ["from the address to a field for the passphrase", "", come],
        ["the same a second time", "", again],
        ["the key from the passphrase, 600,000 rounds", "", key],
        ["from the key to the newest fifty pages", "1", shown],
    ]


if __name__ == "__main__":
    inside() if sys.argv[1:] == ["inside"] else main()
