"""What a reading of a typed answer says, in words: what it was, how sure that is, and how it stands to the exercise."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beside.practice.recordings import saying

# In the order in which a therapist meets them when they say what it was.
NAMES = {
    "question": gettext_lazy("a question"),
    "open": gettext_lazy("an open question"),
    "closed": gettext_lazy("a closed question"),
    "reflection": gettext_lazy("a reflection"),
    "simple": gettext_lazy("a simple reflection"),
    "complex": gettext_lazy("a complex reflection"),
    "validation": gettext_lazy("saying that it makes sense"),
    "permission_asked": gettext_lazy("asking permission"),
    "advice_with_permission": gettext_lazy("advice that leaves the choice"),
    "advice_without_permission": gettext_lazy("advice that was not asked for"),
    "owning_a_mistake": gettext_lazy("owning a mistake"),
    "not_knowing": gettext_lazy("saying that you do not know"),
    "self_disclosure": gettext_lazy("something about yourself"),
    "information": gettext_lazy("information"),
    "advice": gettext_lazy("advice"),
    "plan": gettext_lazy("options or a plan"),
    "input": gettext_lazy("information or advice"),
    "silence": gettext_lazy("a silence"),
    "other": gettext_lazy("something else"),
}
# A kind stands for what it is a kind of.
KINDS = {
    "open": "question",
    "closed": "question",
    "simple": "reflection",
    "complex": "reflection",
    "information": "input",
    "advice": "input",
    "plan": "input",
}


@dataclass(frozen=True)
class Line:
    """One thing that was read: in words, how sure, and by what."""

    name: str
    words: str
    sure: bool
    how: str


@dataclass(frozen=True)
class Shown:
    lines: list[Line]
    # What the exercise asks for, and whether it was heard: sentences, never a mark.
    against: list[str]
    why_not: str
    counted: str
    mine: list[str]
    # What there is to know about the rules, where nothing but rules read it.
    rules_alone: str = ""


def shown(attempt, exercise) -> Shown:
    heard = attempt.words["read"]
    mine = attempt.words["mine"] or []
    rules_alone = heard.get("by_rules_alone", False)
    lines = [_line(*reading, spanish=rules_alone) for reading in heard["readings"]]
    against = _against_rules if rules_alone else _against
    return Shown(
        lines=lines,
        against=against(lines, exercise) if heard["read"] and not mine else [],
        why_not=""
        if heard["read"]
        else _("Your words are counted and not read: the program reads English, and Spanish by rules."),
        counted=_counted(heard) if not heard["read"] else "",
        mine=[str(NAMES[name]) for name in NAMES if name in mine],
        rules_alone=_(
            "In Spanish only rules read along: they look for words, were not measured against experts, and miss a good deal, most reflections among it."
        )
        if rules_alone
        else "",
    )


def _line(name, sure, probability, rule, message=None, *, spanish=False):
    words = str(NAMES.get(name, name))
    if spanish:
        # The reason stands in Spanish in the rule's file, and quotes a Spanish answer.
        quoted = format_html('<span lang="es">{}</span>', rule)
        return Line(name, words, sure, format_html(_("Found by a rule: {}"), quoted))
    if probability is None:
        how = _("Found by a rule: %(rule)s") % {"rule": saying.sentence(rule, message)} if rule else ""
        return Line(name, words, sure, how)
    chance = {"chance": number_format(100 * probability, decimal_pos=0)}
    if sure:
        how = _("The program gives it %(chance)s in 100.") % chance
    else:
        how = (
            _("Not sure: the program gives it %(chance)s in 100, and that is too little to rest on.") % chance
        )
    return Line(name, words, sure, how)


def _against_rules(lines, exercise):
    """Only of what was found: that nothing was found says nothing."""
    found = {line.name for line in lines}
    said = [
        _("The exercise asks for %(what)s, and a rule found words of one.") % {"what": NAMES[name]}
        if name in found
        else _("The exercise asks for %(what)s. Whether it is there, the rules cannot tell: you can.")
        % {"what": NAMES[name]}
        for name in exercise.wanted
        if not any(KINDS.get(other) == name for other in exercise.wanted)
    ]
    said += [
        _("This exercise goes without %(what)s, and a rule found words of it.") % {"what": NAMES[name]}
        for name in exercise.unwanted
        if name in found
    ]
    return said


def _against(lines, exercise):
    by_name = {line.name: line for line in lines}
    said = []
    for name in exercise.wanted:
        # Of a kind and what it is a kind of, one sentence: the kind where it was heard.
        if any(KINDS.get(other) == name for other in exercise.wanted):
            continue
        line = by_name.get(name)
        what = {"what": NAMES[name]}
        if line is None and (wider := by_name.get(KINDS.get(name, ""))) is not None:
            heard = what | {"heard": _kind_heard(lines, wider)}
            said.append(_("The exercise asks for %(what)s. The program heard %(heard)s.") % heard)
        elif line is None:
            said.append(_("The exercise asks for %(what)s. The program did not hear it.") % what)
        elif line.sure:
            said.append(_("The exercise asks for %(what)s, and the program heard it.") % what)
        else:
            said.append(_("The exercise asks for %(what)s. The program is not sure that it heard it.") % what)
    said += [
        _("This exercise goes without %(what)s, and the program heard some.") % {"what": NAMES[name]}
        for name in exercise.unwanted
        if (line := by_name.get(name)) and line.sure
    ]
    return said


def _kind_heard(lines, wider):
    kind = next((line for line in lines if KINDS.get(line.name) == wider.name), wider)
    return kind.words


def _counted(heard):
    return (
        ngettext("%(n)d word", "%(n)d words", heard["words"]) % {"n": heard["words"]}
        + ", "
        + ngettext("%(n)d question mark", "%(n)d question marks", heard["questions"])
        % {"n": heard["questions"]}
    )
