import csv
import io
import json

import pytest

from beside.listening import UnreadableTranscript, read, write
from tests.listening.files import CLIENT, EVERY, SAID, THERAPIST


def texts(session):
    return [(turn.speaker, turn.text) for turn in session.turns]


def vtt(*cues):
    return "WEBVTT\n\n" + "\n\n".join(cues)


def cue(start, end, *lines):
    return f"00:00:{start:06.3f} --> 00:00:{end:06.3f}\n" + "\n".join(lines)


def refusal(data, **options):
    with pytest.raises(UnreadableTranscript) as caught:
        read(data.encode() if isinstance(data, str) else data, **options)
    return caught.value


@pytest.mark.parametrize("name", EVERY)
def test_every_program_says_the_same(name):
    wanted, text, starts, ends = EVERY[name]
    session = read(text.encode())
    assert session.source.format == wanted
    assert texts(session) == [(who, said) for who, said, _, _ in SAID]
    assert (session.has_times, session.has_ends) == (starts, ends)
    assert [turn.role for turn in session.turns] == ["therapist", "client", "therapist"]


@pytest.mark.parametrize("name", [name for name, (_, _, _, ends) in EVERY.items() if ends])
def test_turns_have_the_times_of_the_file(name):
    session = read(EVERY[name][1].encode())
    assert [(turn.start, turn.end) for turn in session.turns] == [(start, end) for _, _, start, end in SAID]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_any_encoding_reads_the_same(name, encoding):
    text = EVERY[name][1].replace("…", ".")
    assert read(text.encode(encoding)) == read(text.encode())


@pytest.mark.parametrize("name", EVERY)
def test_a_name_of_the_file_that_lies_changes_nothing(name, tmp_path):
    file = tmp_path / "session.pdf"
    file.write_bytes(EVERY[name][1].replace("\n", "\r\n").encode())
    assert texts(read(file)) == [(who, said) for who, said, _, _ in SAID]


def test_a_text_from_before_unicode_keeps_its_letters():
    session = read("Terapeuta: ¿Qué tal?\nCliente: Mañana… “no”.".encode("cp1252"))
    assert session.turns[1].text == "Mañana… “no”."


def test_marks_that_nobody_sees_are_left_out():
    session = read("\u202eT\u202c: a\u200fb\x00c\nC: d\u2066e".encode())
    assert texts(session) == [("T", "abc"), ("C", "de")]


def test_two_voices_in_a_cue_are_two_turns():
    session = read(vtt(cue(1, 2, "<v Ann>Hi.</v> <v Bob>Hello.")).encode())
    assert texts(session) == [("Ann", "Hi."), ("Bob", "Hello.")]


def test_two_names_in_a_cue_are_two_turns():
    session = read(vtt(cue(1, 2, "Ann: Hi.", "Bob: Hello."), cue(3, 4, "Bob: Yes.")).encode())
    assert texts(session) == [("Ann", "Hi."), ("Bob", "Hello. Yes.")]


def test_a_colon_within_a_cue_is_no_new_voice():
    session = read(vtt(cue(1, 2, "Ann: I said", "Monday: I stay.")).encode())
    assert texts(session) == [("Ann", "I said Monday: I stay.")]


ODD_NAMES = (
    *("iPhone", "Chris's iPhone", "chris", "chris doe", "émile", "Chris Doe (they/them)", "anna (she/her)", "Chris d.", "12025550123"),
    *("+1 202-555-0123", "12********23", "chris@x.org", "Maria de la Cruz Garcia Lopez Fernandez", "user1", 'Chris "CJ" Doe', "Chris/Pat"),
)  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whoever_is_called_whatever_keeps_their_words(name):
    said = (("Mara Lind", "How was it?"), (name, "Hard."), ("Mara Lind", "Hard, you say."), (name, "Yes."))
    cues = [cue(n, n + 1, f"{who}: {text}") for n, (who, text) in enumerate(said)]
    heads = [f"{who}  0:{n:02}\n{text}" for n, (who, text) in enumerate(said)]
    revs = [f"{who} (00:{n:02}):\n{text}" for n, (who, text) in enumerate(said)]
    lines = [f"{who}: {text}" for who, text in said]
    for data in (
        vtt(*cues),
        "\n\n".join(heads),
        "\n".join(revs),
        "\n".join(lines),
        "A title\n" + "\n".join(lines),
    ):
        assert texts(read(data.encode())) == list(said), data


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whoever_begins_is_no_title(name):
    said = ((name, "Hard."), ("Mara Lind", "Hard, you say."), (name, "Yes."))
    heads = [f"{who}  0:{n:02}\n{text}" for n, (who, text) in enumerate(said)]
    revs = [f"{who} (00:{n:02}): {text}" for n, (who, text) in enumerate(said)]
    for data in ("\n".join(heads), "\n".join(revs)):
        assert texts(read(data.encode())) == list(said), data


