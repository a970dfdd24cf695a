import pytest

from beside.listening import Session, UnknownSpeaker, read
from beside.listening.roles import with_roles


def roles(*turns, therapist=None):
    session = with_roles(Session.of(*((who, said, "") for who, said in turns)), therapist)
    return {turn.speaker: turn.role for turn in session.turns}


@pytest.mark.parametrize("name", ["Ann Lee", "ann lee", " Ann  Lee ", "lee"])
def test_who_was_named_is_the_therapist(name):
    assert roles(("Bob", "What?"), ("Ann Lee", "I."), therapist=name) == {
        "Bob": "client",
        "Ann Lee": "therapist",
    }


@pytest.mark.parametrize("name", ["Cora", "n", ""])
def test_a_name_that_nobody_or_more_than_one_has_is_refused(name):
    with pytest.raises(UnknownSpeaker, match="These people speak: Ann, Hanna"):
        roles(("Ann", "a"), ("Hanna", "b"), therapist=name)


@pytest.mark.parametrize(
    ("therapist", "client"),
    [
        ("Therapist", "Client"),
        ("T", "C"),
        ("T", "P"),
        ("THERAPIST:", "Patient 1"),
        ("Counselor", "Ann"),
        ("Terapeuta", "Ana"),
    ],
)
def test_names_of_roles_say_who_is_who(therapist, client):
    assert roles((client, "Why? How are you?"), (therapist, "I, I.")) == {
        client: "client",
        therapist: "therapist",
    }


def test_an_interpreter_is_neither():
    assert roles(("T", "a"), ("C", "b"), ("Interpreter", "c"))["Interpreter"] == "other"


def test_both_of_a_couple_are_clients():
    assert roles(("T", "a"), ("Ann", "b"), ("Bob", "c")) == {
        "T": "therapist",
        "Ann": "client",
        "Bob": "client",
    }


def test_who_asks_and_says_you_is_guessed_and_the_reason_kept():
    session = read(
        b"Ann: How are you?\nBob: I am fine, my week was good.\nAnn: What did you do?\nBob: I slept."
    )
    assert session.therapist_turns[0].speaker == "Ann"
    assert session.roles_guessed
    assert session.roles_because == (
        "Guessed: Ann asks in 2 of 2 turns and says “you” 2 and “I” 0 times, more like a therapist than the others. "
        'If that is wrong, name the therapist: --therapist "Name".'
    )


def test_a_title_says_more_than_how_somebody_talks():
    assert roles(("Dr. Lee", "I slept."), ("Ann", "Did you?"))["Dr. Lee"] == "therapist"


def test_the_only_one_who_is_no_client_is_the_therapist():
    assert roles(("Client", "Do you?"), ("Ann", "I do."))["Ann"] == "therapist"


def test_c_and_p_are_a_clinician_and_a_patient():
    session = read(b"C: How?\nP: So.")
    assert [turn.role for turn in session.turns] == ["therapist", "client"]
    assert session.roles_guessed


def test_one_voice_alone_is_nobody():
    session = read(b"Ann: a\nAnn: b")
    assert session.turns[0].role == ""
    assert "Only one person" in session.roles_because


def test_a_guess_is_corrected_by_reading_again():
    data = b"Ann: How are you?\nBob: I am."
    assert [read(data, therapist=name).therapist_turns[0].speaker for name in ("Ann", "Bob")] == [
        "Ann",
        "Bob",
    ]


@pytest.mark.parametrize(
    ("theirs", "others"),
    [
        ("Therapist", "Patient"),
        ("Counselor", "Patient"),
        ("COUNSELLOR", ""),
        ("", "Client"),
        ("psychologist", "participant 1"),
    ],
)
def test_a_column_of_roles_may_have_everyday_words(theirs, others):
    rows = f"Ann,{theirs},How was it?\nBob,{others},Hard.\nAnn,,Oh.\nBob,{others},Yes.\n"
    session = read(f"speaker,role,text\n{rows}".encode())
    assert [turn.role for turn in session.turns] == ["therapist", "client", "therapist", "client"]
    assert not session.roles_guessed


def test_a_role_that_is_said_once_is_of_all_that_they_say():
    session = read(b"Ann (therapist): How was it?\nBob: Hard.\nAnn: You found it hard.\nBob: Yes.")
    assert [(turn.speaker, turn.role) for turn in session.turns] == [
        ("Ann", "therapist"),
        ("Bob", "client"),
    ] * 2
    assert session.roles_because == "The file says who is who."


def test_what_one_person_says_is_one_turn_though_their_role_is_said_once():
    session = read(b"T: How?\nAnn (client): So.\nAnn: And so.")
    assert [turn.text for turn in session.turns] == ["How?", "So. And so."]


def test_a_client_who_is_named_as_one_is_none_of_those_who_could_be_the_therapist():
    session = read(b"Ann (client): Do you? Will you?\nBob: I do.\nCora (other): Hm.\nAnn: You?")
    assert [turn.role for turn in session.turns] == ["client", "therapist", "other", "client"]


def test_a_column_of_roles_that_says_nothing_leaves_a_guess():
    session = read(b"speaker,role,text\nAnn,host,How are you?\nBob,guest,I am.\n")
    assert [turn.role for turn in session.turns] == ["therapist", "client"]
    assert session.roles_guessed


def test_two_roles_under_one_name_stay_where_they_stand():
    session = read(b"speaker,text,role\nS,a,therapist\nS,b,patient\nS,c,\nBob,d,\n,e,\n,f,client\n")
    assert [turn.role for turn in session.turns] == ["therapist", "client", "", "client", "", "client"]


def test_in_a_table_of_ours_who_has_no_role_has_none():
    session = read(b"speaker,start,end,text,role\nAnn,,,a,therapist\nAnn,,,b,\nBob,,,c,\n")
    assert [turn.role for turn in session.turns] == ["therapist", "", ""]
