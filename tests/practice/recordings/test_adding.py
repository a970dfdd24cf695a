"""A transcript comes in as a file, once, into memory, and only its words are kept."""

import tracemalloc
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from beside.practice.people.errors import Refused
from beside.practice.recordings import actions, hearing
from beside.practice.recordings.models import Recording, Transcript
from beside.practice.recordings.uploading import MOST_BYTES
from beside.practice.vault.models import DataKey
from beside.practice.work.models import Job
from tests.vocabulary import (
    TRANSCRIPT,
    a_client,
    a_past_session,
    a_transcript,
    asked_to_listen,
    sign_in,
)

NAME = "Chris Client 2026-11-20.vtt"


@pytest.fixture
def thea(client):
    """Thea, signed in, with a session of Chris to which he said yes."""
    chris = a_client()
    thea = chris.relationship.clinician
    thea.recording = asked_to_listen(a_past_session(chris))
    thea.place = f"/sessions/{thea.recording.session_id}/listening/"
    sign_in(client, thea)
    return thea


def sent(client, thea, content=TRANSCRIPT, *, key=None, name=NAME, **said):
    file = SimpleUploadedFile(name, content, content_type="text/vtt")
    return client.post(thea.place + "add/", {"key": key or uuid.uuid4(), "file": file, **said})


def test_a_transcript_is_added_and_waits_for_the_worker(client, thea):
    answer = sent(client, thea)
    assert answer.status_code == 302
    transcript = Transcript.objects.get()
    assert transcript.words["turns"][0][:2] == ["Thea", "How was your week? What stayed with you?"]
    assert Recording.objects.get().state == Recording.State.WAITING
    assert Job.objects.filter(kind="beside.practice.recordings.tasks.listen_to").count() == 1
    page = client.get(thea.place).content.decode()
    assert "It waits for its turn." in page
    assert "Look again" in page


def test_each_transcript_has_a_key_of_its_own(client, thea):
    sent(client, thea)
    transcript = Transcript.objects.get()
    assert DataKey.objects.get(kind="transcript").holder == transcript.pk


def test_the_name_of_the_file_is_kept_nowhere(client, thea, capfd):
    sent(client, thea)
    transcript = Transcript.objects.get()
    assert NAME not in str(transcript.words)
    assert "Client 2026" not in "".join(capfd.readouterr())


def test_sent_twice_it_is_one(client, thea):
    key = uuid.uuid4()
    sent(client, thea, key=key)
    sent(client, thea, key=key)
    assert Transcript.objects.count() == 1
    assert Job.objects.filter(kind="beside.practice.recordings.tasks.listen_to").count() == 1


def test_sent_again_after_it_was_deleted_it_is_not_said_to_be_added(client, thea):
    key = uuid.uuid4()
    sent(client, thea, key=key)
    client.post(thea.place + "delete/")
    sent(client, thea, key=key)
    page = client.get(thea.place).content.decode()
    assert "There is no transcript here any more." in page