def test_a_third_voice_that_speaks_once_is_a_third_voice():
    said = (
        ("Mara", "How?"),
        ("Chris", "Hard."),
        ("anna (she/her)", "He drank."),
        ("Mara", "Thanks."),
        ("Chris", "Why?"),
    )
    cues = [cue(n, n + 1, f"{who}: {text}") for n, (who, text) in enumerate(said)]
    assert texts(read(vtt(*cues).encode())) == list(said)
    assert texts(read("\n".join(f"{who}: {text}" for who, text in said).encode())) == list(said)


def test_a_colon_in_a_sentence_is_no_voice_though_it_comes_again():
    said = [
        "Ann: Go on.",
        "Bob: So.",
        "he said: I drink.",
        "and it goes",
        "he said: I drink.",
        "The thing is: no.",
        "I mean: no.",
    ]
    assert read(vtt(*(cue(n, n + 1, line) for n, line in enumerate(said))).encode()).speakers == (
        "Ann",
        "Bob",
    )
    assert read("\n".join(said).encode()).speakers == ("Ann", "Bob")


def test_a_time_at_the_end_of_a_sentence_begins_no_turn():
    session = read(b"Ann  0:15\nWe met at\nhalf past, at 10:30\nI woke 0:16\n\nBob  0:17\nOh (at 0:16): so.")
    assert texts(session) == [
        ("Ann", "We met at half past, at 10:30 I woke 0:16"),
        ("Bob", "Oh (at 0:16): so."),
    ]


def test_a_name_with_one_blank_before_its_time_is_one_where_its_time_fits():
    session = read(b"Notes of May\nchris 0:01\nHi.\n\nAnn 0:15\nSo?\nemile 0:20\nYes.\n\nAnn 0:30\nWell.")
    assert texts(session) == [("chris", "Hi."), ("Ann", "So?"), ("emile", "Yes."), ("Ann", "Well.")]


def test_what_has_a_time_before_the_first_name_was_said():
    assert texts(read(b"A title\n[00:01] Hello there.\n[00:03] Ann: Hi.\n[00:04] Bob: Oh.")) == [
        ("Unknown speaker", "Hello there."),
        ("Ann", "Hi."),
        ("Bob", "Oh."),
    ]
    assert texts(read(b"A title\nhello 0:59\nYes.\nAnn 0:15\nSo?"))[0] == (
        "Unknown speaker",
        "hello 0:59 Yes.",
    )


def test_names_may_touch_what_is_said():
    wanted = [("T", "How?"), ("C", "3 beers: Hard."), ("T", "You drank."), ("C", "Yes.")]
    for blank in ("", " "):
        data = f"T:How?\nC:{blank}3 beers: Hard.\nT:You drank.\nC:{blank}Yes."
        assert texts(read(data.encode())) == wanted
    assert texts(read("Ann：How?\nBob：Hard.".encode())) == [("Ann", "How?"), ("Bob", "Hard.")]
    assert texts(read(b"Ann:How?\nBob:Hard.\nAnn:So.\nBob:Yes."))[1] == ("Bob", "Hard.")


def test_an_address_or_a_time_of_day_names_nobody():
    said = "Ann: See\nhttps://x.org\nhttps://x.org\nMonday:I stay.\nBob: At\nhalf past, 12:30\nor 12:30"
    assert read(said.encode()).speakers == ("Ann", "Bob")


def test_an_arrow_that_somebody_says_is_no_time():
    session = read(vtt(cue(1, 2, "Ann: from A --> B", "A --> B again")).encode())
    assert session.turns[0].text == "from A --> B A --> B again"


def test_a_cue_named_note_is_a_cue_and_a_note_is_not():
    session = read(vtt("NOTE 1\n" + cue(1, 2, "Ann: Hi."), "NOTE nothing", cue(3, 4, "Bob: No.")).encode())
    assert texts(session) == [("Ann", "Hi."), ("Bob", "No.")]


