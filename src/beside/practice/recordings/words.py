"""What was counted, and what could not be heard, in sentences; and who is called what."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

ROLES = ("therapist", "client", "other")

# Why something cannot be heard, as the library says it; here so that they are translated. One that is not is shown in English.
REFUSALS = (
    gettext_noop("No trained reading gave codes to these turns."),
    gettext_noop("Not one um or uh in all these words: the program that wrote this took them out."),
    gettext_noop("Not one um or uh, and too few words to say whether a program took them out."),
    gettext_noop(
        "Latency needs the start and the end of every turn, and this transcript does not have them."
    ),
    gettext_noop("The times are whole seconds, and answers come within fractions of one."),
    gettext_noop(
        "Every turn starts where the one before it ends: the program that wrote this did not measure ends."
    ),
    gettext_noop(
        "Everybody is on one track, and overlaps cannot be heard there. Record each person on a track of their own."
    ),
    gettext_noop(
        "Overlaps need the start and the end of every turn, and this transcript does not have them."
    ),
    gettext_noop("The times are whole seconds, and overlaps last fractions of one."),
    gettext_noop(
        "Silences need the start and the end of every turn, and this transcript does not have them."
    ),
    gettext_noop("Not every turn has an end, so time is not counted."),
    gettext_noop("Nobody in this transcript is marked as the therapist. Say who the therapist is."),
    gettext_noop("Nobody in this transcript is marked as the client. Say who the therapist is."),
    gettext_noop(
        "This session is not in English. It was tried on English only, so other sessions get counts."
    ),
    gettext_noop("The transcript itself says who is who."),
)


def of_the_library(sentence) -> tuple[str, str]:
    """(the sentence in the reader's language, "") or (the sentence, "en") where it is not translated."""
    if sentence in REFUSALS:
        return _(sentence), ""
    # A language that the file names stands in brackets: the sentence says the same without it.
    if sentence.startswith("This session is not in English"):
        return _(
            "This session is not in English. It was tried on English only, so other sessions get counts."
        ), ""
    if sentence.endswith("Interpreted sessions get counts."):
        return _(
            "Somebody interprets here, so the words are not the speakers’ own. Interpreted sessions get counts."
        ), ""
    return sentence, "en"


def role(name, relationship):
    """ "therapist" and "client" by the names of these two; anybody else as they are called."""
    return {"therapist": relationship.clinician.short_name, "client": relationship.client.short_name}.get(
        name, name
    )


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