def test_another_file_does_not_push_the_first_out(client, thea):
    sent(client, thea)
    page = sent(client, thea, b"Thea: Something else?\nChris: Yes.\n").content.decode()
    assert "There is a transcript of this session already." in page
    assert Transcript.objects.get().words["turns"][0][1].startswith("How was your week?")
    assert "It waits for its turn." in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"%PDF-1.7 something", "this is a PDF"),
        (b"\x00" * 4000, "This file cannot be read."),
        (b"\xff\xfe\x00\xd8" * 50, "This file cannot be read."),
        (b"just words that nobody says", "nothing in it says who speaks"),
        (b'{"a": ' * 5000, "This file cannot be read."),
        (b"WEBVTT\n\n1\n00:00:99.000 --> later\nThea: Hm?\n", "In line"),
        (
            "Thea: Día tras día, año tras año, así fue.\n".encode() * 5 + b"\xc3\n",
            "the character here is damaged",
        ),
    ],
    ids=[
        "empty",
        "PDF",
        "NULs",
        "half characters",
        "prose",
        "deep JSON",
        "a broken time",
        "a damaged letter",
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do_and_nothing_is_kept(client, thea, content, says):
    page = sent(client, thea, content)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not Transcript.objects.exists()
    assert Recording.objects.get().state == Recording.State.ASKED


@pytest.mark.parametrize(
    "content",
    [
        b'{"language": "\\ud800", "segments": [{"speaker": "Th\\udc00ea", "text": "How \\ud83d was it?", "start": 0, "end": 2},'
        b' {"speaker": "Chris", "text": "Fine\\u0000.", "start": 3, "end": 4}]}',
        "Thea: \u202eHow\u202c was it?\nChris: \u2066Fine.\u2069\n".encode(),
        b"speaker,text\nThea,=1+1\nChris,@SUM(A1)\n",
    ],
    ids=["half characters in JSON", "marks for the direction of writing", "formulas"],
)
def test_what_can_be_read_in_part_is_kept_as_text_that_can_be_shown(client, thea, content):
    sent(client, thea, content)
    transcript = Transcript.objects.get()
    hearing.hear(transcript.practice_id, transcript.pk, transcript.attempt, light=True)
    assert client.get(thea.place + "report/").status_code == 200
    assert client.get(thea.place + "turns/0/").status_code == 200


def test_a_yes_taken_back_since_the_page_was_opened_is_told(client, thea):
    actions.answer(thea.recording, given=False, by=thea.recording.relationship.client)
    page = sent(client, thea).content.decode()
    assert "Nothing is added or listened to." in page
    assert not Transcript.objects.exists()


def test_without_a_file_it_says_so(client, thea):
    page = client.post(thea.place + "add/", {"key": uuid.uuid4()}).content.decode()
    assert "Choose the file with the transcript." in page


def test_script_tags_in_a_transcript_are_words_like_others(client, thea):
    evil = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Thea>How <script>alert(1)</script> was it?</v>\n\n00:00:05.000 --> 00:00:09.000\n<v Chris>&lt;img src=x onerror=alert(1)&gt; fine</v>\n"
    sent(client, thea, evil)
    transcript = Transcript.objects.get()
    hearing.hear(transcript.practice_id, transcript.pk, transcript.attempt, light=True)
    for page in ("", "report/", "turns/0/", "turns/1/"):
        words = client.get(thea.place + page).content.decode()
        assert "<script>alert" not in words
        assert "<img src=x" not in words


def test_a_file_that_is_too_large_gets_a_sentence(client, thea):
    page = sent(client, thea, b"Thea: hm\nChris: hm\n" * (MOST_BYTES // 19 + 2))
    assert page.status_code == 200
    assert "This file is larger than 8 MB" in page.content.decode()
    assert not Transcript.objects.exists()


class Endless:
    """200 MB that come in as they are asked for, and a count of how much was held at once."""

    def __init__(self, head, size):
        self.left, self.size = head, size

    def read(self, count=65_536):
        if self.left:
            out, self.left = self.left[:count], self.left[count:]
            return out
        out = min(count, self.size)
        self.size -= out
        return b"\0" * out

    readline = read


def test_of_two_hundred_megabytes_nothing_is_held():
    head = b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="big.vtt"\r\n\r\n'
    path = f"/sessions/{uuid.uuid4()}/listening/add/"
    environ = RequestFactory().post(path).environ | {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(200 * 1024 * 1024),
        "wsgi.input": Endless(head, 200 * 1024 * 1024 - len(head)),
    }
    request = WSGIRequest(environ)
    tracemalloc.start()
    assert request.POST.dict() == {"key": "1"}
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert dict(request.FILES) == {}
    assert request.file_too_big
    assert held < 4 * MOST_BYTES


def test_no_other_page_takes_a_file(client, thea):
    file = SimpleUploadedFile("x.txt", b"words")
    request = RequestFactory().post(thea.place + "answer/", {"file": file, "say": "yes"})
    assert request.POST["say"] == "yes"
    assert not request.FILES


def test_a_transcript_is_never_written_to_the_disk_in_the_clear(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["beside.practice.recordings.uploading.OnItsPageOnly"]


def test_who_is_the_therapist_can_be_said_with_the_file():
    recording = asked_to_listen(a_past_session(a_client()))
    file = b"Mara L: Hard.\nChris: How was your week?\nMara L: I slept badly.\n"
    words = a_transcript(recording, file=file, therapist="Mara L").words
    assert [row[4] for row in words["turns"]] == ["therapist", "client", "therapist"]


def test_a_name_that_nobody_has_is_told():
    recording = asked_to_listen(a_past_session(a_client()))
    with pytest.raises(Refused, match="These people speak: Thea, Chris"):
        a_transcript(recording, therapist="Mara")


def test_only_the_sessions_own_therapist_adds():
    chris = a_client()
    recording = asked_to_listen(a_past_session(chris))
    with pytest.raises(Refused, match="its own therapist, Thea"):
        actions.add_transcript(recording, file=TRANSCRIPT, key=uuid.uuid4(), by=chris)