def test_the_name_in_the_id_of_an_old_zoom_file_is_the_speaker():
    session = read(vtt('1 "Jane Doe" (123)\n' + cue(1, 2, "Hi.")).encode())
    assert texts(session) == [("Jane Doe", "Hi.")]


def test_an_empty_line_within_a_cue_loses_nothing():
    session = read(vtt(cue(1, 2, "Ann: Hi.", "", "How are you?"), cue(3, 4, "Bob: No.")).encode())
    assert texts(session) == [("Ann", "Hi. How are you?"), ("Bob", "No.")]


def test_a_missing_empty_line_between_cues_loses_nothing():
    session = read(("WEBVTT\n" + cue(1, 2, "Ann: Hi.", "2") + "\n" + cue(3, 4, "Bob: No.")).encode())
    assert texts(session) == [("Ann", "Hi."), ("Bob", "No.")]


def test_an_end_before_the_start_is_kept_and_has_no_length():
    turn = read(vtt(cue(5, 2, "Ann: Hi.")).encode()).turns[0]
    assert (turn.start, turn.end, turn.seconds) == (5.0, 2.0, None)


def test_a_smaller_sign_is_no_tag():
    assert (
        read(vtt(cue(1, 2, "<v Ann>I <3 it, 1 < 2 &lt;b&gt; &amp;lt;")).encode()).turns[0].text
        == "I <3 it, 1 < 2 <b> &lt;"
    )


def test_growing_captions_are_said_once():
    session = read(
        vtt(
            cue(1, 2, "Ann: I feel"), cue(1, 3, "Ann: I feel so"), cue(1, 4, "Ann: I feel so tired.")
        ).encode()
    )
    assert texts(session) == [("Ann", "I feel so tired.")]
    assert session.turns[0].end == 4.0


def test_rolling_captions_are_said_once():
    rows = ("it was", "a long", "week and", "I slept")
    cues = [cue(n, n + 1, f"<v Ann>{rows[n - 1]}", rows[n]) for n in range(1, 4)]
    assert read(vtt(*cues).encode()).turns[0].text == "it was a long week and I slept"


def test_what_is_said_twice_is_kept_twice():
    session = read(
        vtt(
            cue(1, 2, "Ann: No."), cue(2, 3, "Ann: No."), cue(4, 5, "Ann: Not me."), cue(5, 6, "Ann: So.")
        ).encode()
    )
    assert session.turns[0].text == "No. No. Not me. So."


def test_numbered_turns_are_of_one_person():
    session = read(b"T1: a\nC1: b\nT2: c\nC2: d\nT3: e\nC3: f")
    assert session.speakers == ("T", "C")


@pytest.mark.parametrize(
    "labels",
    [
        "T1 C1 T2 C2 T3",
        "T1 C2 T3 C4 T5 C6",
        "T1 C1 C1 T2 C2 T3 C3",
        "T10 C10 T9 C9 T8 C8",
        "T1 Ann C1 T2 C2 Ann T3",
    ],
)
def test_turns_may_be_numbered_in_many_ways(labels):
    session = read("\n".join(f"{label}: {n}" for n, label in enumerate(labels.split())).encode())
    assert set(session.speakers) - {"Ann"} == {"T", "C"}


@pytest.mark.parametrize(
    "labels",
    [
        ("Therapist", "Client 1", "Client 2", "Client 3", "Therapist", "Client 1", "Client 3"),
        ("T", "C1", "C2", "C3", "C1"),
        ("Therapist", "Client 1", "Client 2", "Client 3"),
        ("Therapist 1", "Client 1", "Client 2", "Client 3", "Therapist 2", "Client 1"),
    ],
)
def test_people_with_numbers_are_people(labels):
    session = read("\n".join(f"{label}: {n}" for n, label in enumerate(labels)).encode())
    assert [turn.speaker for turn in session.turns] == list(labels)


def test_stamps_before_and_after_names_are_times():
    session = read(b"[00:00:05] **T:** Hm.\n00:09 C: So.\nT: [00:12] Yes.\n(00:15 - 00:16.5) C: No.")
    assert [(turn.text, turn.start, turn.end) for turn in session.turns] == [
        ("Hm.", 5.0, None),
        ("So.", 9.0, None),
        ("Yes.", 12.0, None),
        ("No.", 15.0, 16.5),
    ]


def test_a_row_is_a_turn_as_given():
    session = read(b"speaker,text\nAnn,a\nAnn,\nBob,b\n")
    assert texts(session) == [("Ann", "a"), ("Ann", ""), ("Bob", "b")]


