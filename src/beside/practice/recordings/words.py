"""What was counted, in sentences; and who is called what."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from beside.practice.people.eyes import together


def role(name, relationship):
    """ "therapist" and "client" by the names of these two; anybody else as they are called."""
    return {"therapist": relationship.clinician.short_name, "client": relationship.client.short_name}.get(
        name, name
    )


def who_reads(relationship, report, showings, *, viewer):
    """The *who sees this* line of a report that is shown to a supervisor; nothing where it is shown to none."""
    supervisors = [
        one.supervisor for one in showings if one.is_open and not getattr(one, "asked_again", False)
    ]
    if not supervisors:
        return ""
    people = [relationship.clinician, *([relationship.client] if report and report.shared_at else [])]
    names = [one.short_name for one in people if one.pk != viewer.pk]
    names += [one.name for one in supervisors if one.pk != viewer.pk]
    if viewer.pk in {one.pk for one in (*people, *supervisors)}:
        names.insert(0, pgettext("in a list of who sees it", "You"))
    return _("%(names)s see this. The law can ask for it in some cases.") % {"names": together(names)}


def clock(seconds) -> str:
    """ "1:02:05", "12:04"; nothing where there are no times."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def counted(name, numbers, relationship) -> list[str]:
    """The numbers of one thing heard, in sentences; none where they say no more than how often."""
    if not numbers:
        return []
    # How often something was heard stands beside its name.
    return COUNTED[name](numbers, relationship) if name in COUNTED else []


def _talk_share(numbers, relationship):
    said = {
        "words": _("Of the words: %(parts)s."),
        "seconds": _("Of the time in which somebody spoke: %(parts)s."),
    }
    return [
        said[key]
        % {
            "parts": ", ".join(
                f"{role(who, relationship)} {_percent(share)}" for who, share in numbers[key].items()
            )
        }
        for key in said
        if numbers.get(key)
    ]


def _silences(numbers, _relationship):
    if not numbers["count"]:
        return [_("None of %(from)s seconds or more.") % {"from": _number(numbers["from"])}]
    return [
        ngettext(
            "%(n)d of %(from)s seconds or more, %(seconds)s seconds in all.",
            "%(n)d of %(from)s seconds or more, %(seconds)s seconds in all.",
            numbers["count"],
        )
        % {"n": numbers["count"], "from": _number(numbers["from"]), "seconds": _number(numbers["seconds"])}
    ]


def _latency(numbers, relationship):
    said = {
        "client after therapist": ("client", "therapist"),
        "therapist after client": ("therapist", "client"),
    }
    return [
        _("%(one)s after %(other)s: half of the answers within %(median)s seconds (%(n)d answers).")
        % {
            "one": role(one, relationship),
            "other": role(other, relationship),
            "median": _number(numbers[way]["median"], 1),
            "n": numbers[way]["n"],
        }
        for way, (one, other) in said.items()
        if way in numbers
    ]


def _hesitations(numbers, relationship):
    return [
        _("%(name)s: %(fillers)s sounds and %(repeated)s repeated words for each 100 words.")
        % {
            "name": role(who, relationship),
            "fillers": _number(one["fillers per 100"], 1),
            "repeated": _number(one["repeated per 100"], 1),
        }
        for who, one in numbers.items()
        if "fillers per 100" in one
    ]


def _questions(numbers, _relationship):
    said = _learnt(numbers, _relationship)
    if "open" in numbers or "closed" in numbers:
        said.append(
            _("Open %(open)d, closed %(closed)d, where that could be told.")
            % {"open": numbers.get("open", 0), "closed": numbers.get("closed", 0)}
        )
    return said


def _learnt(numbers, _relationship):
    return [
        ngettext(
            "%(n)d turn, %(sure)d of them for sure.",
            "%(n)d turns, %(sure)d of them for sure.",
            numbers["count"],
        )
        % {"n": numbers["count"], "sure": numbers.get("sure", 0)}
    ]


def _uptake(numbers, _relationship):
    return [
        _("In %(taken)d of %(answers)d answers.")
        % {"taken": numbers.get("taken up", 0), "answers": numbers.get("answers", 0)}
    ]


def _style(numbers, _relationship):
    keys = ("matched", "shuffled", "lower", "upper")
    if not all(key in numbers for key in keys):
        return []
    return [
        _("%(matched)s; by chance this pair would have %(shuffled)s (%(lower)s to %(upper)s).")
        % {key: _number(numbers[key], 3) for key in keys}
    ]


def _codes(numbers, _relationship):
    named = {
        "question": _("questions %(n)d"),
        "reflection": _("reflections %(n)d"),
        "input": _("information or advice %(n)d"),
        "other": _("something else %(n)d"),
    }
    therapist = numbers.get("therapist", numbers)
    parts = [
        words % {"n": therapist[code]}
        for code, words in named.items()
        if isinstance(therapist.get(code), int)
    ]
    return [", ".join(parts).capitalize() + "."] if parts else []


COUNTED = {
    "talk_share": _talk_share,
    "silences": _silences,
    "latency": _latency,
    "hesitations": _hesitations,
    "questions": _questions,
    "reflections": _learnt,
    "information_or_advice": _learnt,
    "uptake": _uptake,
    "style_matching": _style,
    "counts_by_code": _codes,
}


def _percent(share):
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"


def _number(value, places=0):
    return number_format(round(value, places), decimal_pos=places if value % 1 else 0)
