"""What was heard, as a page shows it: by kind, each moment with its words, how sure it is, and what was corrected."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beside.practice.recordings import plain, saying, timeline, told, words
from beside.practice.recordings.models import Correction, KeptMoment

TITLES = {
    "worth": gettext_lazy("Moments worth a look"),
    "did": gettext_lazy("What the therapist did"),
    "time": gettext_lazy("Talk and time"),
    "words": gettext_lazy("Words that come back"),
}
STRETCHES = 10


@dataclass(frozen=True)
class Shown:
    """One reading of one turn."""

    turn: int
    told: told.Told
    clock: str
    who: str
    quote: str
    possible: bool
    how: str
    rule: str
    against: tuple[str, ...]
    corrected: str = ""
    was: str = ""
    note: str = ""
    kept: KeptMoment | None = None


@dataclass(frozen=True)
class Kind:
    told: told.Told
    counted: list[str]
    moments: list[Shown]
    refused: list[str]


@dataclass
class Page:
    groups: list[tuple[str, list[Kind]]]
    refused: list[tuple[str, str]]
    drawings: list
    columns: list[str]
    rows: list[list[str]]
    roles: set[str]
    why_no_readings: str
    because: str
    guessed: bool
    worth: int = 0


def page(report, relationship, *, by):
    """Everything on the page of a report. Three queries, however long the session was."""
    heard = report.heard
    corrections = {(one.turn, one.words["reading"]): one.words for one in _corrections(report, by)}
    kept = {(one.turn, one.words["heard"]): one for one in _kept(report, by)}
    by_kind: dict[str, list[Shown]] = {}
    for finding in heard["findings"]:
        place = (finding["turn"], finding["heard"])
        one = shown(finding, heard["turns"], relationship, corrections.get(place), kept.get(place), by=by)
        by_kind.setdefault(finding["heard"], []).append(one)
    no_readings = heard["why_no_readings"]
    refused: dict[str, list[str]] = {}
    for one in heard["refusals"]:
        # That no words were read is said once, at the top.
        if not no_readings or one["why"] != no_readings:
            refused.setdefault(one["heard"], []).append(saying.sentence(one["why"], one.get("why_message")))
    kinds = _kinds(heard, by_kind, refused, relationship)
    worth = [finding["turn"] for finding in heard["findings"] if told.told(finding["heard"]).group == "worth"]
    return Page(
        groups=[(TITLES[group], kinds[group]) for group in told.GROUPS if kinds[group]],
        refused=[(told.told(name).title, why) for name, reasons in refused.items() for why in reasons],
        drawings=timeline.drawings(heard, worth),
        columns=_columns(heard, relationship),
        rows=_rows(heard, worth),
        roles={timeline.lane_of(turn) for turn in heard["turns"]},
        why_no_readings=saying.sentence(no_readings, heard.get("why_no_readings_message"))
        if no_readings
        else "",
        because=_because(heard["roles"]),
        guessed=heard["roles"]["guessed"],
        worth=len(worth),
    )


def shown(finding, turns, relationship, correction=None, kept=None, *, by):
    turn = turns[finding["turn"]]
    return Shown(
        turn=finding["turn"],
        told=told.told(finding["heard"]),
        clock=words.clock(finding["start"]),
        who=words.role(turn["role"], relationship) or turn["speaker"],
        quote=finding["words"],
        possible=bool(finding["possible"]),
        how=how(finding),
        **_reasons(finding),
        corrected=correction_said(correction, relationship, by),
        was=(correction["was"] or "none") if correction else "",
        # Words that the therapist wrote to themself, whatever of it they share.
        note=(correction or {}).get("note", "") if by.is_clinician else "",
        kept=kept,
    )


def how(finding):
    """How it was found, and how sure that is. The reason follows it."""
    if finding.get("probability") is None:
        group = told.told(finding["heard"]).group
        return _("Counted:") if group in ("time", "words") else _("Found by a rule:")
    chance = {"chance": number_format(100 * finding["probability"], decimal_pos=0)}
    if finding["possible"]:
        return _("Possible, no more: the program gives it %(chance)s in 100. It says:") % chance
    return (
        _(
            "The program gives it %(chance)s in 100; where it was that sure it was right 85 times in 100 or more. It says:"
        )
        % chance
    )


def correction_said(correction, relationship, by):
    """What the therapist says that it really was; nothing where they said nothing."""
    if not correction:
        return ""
    said = {
        "name": relationship.clinician.short_name,
        "was": told.told(correction["was"]).title if correction["was"] else "",
    }
    if by.is_clinician:
        words_ = (
            _("You corrected this: it was “%(was)s”.")
            if said["was"]
            else _("You corrected this: it was nothing of the kind.")
        )
    elif said["was"]:
        words_ = _("%(name)s corrected this: it was “%(was)s”.")
    else:
        words_ = _("%(name)s corrected this: it was nothing of the kind.")
    return words_ % said


def kept_as_shown(kept, relationship, *, by):
    """A kept moment in the same shape: its transcript may be gone."""
    said = kept.words
    return Shown(
        turn=kept.turn,
        told=told.told(said["heard"]),
        clock=words.clock(said["start"]),
        who=words.role(said["role"], relationship) or said["speaker"],
        quote=said["words"],
        possible=bool(said["possible"]),
        how=how(said),
        **_reasons(said),
        corrected=correction_said(said["corrected"], relationship, by),
        kept=kept,
    )


def _corrections(report, by):
    return Correction.objects.filter(transcript=report.transcript_id, author=report.author_id)


def _kept(report, by):
    return KeptMoment.objects.visible_to(by).filter(transcript_id=report.transcript_id)


def _kinds(heard, by_kind, refused, relationship):
    kinds: dict[str, list[Kind]] = {group: [] for group in told.GROUPS}
    known = told.names()
    for name in sorted(heard["summary"], key=lambda name: known.index(name) if name in known else len(known)):
        said = words.counted(name, heard["summary"][name], relationship)
        moments = by_kind.get(name, [])
        if moments or (said and heard["summary"][name].get("count") != 0):
            one = told.told(name)
            kinds[one.group].append(Kind(one, said, moments, refused.get(name, [])))
    return kinds


def _reasons(finding):
    """What fired and what speaks against it, in the reader's language."""
    against = finding["against"]
    messages = finding.get("against_messages") or [None] * len(against)
    return {
        "rule": saying.sentence(finding["rule"], finding.get("rule_message")),
        "against": tuple(map(saying.sentence, against, messages)),
    }