def test_a_table_may_call_its_columns_otherwise():
    session = read(b"id\tInterlocutor\tTimestamp\tutterance_text\n1\ttherapist\t00:09:025\tHi\n")
    turn = session.turns[0]
    assert (turn.speaker, turn.role, turn.start, turn.text) == ("therapist", "therapist", 565.0, "Hi")


def test_roles_in_a_table_are_taken_as_they_are():
    session = read(b"speaker,text,role\nAnn,a,client\nBob,b,therapist\n")
    assert [turn.role for turn in session.turns] == ["client", "therapist"]


def whisper(text, words, **more):
    named = [dict(zip(("word", "speaker", "start", "end"), word, strict=False)) for word in words]
    segment = {"start": 1.0, "end": 9.0, "text": text, "speaker": "A", "words": named, **more}
    after = {"start": 9.0, "end": 9.5, "text": "Well.", "speaker": "C"}
    session = read(json.dumps({"segments": [segment, after]}).encode())
    return [(turn.speaker, turn.text, turn.start, turn.end) for turn in session.turns[:-1]]


def test_a_second_voice_within_a_segment_is_a_turn_of_its_own():
    words = [
        ("How", "A", 1.0, 1.5),
        ("was", "A"),
        ("it?", "A", 2.0, 2.5),
        ("It", "B", 3.0, 3.5),
        ("was", "", 4.0),
        ("hard.", "B", 5.0, 6.0),
    ]
    assert whisper(" How was it?  It was hard.", words) == [
        ("A", "How was it?", 1.0, 2.5),
        ("B", "It was hard.", 3.0, 6.0),
    ]


def test_words_without_a_time_or_a_speaker_stay_with_their_neighbours():
    words = [("50", ""), ("Oh", "A", 1.5, 2.0), ("60", "B"), ("So", "A", 7.0, 8.0), ("70", "B")]
    assert whisper("50 Oh 60 So 70", words) == [
        ("A", "50 Oh", 1.5, 2.0),
        ("B", "60", 2.0, 7.0),
        ("A", "So", 7.0, 8.0),
        ("B", "70", 8.0, 9.0),
    ]
    assert whisper("1 2 3", [("1", "A"), ("2", "B"), ("3", "A")]) == [
        ("A", "1", 1.0, 9.0),
        ("B", "2", 1.0, 9.0),
        ("A", "3", 1.0, 9.0),
    ]


def test_a_language_without_blanks_is_cut_at_its_words():
    words = [("元", "A", 1, 2), ("気", "A", 2, 3), ("？", ""), ("う", "B", 4, 5), ("ん", "B", 5, 6)]
    assert whisper("元気？うん", words) == [("A", "元気？", 1.0, 3.0), ("B", "うん", 4.0, 6.0)]


def test_words_that_are_not_those_of_the_segment_leave_it_whole():
    words = [("How", "A", 1.0, 1.5), ("hard", "B", 3.0, 3.5)]
    assert whisper("How was it? Hard.", words) == [("A", "How was it? Hard.", 1.0, 9.0)]
    assert whisper("How hard", words, speaker=None)[0][:2] == ("A", "How")


@pytest.mark.parametrize(
    "first", ["[Recording begins]", "[00:00:01]", "[1] A title", "{Part 2}", '["So," he said.]', "[]"]
)
def test_a_text_may_begin_with_a_bracket(first):
    lines = "Therapist: How was your week,\nand what would\nyou like to\ntalk about\ntoday?\n"
    session = read(f"{first}\n{lines}{lines}".replace("Therapist", "Client", 1).encode())
    assert (session.source.format, session.speakers) == ("text", ("Client", "Therapist"))


def test_a_time_that_somebody_says_is_no_caption():
    data = "0:00:01.000,0:00:02.000\nAnn: At 0:00:03,\n10:30, I said\n\nor 0:00:03.000, so\n0:00:04.000,0:00:05.000\nBob: No."
    assert texts(read(data.encode())) == [
        ("Ann", "At 0:00:03, 10:30, I said or 0:00:03.000, so"),
        ("Bob", "No."),
    ]


def test_channels_of_their_own_are_tracks_and_what_was_said_is_in_order():
    words = [[{"word": "hi", "start": 2.0, "end": 3.0}], [{"word": "so", "start": 1.0, "end": 1.5}]]
    channels = [{"alternatives": [{"words": each}]} for each in words]
    session = read(json.dumps({"results": {"channels": channels}}).encode())
    assert (session.source.tracks, [turn.text for turn in session.turns]) == (2, ["so", "hi"])


