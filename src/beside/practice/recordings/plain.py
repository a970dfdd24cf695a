"""A session and a report as plain values that can be sealed, and back. No reading of a client's own talk is among them."""

from beside.listening import Report, Session, Source, Turn
from beside.listening.said import as_message, as_said


def as_plain(session):
    return {
        "turns": [[turn.speaker, turn.text, turn.start, turn.end, turn.role] for turn in session.turns],
        "source": dict(vars(session.source)),
        "because": session.roles_because,
        "because_message": as_message(session.roles_because),
        "guessed": session.roles_guessed,
    }


def session_of(plain):
    return Session(
        tuple(Turn(*row) for row in plain["turns"]),
        Source(**plain["source"]),
        as_said(plain["because"], plain.get("because_message")),
        plain["guessed"],
    )


def with_roles(plain, roles):
    """The same words, with the roles that a person gave to their speakers."""
    turns = [
        [speaker, text, start, end, roles[speaker]] for speaker, text, start, end, _role in plain["turns"]
    ]
    return plain | {"turns": turns, "because": "", "because_message": None, "guessed": False}


def speakers(plain):
    """{speaker: role}, in the order in which they first speak."""
    found = {}
    for speaker, _text, _start, _end, role in plain["turns"]:
        found.setdefault(speaker, role)
    return found


def report_without_talk(report):
    """What is kept of a report. How a client talks of change is read less well than experts agree on it: it is not kept."""
    plain = report.as_json()
    for row in plain["turns"]:
        if row["role"] != "therapist":
            row |= {"main": None, "kind": None, "talk": None, "probabilities": {}, "sure": []}
    return plain


def report_of(plain):
    return Report.from_json(plain)


def findings_at(heard, turn):
    """What was read in one turn, each reading once: a rule that fires in two sentences of a turn has both as its words."""
    found = {}
    for finding in heard["findings"]:
        if finding["turn"] != turn:
            continue
        known = found.get(finding["heard"])
        if known is None:
            found[finding["heard"]] = dict(finding)
        elif finding["words"] not in known["words"]:
            known["words"] = f"{known['words']} … {finding['words']}"
    return list(found.values())
