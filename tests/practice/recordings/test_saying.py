"""What the library says in English stands on Spanish pages in Spanish, or is marked as English."""

import ast
import re
import string
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

import beside.listening
from beside.listening.heard import about, names
from beside.listening.said import as_message, said
from beside.practice.recordings import actions, saying, told
from beside.signs import sign, sign_ids
from tests.vocabulary import a_client, a_past_session, asked_to_listen, listened_to, sign_in

LIBRARY = Path(beside.listening.__file__).parent
# Ids that are put together where they are said.
MADE = {"no-{role}": ("therapist", "client"), "the-{turn.role}": ("therapist", "client")} | {
    "kind-{kind}": ("open", "closed", "simple", "complex", "information", "advice", "plan")
}
ENGLISH = re.compile(
    r"\b(the|says?|asks?|turns?|words?|client|therapist|this|not|every|and|read as|possibly|perhaps|seconds|should)\b",
    re.IGNORECASE,
)
MARKED = re.compile(r"<(span|blockquote)[^>]*\blang=\"(?:en|und)\"[^>]*>.*?</\1>", re.DOTALL)
TALK = (
    """Ann: How was your week? What was that like for you?
Bob: Um, hard. I said I want to stop, and I do not know what to do. What should I do?
Ann: You could call her. You should rest. Would it be okay if I said something?
Bob: Okay.
Ann: I was ill too, that year. You say you want to stop, but you never do. I got that wrong, sorry.
Bob: That won't work, because I work nights. Whatever you think. Can we talk about something else?
Ann: Did I say something that hurt? It makes sense that you are angry. I might be wrong. How was that?
Bob: Fine.
"""
    * 6
)


def ids():
    """Every message of the library, by its id."""
    for path in LIBRARY.rglob("*.py"):
        written = path.read_text(encoding="utf-8")
        if "from beside.listening.said import said" not in written:
            continue
        for node in ast.walk(ast.parse(written)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                first = node.args[0]
                for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                    name = ast.unparse(one).removeprefix("f").strip("'")
                    yield from [re.sub(r"{.*}", each, name) for each in MADE[name]] if "{" in name else [name]


def test_every_sentence_of_the_library_has_its_spanish():
    there = set(ids())
    spanish = saying._texts()["es"]
    assert there == spanish.keys() - {"many", "rules"}
    assert len(there) > 70


def test_every_rule_says_in_spanish_what_it_looks_for():
    there = {f"{one}/{rule.name}" for one in sign_ids() for rule in sign(one).rules}
    assert there == saying._texts()["es"]["rules"].keys()


def test_no_sentence_asks_for_a_value_that_is_not_given(db, report):
    """Each is filled in once with what the library gives; a wrong name would raise KeyError."""
    heard = report.heard
    with translation.override("es"):
        for finding in heard["findings"]:
            pairs = [(finding["rule"], finding["rule_message"])]
            pairs += zip(finding["against"], finding["against_messages"], strict=True)
            for text, message in pairs:
                assert "{" not in saying.sentence(text, message)
    for language in ("en", "es"):
        for text in saying._texts()[language].values():
            if isinstance(text, str):
                assert all(name != "" for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.fixture
def report(db):
    recording = asked_to_listen(a_past_session(a_client()))
    made = listened_to(recording, file=TALK.encode())
    made.place = f"/sessions/{recording.session_id}/listening/"
    made.by = recording.relationship.clinician
    return made


def unmarked(page):
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    return re.sub(r"<[^>]+>", " ", MARKED.sub(" ", main))


def english_in(page):
    """Lines of a page that hold an English word outside of what is marked as English."""
    return [line.strip() for line in unmarked(page).splitlines() if ENGLISH.search(line)]


def test_no_english_sentence_stands_unmarked_on_a_spanish_report(client, report):
    sign_in(client, report.by)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    for end in ("report/", *(f"turns/{turn}/" for turn in range(8))):
        page = client.get(report.place + end).content.decode()
        assert english_in(page) == []
    assert "dice lo que el cliente debería" in client.get(report.place + "report/").content.decode()


def test_a_kept_moment_keeps_its_reasons_in_every_language(client, report):
    actions.keep(report.transcript.recording, turn=2, reading="advice_with_permission", by=report.by)
    sign_in(client, report.by)
    assert "says what the client could do" in client.get(report.place).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert "dice lo que el cliente podría hacer" in client.get(report.place).content.decode()


def test_that_the_therapist_was_guessed_is_said_once(client, report):
    sign_in(client, report.by)
    page = client.get(report.place + "report/").content.decode()
    assert len(re.findall("guessed", page, re.IGNORECASE)) == 1
    assert "Ann asks in" in page
    assert "--therapist" not in page


def test_what_has_no_message_is_shown_in_english_and_marked(client, report):
    """As reports were kept before messages had ids."""
    heard = report.heard
    for finding in heard["findings"]:
        del finding["rule_message"], finding["against_messages"]
    report.heard = heard
    report.save()
    sign_in(client, report.by)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = client.get(report.place + "report/").content.decode()
    assert '<span lang="en">says what the client' in page
    assert english_in(page) == []


def test_what_is_filled_in_is_escaped_and_numbers_are_the_readers_own():
    name = said("only-not-client", "{name} is", name="<b>Ann</b>")
    pause = said("silence", "{seconds:.1f} {who} {then} {what}", seconds=5.5, who="A", then="B", what="C")
    for language, seconds in (("en", "5.5"), ("es", "5,5")):
        with translation.override(language):
            assert "&lt;b&gt;Ann" in saying.sentence(str(name), as_message(name))
            assert seconds in saying.sentence(str(pause), as_message(pause))


def test_a_fault_in_a_file_is_marked_as_english(client):
    recording = asked_to_listen(a_past_session(a_client()))
    sign_in(client, recording.relationship.clinician)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    place = f"/sessions/{recording.session_id}/listening/add/"
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.txt", b"just words without a speaker")
    page = client.post(place, {"key": "6a3c7a4e-5a0f-4a43-8a53-0f2b4a9c6d11", "file": file}).content.decode()
    assert '<span lang="en">nothing in it says who speaks.' in page
    file = SimpleUploadedFile("a.txt", b"Ann: How was it?\nBob: Hard, I think.\n")
    page = client.post(
        place, {"key": "6a3c7a4e-5a0f-4a43-8a53-0f2b4a9c6d12", "file": file, "therapist": "<Zoe>"}
    ).content.decode()
    assert "nadie se llama «&lt;Zoe&gt;»" in page


def test_the_library_and_the_site_hear_the_same_things_and_both_say_what_they_are():
    assert set(told.names()) == set(names())
    for name in names():
        one = about(name)
        assert all((one.title, one.definition, one.source, one.does_not_mean, one.agreement)), name