@pytest.mark.parametrize(
    ("times", "whole"),
    [(("1", "2"), True), (("1.5", "2"), False), (("", ""), False), (("00:00:01.000", "3"), True)],
)
def test_times_without_a_fraction_are_whole_seconds(times, whole):
    data = f"speaker,start,text\nAnn,{times[0]},a\nBob,{times[1]},b\n"
    assert read(data.encode()).source.whole_seconds is whole


def test_a_table_may_have_the_floats_that_a_program_writes():
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("speaker", "start", "end", "text"))
    rows.writerows((f"S{n % 2}", n * 1.1, n * 1.1 + 0.1, "a") for n in range(200))
    turns = read(out.getvalue().encode()).turns
    assert [turn.start for turn in turns] == [round(n * 1.1, 3) for n in range(200)]
    assert [turn.end for turn in turns] == [round(n * 1.1 + 0.1, 3) for n in range(200)]


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("0.30000000000000004", 0.3),
        ("1e-05", 0.0),
        ("1.2e2", 120.0),
        ("-0.1", 0.0),
        ("0.1000000000000000055511151231257827021181583404541015625", 0.1),
        ("0:03.30000000000000003", 3.3),
    ],
)
def test_a_time_may_have_any_number_of_decimals_and_begin_just_before_the_recording(written, start):
    assert read(f"speaker,start,text\nAnn,{written},a\n".encode()).turns[0].start == start


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_words_after_a_comma_without_quotation_marks_are_kept(mark):
    rows = (
        "speaker,start,text",
        "client,2,Well, I drank again, twice,,",
        'client,3,"Oh, no"',
        "client,4,No,,",
    )
    session = read("\n".join(rows).replace(", ", "@ ").replace(",", mark).replace("@", mark).encode())
    assert [turn.text for turn in session.turns] == [
        f"Well{mark} I drank again{mark} twice".replace("\t ", " "),
        f"Oh{mark} no".replace("\t ", " "),
        "No",
    ]


def test_words_after_a_comma_are_refused_where_another_column_follows_the_text():
    error = refusal("speaker,text,end\nT,So?,1\nC,,\nC,Well, I drank,2\n")
    assert (error.line, "4 cells" in str(error), "quotation marks" in str(error)) == (4, True, True)
    assert read(b"speaker,text,end\nT,So?,1,,\n").turns[0].text == "So?"


def test_a_header_may_end_in_empty_columns():
    session = read(b"speaker,text,,\nC,Well, I drank,\nC,No,,\n")
    assert texts(session) == [("C", "Well, I drank"), ("C", "No")]


@pytest.mark.parametrize("written", ["-5", "inf", "1e300", "1_0", "0x10", "1e"])
def test_a_number_that_can_be_no_time_is_refused_with_its_line(written):
    error = refusal(f"speaker,start,text\nAnn,1,a\nBob,{written},b\n")
    assert (error.line, "is no time" in str(error)) == (3, True)


@pytest.mark.parametrize(
    ("said", "cleaned"), [("word " * 1001, True), ("word " * 999, None), ("Well, um, yes.", False)]
)
def test_a_long_transcript_without_one_hesitation_was_cleaned(said, cleaned):
    assert read(f"T: {said}".encode()).source.cleaned is cleaned


@pytest.mark.parametrize("said", ["e[00:01]\\u0000|\\ud800", "en US of it", "x", "\\u202een"])
def test_what_cannot_be_a_language_is_none_and_the_session_is_kept_all_the_same(said):
    whisper = '{"segments": [{"start": 0, "end": 1, "text": "Hi.", "speaker": "A"}], "language": "LANGUAGE"}'
    session = read(whisper.replace("LANGUAGE", said).encode())
    assert session.source.language == ""
    assert read(write(session, "json")) == session


