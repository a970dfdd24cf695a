"""Nothing that a person reads is left in one language: every string is marked, gathered, translated and compiled.

Each rule is shown first to find what it is meant to find, then to find nothing in our own pages.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.template.base import Lexer, TokenType

from tools import messages

pytestmark = pytest.mark.engine_free

SITE = messages.SITE
# Names, and what is written the same in every language we speak.
SAME_EVERYWHERE = {"Beside", "iCal", "PHQ", "GAD", "UTC", "QR", "PDF", "xA", "min"}
LETTERS = re.compile(r"[^\W\d_]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w[^>]*>")


def left_in_one_language(text: str) -> bool:
    return any(word not in SAME_EVERYWHERE for word in LETTERS.findall(text))


# ---------------------------------------------------------------------------------------------------------------
# The catalogue


@cache
def gathered() -> Catalog:
    return messages.gather(SITE)


@pytest.fixture(params=messages.LANGUAGES)
def language(request):
    return request.param


def test_every_string_of_the_code_is_translated_and_compiled(language):
    assert messages.left_out(language, gathered()) == []


def test_a_translation_keeps_nothing_that_no_page_says(language):
    ours = {(message.context, message.id) for message in gathered()}
    theirs = {(message.context, message.id) for message in messages._read(language)}
    assert theirs - ours == set(), "run make messages"


def test_the_compiled_words_are_those_of_the_catalogue(language):
    with messages._mo(language).open("rb") as file:
        compiled = _words_by_place(read_mo(file))
    assert compiled == _words_by_place(messages._read(language))


def _words_by_place(catalog):
    # Babel reads a context from a .mo as bytes.
    return {
        (m.context.decode() if isinstance(m.context, bytes) else m.context, *_as_list(m.id)): _as_list(
            m.string
        )
        for m in catalog
        if m.id and all(_as_list(m.string))
    }


def test_a_translation_keeps_each_place_for_a_name_or_number(language):
    wrong = []
    for message in messages._read(language):
        if not message.id:
            continue
        ours, theirs = _as_list(message.id), _as_list(message.string)
        for number, words in enumerate(theirs):
            said = ours[min(number, len(ours) - 1)]
            if sorted(PLACEHOLDER.findall(words)) != sorted(PLACEHOLDER.findall(said)):
                wrong.append(f"{said!r}: {words!r}")
    assert not wrong, "\n".join(map(str, wrong))


def test_no_translation_shouts(language):
    shouting = [m.id for m in messages._read(language) if m.id and re.search("[!¡]", str(m.string))]
    assert shouting == []


# Words that only somebody who says «tú» or «vosotros» would use, and a few that we never use.
FAMILIAR = re.compile(
    r"(?i:\b(tú|tu|tus|te|ti|contigo|tuyo|tuya|vosotr[oa]s|vuestr[oa]s?|os|puedes|quieres|tienes|eres|estás|has"
    r"|haz|debes|usuari[oa]s?|inválid[oa]s?|formularios?)\b)"
    r"|(?:^|[.?:] )(Elige|Escribe|Introduce|Inicia|Ingresa|Abre|Mira|Pide|Usa|Toca|Guarda) "
)


def test_spanish_says_usted():
    assert FAMILIAR.search("Introduce tu contraseña")
    wrong = [
        (m.string, found.group())
        for m in messages._read("es")
        if m.id
        for words in _as_list(m.string)
        for found in FAMILIAR.finditer(words)
    ]
    assert not wrong, "\n".join(map(str, wrong))


def _as_list(words) -> list[str]:
    return list(words) if isinstance(words, list | tuple) else [words]


# ---------------------------------------------------------------------------------------------------------------
# Templates

SEEN_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "aria-roledescription", "placeholder"}
# What an {% include %} or {% with %} may hand on that a person reads.
HANDED_ON = re.compile(
    r"""\b(?:text|words|word|title|label|what|by|next|next_words|help_words|saved|left|right|hint|note)=(["'])(.+?)\1"""
)
IN_A_FILTER = re.compile(r"""\|(?:default|default_if_none|yesno|pluralize|add):(["'])(.+?)\1""")
LIKE_WORDS = re.compile(r"[^\W\d_]{2,}")


class Reading(HTMLParser):
    """What a person reads of a page: its text, and the attributes that are shown or read out."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.inside, self.found = [], []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.inside.append(tag)
        shown = dict(attrs)
        for name, value in attrs:
            if value and (name in SEEN_ATTRIBUTES or name.startswith("data-words")):
                self.found.append(value)
            if value and name == "value" and tag == "input" and shown.get("type") in ("submit", "button"):
                self.found.append(value)
            if value and name == "content" and tag == "meta" and shown.get("name") == "description":
                self.found.append(value)

    def handle_endtag(self, tag):
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.found.append(data)


def unmarked(source: str, *, html: bool = True) -> Iterator[str]:
    """Text of a template that stands outside every translation."""
    bare, until = [], None
    for token in Lexer(source).tokenize():
        what = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK:
            if until:
                until = None if what == until else until
                continue
            if what in ("blocktranslate", "blocktrans", "comment"):
                until = "end" + what
                continue
            if token.contents == "block layout":  # the name of a class
                until = "endblock"
                continue
            if what in ("include", "with", "partial"):
                for found in HANDED_ON.finditer(token.contents):
                    if left_in_one_language(found[2]) and not found[0].startswith("_("):
                        yield found[0]
        if token.token_type in (TokenType.BLOCK, TokenType.VAR) and not until:
            for found in IN_A_FILTER.finditer(token.contents):
                if LIKE_WORDS.search(found[2]) and what not in ("now", "date") and not _is_code(found[2]):
                    yield found[0]
        if token.token_type == TokenType.TEXT and not until:
            bare.append(token.contents)
    text = "".join(bare)
    if html:
        reading = Reading()
        reading.feed(text)
        reading.close()
        yield from (" ".join(words.split()) for words in reading.found if left_in_one_language(words))
    elif left_in_one_language(text):
        yield " ".join(text.split())


def _is_code(words: str) -> bool:
    """An address, a language, a class or a value of an attribute, not words for a person."""
    return bool(re.fullmatch(r"/\S*|[a-z]{2}|[a-z-]+(,[a-z-]+)*", words))


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %}</p>', []),
        ("{% blocktranslate trimmed %}Hello {{ name }}{% endblocktranslate %} you", ["you"]),
        ("{% comment %}Said to nobody{% endcomment %}{# nor this #}", []),
        ('<img alt="A dog">', ["A dog"]),
        ('<nav aria-label="{% translate "Pages" %}" class="wide">', []),
        ('<button data-words-sending="Sending"></button>', ["Sending"]),
        ('{% include "a.html" with text="Not now" kind="quiet" %}', ['text="Not now"']),
        ('{% include "a.html" with text=_("Not now") %}', []),
        ('{{ name|default:"Nobody here" }}', ['|default:"Nobody here"']),
        ("<script>let here = 1</script><title>{{ title }} · Beside</title>", []),
        ("{{ first }}:00 · 1/4", []),
    ],
)
def test_text_outside_a_translation_is_found(template, found):
    assert list(unmarked(template)) == found


def test_templates_hold_no_text_outside_translations():
    wrong = [
        f"{path.relative_to(SITE)}: {found}"
        for path in sorted(SITE.rglob("*"))
        if path.suffix in messages.TEMPLATES and "templates" in path.parts
        for found in unmarked(path.read_text("utf-8"), html=path.suffix == ".html")
    ]
    assert not wrong, "\n".join(wrong)


# ---------------------------------------------------------------------------------------------------------------
# Python

NOW = {"gettext", "ngettext", "pgettext", "npgettext"}
MARKING = NOW | {name + "_lazy" for name in NOW} | {"gettext_noop", "_"}
# Said to whoever runs the server, on its console, in English.
CONSOLE = {"desk/backup.py", "desk/keyring_backups.py", "desk/keys.py", "desk/setup.py", "desk/serve.py"}
# Where the first text of a call is shown to a person, and where the second is.
SAYS_FIRST = {"Refused", "ValidationError", "HttpResponseForbidden", "HttpResponseBadRequest"}
SAYS_SECOND = {"add_error"}
SAID_KEYWORDS = {"label", "help_text", "empty_label", "error_messages", "button", "label_suffix"}
SAID_NAMES = {"labels", "help_texts", "error_messages", "empty_label", "description"}


def _name(node) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _said(node: ast.AST) -> Iterator[ast.Constant]:
    """Plain texts in an expression that would be shown as they stand."""
    match node:
        case ast.Constant(value=str(text)) if LIKE_WORDS.search(text):
            yield node
        case ast.JoinedStr(values=parts):
            yield from (part for part in parts for part in _said(part))
        case ast.BinOp(left=left, right=right):
            yield from _said(left)
            if not isinstance(node.op, ast.Mod):
                yield from _said(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (found for part in (body, orelse) for found in _said(part))
        case ast.Dict(values=values):
            yield from (found for part in values for found in _said(part))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            yield from (found for part in parts for found in _said(part))


def said_in_one_language(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        places = []
        if isinstance(node, ast.Call):
            name = _name(node.func)
            from_messages = isinstance(node.func, ast.Attribute) and _name(node.func.value) == "messages"
            if name in SAYS_FIRST:
                places += node.args[:1]
            if name in SAYS_SECOND or from_messages:
                places += node.args[1:2]
            places += [word.value for word in node.keywords if word.arg in SAID_KEYWORDS]
        if isinstance(node, ast.Assign) and any(_name(target) in SAID_NAMES for target in node.targets):
            places.append(node.value)
        if isinstance(node, ast.ClassDef) and any(_name(base).endswith("Choices") for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
                    places += line.value.elts[1:]
        for place in places:
            yield from (f"{found.lineno}: {found.value!r}" for found in _said(place))


def put_together_before_translation(tree: ast.AST) -> Iterator[str]:
    """`_(f"...")` and `_("..." % name)` ask for a translation that nobody can give."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and _name(node.func) in MARKING
            and node.args
            and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        ):
            yield f"{node.lineno}: {ast.unparse(node.args[0])}"


