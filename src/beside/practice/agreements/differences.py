"""What differs between two texts of an agreement, clause by clause and word by word, with a sentence that says it without colours."""

import difflib
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beside.practice.agreements import terms

SAME, OUT, IN = "same", "out", "in"
# With this little in common, two whole texts are easier to read than a mixture of both.
ALIKE = 0.35


@dataclass(frozen=True)
class Difference:
    """One clause that differs. `parts` are [(same, out or in, words)], to be read in this order."""

    title: str
    says: str
    parts: list[tuple[str, str]]


def between(before, after) -> list[Difference]:
    """In the order of the newer text; what it left out stands where it stood."""
    found = []
    for group in after["groups"]:
        was = terms.group_of(before, group["key"]) or {"said": [], "clauses": []}
        found += _compared(group["title"], "\n".join(was["said"]), "\n".join(group["said"]))
        old = {clause["key"]: clause for clause in was["clauses"]}
        for clause in group["clauses"]:
            earlier = old.get(clause["key"], {"title": "", "text": "", "why": ""})
            title = clause["title"] or earlier["title"] or group["title"]
            found += _compared(title, earlier["text"], clause["text"])
            if earlier["text"] and clause["text"]:
                why = _("%(title)s: why it is there") % {"title": title}
                found += _compared(why, earlier["why"], clause["why"])
    return found + _compared(_("Guardians"), _guardians(before), _guardians(after))


def _guardians(content):
    return "\n".join(guardian_said(one) for one in content["guardians"])


def guardian_said(guardian):
    """ "Rosa Ortiz (mother): the days and times of sessions; signs too"."""
    scopes = [str(terms.SCOPES[scope]) for scope in guardian["scopes"] if scope in terms.SCOPES]
    may = ", ".join(scopes) or _("is told nothing")
    said = f"{guardian['name']} ({guardian['as']}): {may}"
    return _("%(said)s; signs too") % {"said": said} if guardian["signs"] else said


def _compared(title, before, after):
    if before == after:
        return []
    if not before:
        return [Difference(title, _("This is new."), [(IN, after)])]
    if not after:
        return [Difference(title, _("This was taken out."), [(OUT, before)])]
    parts = _parts(before, after)
    return [Difference(title, _sentence(parts), parts)]


def _parts(before, after):
    old, new = _words(before), _words(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [(OUT, before), (IN, after)]
    parts = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            parts.append((SAME, "".join(old[i:j])))
            continue
        parts += [(kind, text) for kind, text in ((OUT, "".join(old[i:j])), (IN, "".join(new[k:m]))) if text]
    return parts


def _words(text):
    """Words with the blanks that follow them: put together they are the text again."""
    return re.findall(r"\S+\s*|\s+", text)


def _sentence(parts):
    """How many words went and came."""
    gone, came = (sum(len(words.split()) for kind, words in parts if kind == which) for which in (OUT, IN))
    said = []
    if gone:
        said.append(ngettext("%(n)d word was taken out.", "%(n)d words were taken out.", gone) % {"n": gone})
    if came:
        said.append(ngettext("%(n)d word was put in.", "%(n)d words were put in.", came) % {"n": came})
    return " ".join(said)