def test_the_language_is_what_the_file_says():
    assert [
        read(EVERY[name][1].encode()).source.language for name in ("meet captions", "whisperx", "aws", "zoom")
    ] == [
        "en",
        "en",
        "en-US",
        "",
    ]


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ("", {"line": 1}, "empty"),
        (" \n\ufeff\n", {"line": 1}, "empty"),
        ("So I went home and slept.", {"line": 1}, "who speaks"),
        (vtt(cue(1, 2, "Hi.")), {"line": 1}, "who speaks"),
        (vtt(cue(1, 2, "Ann: Hi."), "2\n00:00:03.000 --> 00:x\nBob: a"), {"line": 7}, "from when to when"),
        (
            "0:00:01.000,0:00:02.000\nAnn: Hi.\n\n0:00:03.000,0:00:4\nBob: a",
            {"line": 4},
            "from when to when",
        ),
        ("0:00:01.000,0:00:02.000\nHi.", {"line": 1}, "who speaks"),
        ("speaker,text\nAnn,a\nBob\n", {"line": 3}, "1 cells"),
        ('speaker,text\nAnn,a\nBob,"b\nAnn,c\n', {"line": 3}, "quotation mark"),
        ("speaker,start,text\nAnn,soon,a\n", {"line": 2}, "“soon”"),
        ('"speaker""x,",text\nAnn,a\n', {"line": 1}, "who speaks"),
        ('speaker,"text"x,text\nAnn,a,b\n', {"line": 1}, "quotation mark"),
        ('text,"start,speaker,"\nAnn,a\n', {"line": 1}, "no columns"),
        ("session_id,speaker,text\n1,Ann,a\n2,Bob,b\n", {"line": 3}, "another session"),
        ('{"segments": [\n{"start": 1,\n', {"line": 3}, "breaks off"),
        ('{"segments": [{"text": "a", "speaker": "b", "start": NaN}]}', {}, "NaN"),
        ('{"segments": [{"text": "a", "speaker": "b", "start": true}]}', {}, "segments[0].start"),
        ('{"segments": [' + '{"text": "a"}, ' * 3 + "5]}", {}, "segments[3]"),
        ('{"results": {"items": 5}}', {}, "`items` should be a list"),
        ('{"a": 1}', {"line": 1}, "none of the kinds"),
        ("[" * 100_000, {"line": 1}, "deeper"),
        ('{"a":' * 100_000, {"line": 1}, "deeper"),
        ('{"utterances": null, "text": "a"}', {"line": 1}, "speaker_labels"),
        (b"%PDF-1.7", {"byte": 0}, "a PDF"),
        (b"PK\x03\x04word", {"byte": 0}, "a Word document"),
        (b"<!DOCTYPE html><p>Ann: Hi", {"byte": 0}, "a web page"),
        (b"\x00\x00\x00\x18ftypmp42", {"byte": 0}, "film"),
        (b"\xff\xfeA", {"byte": 2}, "damaged"),
        ("Ann: ñá é í ó ú ü".encode() + b"\xc3(", {"byte": 24}, "damaged"),
        (bytes(range(1, 32)) * 10 + b"\xff", {"byte": 310}, "no text"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(data, place, words):
    error = refusal(data)
    assert words in str(error)
    assert {key: value for key in ("line", "byte") if (value := getattr(error, key)) is not None} == place


def test_a_refusal_names_the_file_and_what_to_do(tmp_path):
    file = tmp_path / "four.vtt"
    file.write_text("")
    with pytest.raises(UnreadableTranscript, match=r"^four\.vtt, line 1: it is empty\. See that the export"):
        read(file)


def test_a_file_that_is_not_there_is_a_refusal(tmp_path):
    with pytest.raises(UnreadableTranscript, match="cannot be opened"):
        read(tmp_path / "none.vtt")
    with pytest.raises(UnreadableTranscript, match="cannot be opened"):
        read(tmp_path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "huge.vtt"
    with file.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    with pytest.raises(UnreadableTranscript, match="200 MB"):
        read(file)


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr("beside.listening.pieces.MOST_PIECES", 3)
    for name in ("zoom", "csv", "text"):
        text = EVERY[name][1]
        assert "more than 3 entries" in str(refusal(text + text.removeprefix("WEBVTT").partition("\n")[2]))


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr("beside.listening.jsons.MOST_VALUES", 3)
    assert "over 3 values" in str(refusal(EVERY["aws"][1]))


def test_numbers_of_thousands_of_digits_are_refused_or_read():
    assert "no time" in str(
        refusal('{"segments": [{"text": "a", "speaker": "b", "start": ' + "9" * 9000 + "}]}")
    )
    assert read(vtt(cue(1, 2, "<v Ann>&#" + "9" * 9000 + ";")).encode()).turns[0].text.startswith("&#9")


def test_the_therapist_in_every_format_is_who_was_named():
    assert all(
        read(text.encode(), therapist=CLIENT).turns[1].role == "therapist" for _, text, _, _ in EVERY.values()
    )
    assert THERAPIST != CLIENT