def translated_too_early(tree: ast.Module) -> Iterator[str]:
    """A plain gettext when the module is read: whoever asks later gets the language of that moment."""
    at_once = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in NOW
    }

    def look(node):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                # Its body comes later; its defaults and decorators do not.
                yield from (
                    found
                    for early in (*child.decorator_list, *child.args.defaults, *child.args.kw_defaults)
                    if early
                    for found in look(ast.Expr(early))
                )
                continue
            if isinstance(child, ast.Lambda):
                continue
            if isinstance(child, ast.Call) and _name(child.func) in at_once:
                yield f"{child.lineno}: {ast.unparse(child)}"
            yield from look(child)

    yield from look(tree)


@pytest.mark.parametrize(
    ("rule", "code", "found"),
    [
        (said_in_one_language, 'raise Refused("Not now.")', 1),
        (said_in_one_language, 'raise Refused(_("Not now."))', 0),
        (said_in_one_language, 'raise Refused(f"Not {now}.")', 1),
        (said_in_one_language, 'form.add_error(None, "Not now.")', 1),
        (said_in_one_language, "form.add_error(None, str(error))", 0),
        (said_in_one_language, 'messages.success(request, "Saved.")', 1),
        (said_in_one_language, 'forms.CharField(label="Day", help_text=_("Any"))', 1),
        (said_in_one_language, 'class Meta:\n    labels = {"day": "Day", "at": _("Hour")}', 1),
        (said_in_one_language, 'class State(models.TextChoices):\n    OPEN = "open", "open"', 1),
        (said_in_one_language, 'class State(models.TextChoices):\n    OPEN = "open", _("open")', 0),
        (put_together_before_translation, '_(f"Hello {name}")', 1),
        (put_together_before_translation, '_("Hello %s" % name)', 1),
        (put_together_before_translation, '_("Hello %s") % name', 0),
        (
            translated_too_early,
            'from django.utils.translation import gettext as _\nWORDS = {"day": _("Day")}\ndef f(): return _("Day")',
            1,
        ),
        (
            translated_too_early,
            'from django.utils.translation import gettext_lazy as _\nWORDS = {"day": _("Day")}',
            0,
        ),
    ],
)
def test_each_rule_for_words_in_python_finds_its_case(rule, code, found):
    assert len(list(rule(ast.parse(code)))) == found


@cache
def _modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted(SITE.rglob("*.py"))
        if "migrations" not in path.parts and path.relative_to(SITE).as_posix() not in CONSOLE
    }


@pytest.mark.parametrize(
    "rule", [said_in_one_language, put_together_before_translation, translated_too_early]
)
def test_python_says_nothing_in_one_language(rule):
    wrong = [
        f"{path.relative_to(SITE)}:{found}" for path, module in _modules().items() for found in rule(module)
    ]
    assert not wrong, "\n".join(wrong)