def _because(roles):
    if not roles["because"]:
        return _("The therapist said who is who.")
    return saying.sentence(roles["because"], roles.get("because_message"))


def _columns(heard, relationship):
    lanes = [words.role(lane, relationship) if lane != "other" else _("others") for lane in _lanes(heard)]
    return [_("Part"), *lanes, _("Silent seconds"), _("Worth a look")]


def _rows(heard, worth):
    """The picture as a table: the session in ten stretches."""
    where, seconds = timeline.spans(heard["turns"])
    lanes, rows = _lanes(heard), []
    for at in range(STRETCHES):
        first, last = at / STRETCHES, (at + 1) / STRETCHES
        filled = dict.fromkeys(lanes, 0.0)
        for turn, (start, end) in zip(heard["turns"], where, strict=True):
            filled[timeline.lane_of(turn)] += max(0.0, min(end, last) - max(start, first))
        whole = sum(filled.values()) or 1.0
        rows.append(
            [
                _stretch(first, last, seconds),
                *(f"{round(100 * filled[lane] / whole)}\N{NO-BREAK SPACE}%" for lane in lanes),
                number_format(round(_quiet(heard, seconds, first, last))) if seconds else "–",
                str(sum(first <= where[turn][0] < last for turn in worth)),
            ]
        )
    return rows


def _lanes(heard):
    there = {timeline.lane_of(turn) for turn in heard["turns"]}
    return [lane for lane in timeline.LANES if lane in there]


def _stretch(first, last, seconds):
    if seconds:
        return f"{words.clock(first * seconds)}–{words.clock(last * seconds)}"
    return _("%(from)d to %(to)d in 100") % {"from": round(100 * first), "to": round(100 * last)}


def _quiet(heard, seconds, first, last):
    if not seconds:
        return 0.0
    return sum(
        max(0.0, min(one["end"] / seconds, last) - max(one["start"] / seconds, first)) * seconds
        for one in heard["findings"]
        if one["heard"] == "silences" and one["start"] is not None and one["end"] is not None
    )


def of_turn(report, relationship, turn, *, by):
    """Everything that was read in one turn."""
    heard = report.heard
    corrections = {one.words["reading"]: one.words for one in _corrections(report, by).filter(turn=turn)}
    kept = {one.words["heard"]: one for one in _kept(report, by).filter(turn=turn)}
    return [
        shown(
            finding,
            heard["turns"],
            relationship,
            corrections.get(finding["heard"]),
            kept.get(finding["heard"]),
            by=by,
        )
        for finding in plain.findings_at(heard, turn)
    ]
