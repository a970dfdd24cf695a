"""What our own code, templates, scripts and styles never do.

Each rule is shown first to find what it is meant to find, then to find nothing in `src`. Where a rule may be set
aside, it is by a comment on the line above that says why.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine_free

HERE = Path(__file__).parent.parent.parent.parent
SRC = HERE / "src"

# ---------------------------------------------------------------------------------------------------------------
# Python


@cache
def python_files() -> tuple[tuple[Path, ast.Module, tuple[str, ...]], ...]:
    files = sorted(SRC.rglob("*.py"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in files]
    return tuple((path, ast.parse(text), tuple(text.splitlines())) for path, text in texts)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a name with attributes, `?` where something else stands."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case ast.Call(func=func):
            return f"{dotted(func)}()"
    return "?"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each imported thing by its full name: `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def is_text(node: ast.AST) -> bool:
    """A text that stands in the source, one put together from such texts, or its translation."""
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_text(left) and is_text(right)
        case ast.IfExp(body=body, orelse=orelse):
            return is_text(body) and is_text(orelse)
        case ast.Call(func=ast.Name(id=name)):
            return name in {
                "_",
                "gettext",
                "gettext_lazy",
                "ngettext",
                "ngettext_lazy",
                "pgettext",
                "gettext_noop",
            }
    return False


def a_shell(tree):
    for call, name in calls(tree):
        through_shell = any(word.arg == "shell" and dotted(word.value) != "False" for word in call.keywords)
        shells = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "pty.spawn"}
        if name in shells or (
            through_shell
            and not any(isinstance(w.value, ast.Constant) and w.value.value is False for w in call.keywords)
        ):
            yield call, f"{name} starts a shell"


def code_from_text(tree):
    for call, name in calls(tree):
        if name in {
            "eval",
            "exec",
            "compile",
            "__import__",
            "code.interact",
            "builtins.eval",
            "builtins.exec",
        }:
            yield call, f"{name} runs text as code"


def unsafe_reading(tree):
    for node, name in imports(tree):
        if re.match(r"(pickle|cPickle|dill|marshal|shelve|jsonpickle|yaml|xml|lxml|xmlrpc|plistlib)\b", name):
            yield node, f"{name} can run or fetch what it reads"


def outgoing_http(tree):
    for node, name in imports(tree):
        if re.match(
            r"(requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|ftplib|telnetlib|boto3)\b", name
        ):
            yield node, f"{name} calls other hosts"


def unescaped_html(tree):
    for call, name in calls(tree):
        last = name.rpartition(".")[2]
        if last in {"mark_safe", "SafeString", "SafeText"}:
            yield call, f"{last} passes text by the escaping"
        if last == "format_html" and not (call.args and is_text(call.args[0])):
            yield call, "format_html of a text that is not in the source"


def templates_from_text(tree):
    for node, name in imports(tree):
        if name in {"django.template.Template", "jinja2.Template"}:
            yield node, "a template made from a text"
    for call, name in calls(tree):
        if name.endswith(".from_string"):
            yield call, "a template made from a text"


CIPHERS_WE_USE = {
    "aead.AESGCM",
    "kdf.hkdf.HKDF",
    "kdf.hkdf.HKDFExpand",
    "kdf.scrypt.Scrypt",
    "kdf.argon2.Argon2id",
    "hashes",
    "hashes.SHA256",
    "hashes.SHA512",
    "hmac",
    "hmac.HMAC",
    "constant_time",
    "keywrap",
    "asymmetric.x25519",
    "asymmetric.ec",
    "asymmetric.ed25519",
    "serialization",
}


def weak_cryptography(tree):
    for node, name in imports(tree):
        part = re.sub(r"^cryptography\.hazmat\.primitives\.(ciphers\.)?", "", name)
        ours = part in CIPHERS_WE_USE or part.rpartition(".")[0] in CIPHERS_WE_USE
        if name.startswith("cryptography.hazmat.") and not ours:
            yield node, f"{name} is not one of the parts we use"
        if re.match(r"(Crypto|Cryptodome|nacl|rsa|ecdsa|jwt|jose|authlib|pyDes|crypt)\b", name):
            yield node, f"{name} is not the library we use"
    for node in ast.walk(tree):
        word = (
            node.attr
            if isinstance(node, ast.Attribute)
            else node.value
            if isinstance(node, ast.Constant)
            else None
        )
        if isinstance(word, str) and re.fullmatch(
            r"(?i)md5|sha1|sha-1|md4|MODE_ECB|ECB|CBC|des|3des|rc4|arc4", word
        ):
            yield node, f"{word} is too weak"


def guessable_chance(tree):
    for node, name in imports(tree):
        if re.match(r"random\b|numpy\.random\b", name):
            yield node, "random can be guessed: use secrets"
    for call, name in calls(tree):
        if name in {"uuid.uuid1", "uuid1", "uuid.getnode"}:
            yield call, f"{name} tells the machine and the time"


SECRET = re.compile(
    r"(?i)(^|_)(secret|token|digest|mac|hmac|signature|password|passphrase|api_key|tag|code_hash)$"
)


def secrets_compared_openly(tree):
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides):
            continue
        names = [dotted(side).removesuffix("()").rpartition(".")[2] for side in sides]
        names = [re.sub(r"^(hex)?digest$", "digest", name) for name in names]
        if any(SECRET.search(name) for name in names):
            yield node, f"{' == '.join(names)}: use hmac.compare_digest"


def sql_from_pieces(tree):
    from_a_list = {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and is_sql_in_the_source(node.iter)
    }
    for call, name in calls(tree):
        last = name.rpartition(".")[2]
        takes_sql = last in {"execute", "executemany", "executescript", "raw", "extra", "RawSQL", "RunSQL"}
        if (
            takes_sql
            and call.args
            and not (is_sql_in_the_source(call.args[0]) or dotted(call.args[0]) in from_a_list)
        ):
            yield call, f"{last} of a statement that is not in the source"


def is_sql_in_the_source(node: ast.AST) -> bool:
    """A text, a list of texts, a constant by its name, or a text around the names of our own tables."""
    if isinstance(node, ast.JoinedStr):
        values = [dotted(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(value.endswith((".quote_name()", "._meta.db_table")) for value in values)
    if isinstance(node, ast.List | ast.Tuple):
        return all(is_sql_in_the_source(part) for part in node.elts)
    if isinstance(node, ast.IfExp):
        return is_sql_in_the_source(node.body) and is_sql_in_the_source(node.orelse)
    return is_text(node) or dotted(node).rpartition(".")[2].isupper()


def patterns_from_input(tree):
    for call, name in calls(tree):
        if (
            re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|subn|split|findall|finditer)", name)
            and call.args
        ):
            pattern = call.args[0]
            parts = pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]
            inner = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
            if not all(
                is_text(p) or dotted(p).startswith("re.escape()") or dotted(p).isupper() for p in inner
            ):
                yield call, f"{name} of a pattern that is not in the source"


def formats_from_input(tree):
    for call, name in calls(tree):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"format", "format_map"}:
            whose = call.func.value
            if not (is_text(whose) or dotted(whose).rpartition(".")[2].isupper()):
                yield call, f"{name} of a format that is not in the source"


LOGGERS = re.compile(r"(^|\.)(log|logger|logging|LOG|_log|_logger|get_logger\(\)|getLogger\(\))$")
NEVER_LOGGED = re.compile(
    r"(?i)^(name|first_name|last_name|full_name|display_name|email|e_mail|address|phone|member|person|client|therapist"
    r"|clinician|supervisor|owner|account|user|username|words?|text|body|notes?|answers?|password|passphrase|token"
    r"|secret|link|url|request|POST|GET|COOKIES|session|session_key|form|cleaned_data|data|key|reason)$"
)


def people_in_logs(tree):
    for call, name in calls(tree):
        owner, _, verb = name.rpartition(".")
        speaks = verb in {"debug", "info", "warning", "error", "exception", "critical", "log", "bind", "msg"}
        if not (speaks and LOGGERS.search(owner)):
            continue
        for argument in [*call.args, *(word.value for word in call.keywords)]:
            for node in ast.walk(argument):
                if isinstance(node, ast.Name | ast.Attribute) and said(node, argument):
                    yield call, f"a log line with {dotted(node)}"


def said(node: ast.Name | ast.Attribute, argument: ast.AST) -> bool:
    """Whether this name's own value goes into the line: `member.id` says an id, `member` the member."""
    inside = {id(part.value) for part in ast.walk(argument) if isinstance(part, ast.Attribute)}
    last = node.attr if isinstance(node, ast.Attribute) else node.id
    of_the_line_itself = dotted(node).startswith("record.")
    return bool(NEVER_LOGGED.match(last)) and id(node) not in inside and not of_the_line_itself


def uploads(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "FILES":
            yield node, "a file from a page"
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"FileField", "ImageField"}:
            yield node, "a file from a page"


def mass_assignment(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for part in node.body:
                if not isinstance(part, ast.Assign):
                    continue
                names = {dotted(target) for target in part.targets}
                whole = isinstance(part.value, ast.Constant) and part.value.value == "__all__"
                if ("fields" in names and whole) or "exclude" in names:
                    yield part, "a form of every field"
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg is None and re.match(r"request\.(POST|GET|data|body)", dotted(word.value)):
                    yield node, "a record made of whatever was sent"


def mixed_sources(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "REQUEST":
            yield node, "address and body are mixed"
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.Dict):
            parts = {dotted(part) for part in ast.walk(node)}
            if {"request.GET", "request.POST"} <= parts:
                yield node, "address and body are mixed"


def unguarded_posts(tree):
    for node in ast.walk(tree):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name in {"csrf_exempt", "requires_csrf_token_off", "xframe_options_exempt", "csp_exempt"}:
            yield node, f"{name} takes a guard away"


def files_by_request(tree):
    for call, name in calls(tree):
        if name.rpartition(".")[2] in {
            "open",
            "Path",
            "FileResponse",
            "read_text",
            "read_bytes",
            "sendfile",
            "unlink",
        }:
            if any(
                dotted(part).startswith("request.") for argument in call.args for part in ast.walk(argument)
            ):
                yield call, "a file named by a request"


Fault = tuple[ast.AST, str]
Rule = Callable[[ast.AST], Iterator[Fault]]


def breaches(rule: Rule, tree: ast.AST, lines: tuple[str, ...], *, excused_by_comment: bool) -> list[str]:
    """Each breach as `line: what`, in order."""
    return [
        f"{node.lineno}: {what}"
        for node, what in rule(tree)
        if not (
            excused_by_comment
            and (is_explained(lines[: node.lineno - 1]) or REASON.search(lines[node.lineno - 1]))
        )
    ]


# A reason at the end of the line itself, after the number of the rule that is set aside.
REASON = re.compile(r"# noqa: [A-Z0-9]+ - \w+ \w+")


def is_explained(above: tuple[str, ...]) -> bool:
    """Whether a sentence of comment stands over this line, in its paragraph of its function."""
    for line in reversed(above):
        if not line.strip() or line.lstrip().startswith(("def ", "class ", "@")):
            return False
        if re.match(r"\s*#(?! *(noqa|type|ruff|pragma))( \S+){3}", line):
            return True
    return False


# A rule, whether a comment above may set it aside, what breaks it, what does not.
PYTHON_RULES: list[tuple[Rule, bool, list[str], list[str]]] = [
    (
        a_shell,
        False,
        [
            "subprocess.run('ls', shell=True)",
            "os.system('ls')",
            "os.popen(x)",
            "subprocess.run(x, shell=flag)",
        ],
        ["subprocess.run(['ls'])", "subprocess.run(['ls'], shell=False)"],
    ),
    (
        code_from_text,
        False,
        ["eval(x)", "exec(x)", "compile(x, '', 'exec')"],
        ["re.compile('x')", "evaluate(x)"],
    ),
    (
        unsafe_reading,
        False,
        ["import pickle", "from yaml import load", "import xml.etree.ElementTree", "from lxml import etree"],
        ["import json", "import tomllib"],
    ),
    (
        outgoing_http,
        True,
        ["import requests", "from urllib.request import urlopen"],
        ["from urllib.parse import quote"],
    ),
    (
        unescaped_html,
        True,
        ["mark_safe(x)", "html.mark_safe('<b>')", "format_html(x, y)", "SafeString(x)"],
        ["format_html('<b>{}</b>', x)", "# Numbers only, drawn here.\nmark_safe(x)"],
    ),
    (
        templates_from_text,
        False,
        ["from django.template import Template", "engines['django'].from_string(x)"],
        [],
    ),
    (
        weak_cryptography,
        False,
        [
            "hashlib.md5(x)",
            "hashlib.new('sha1')",
            "modes.ECB()",
            "from cryptography.hazmat.primitives.ciphers import modes",
            "from Crypto.Cipher import AES",
            "import jwt",
        ],
        [
            "hashlib.sha256(x)",
            "from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
            "from cryptography.hazmat.primitives import hashes",
        ],
    ),
    (
        guessable_chance,
        False,
        ["import random", "from random import choice", "uuid.uuid1()"],
        ["import secrets"],
    ),
    (
        secrets_compared_openly,
        True,
        ["if row.token == given: pass", "x.hexdigest() != y", "ok = mac == expected_mac"],
        ["hmac.compare_digest(row.token, given)", "token == ''", "row.kind == given"],
    ),
    (
        sql_from_pieces,
        True,
        ["cursor.execute(f'select {x}')", "cursor.execute('select %s' % x)", "Client.objects.raw(sql)"],
        [
            "cursor.execute('select %s', [x])",
            "cursor.execute(THE_QUERY)",
            "# The names are our own.\nc.execute(f'drop {x}')",
            "c.execute(f'drop {x}')  # noqa: S608 - our own table",
        ],
    ),
    (
        patterns_from_input,
        True,
        ["re.search(x, y)", "re.compile(f'^{x}')", "re.match(request.GET['q'], y)"],
        ["re.search('x', y)", "re.sub(f'^{re.escape(x)}', '', y)", "re.match(PATTERN, y)"],
    ),
    (
        formats_from_input,
        True,
        ["request.POST['x'].format(y)", "note.format(name=y)"],
        ["'{}'.format(y)", "_('%s').format(y)", "SENTENCE.format(y)"],
    ),
    (
        people_in_logs,
        False,
        [
            "log.info('in', member=member)",
            "logger.warning('no %s', account.email)",
            "logging.info(f'{client.name} came')",
            "structlog.get_logger().error('x', request=request)",
            "log.error('x', text=str(note))",
        ],
        [
            "log.info('in', member=member.id)",
            "logger.warning('no', code=404)",
            "log.info('x', who=str(member.pk))",
        ],
    ),
    (
        uploads,
        False,
        ["request.FILES['x']", "x = forms.FileField()", "models.ImageField()"],
        ["forms.CharField()"],
    ),
    (
        mass_assignment,
        False,
        [
            "class Meta:\n    fields = '__all__'",
            "class Meta:\n    exclude = ['x']",
            "Client(**request.POST.dict())",
        ],
        ["class Meta:\n    fields = ['x']", "send(**form.cleaned_data)"],
    ),
    (
        mixed_sources,
        False,
        [
            "request.REQUEST['x']",
            "both = request.GET | request.POST",
            "x = request.GET.get('x') or request.POST.get('x')",
        ],
        ["request.GET['x']"],
    ),
    (
        unguarded_posts,
        True,
        ["@csrf_exempt\ndef view(request): pass"],
        ["@csrf_protect\ndef view(request): pass"],
    ),
    (
        files_by_request,
        False,
        ["open(request.GET['file'])", "FileResponse(Path(x) / request.POST['name'])"],
        ["open(path)", "FileResponse(document)"],
    ),
]
RULE_NAMES = [rule.__name__ for rule, *_ in PYTHON_RULES]

# The made-up people of the demo come from a seed, so that every demo is the same; so does the order in which a model is trained.
NOT_SECRET = re.compile(r"practice/desk/demo|listening/model/fine_tuning")


@pytest.mark.parametrize(("rule", "excused", "bad", "good"), PYTHON_RULES, ids=RULE_NAMES)
def test_each_python_rule_finds_what_it_is_for(rule, excused, bad, good):
    def found(text):
        return breaches(rule, ast.parse(text), tuple(text.splitlines()), excused_by_comment=excused)

    assert [text for text in bad if not found(text)] == []
    assert [text for text in good if found(text)] == []


def python_faults(rule: Rule) -> list[str]:
    excused = next(excused for one, excused, *_ in PYTHON_RULES if one is rule)
    faults = []
    for path, tree, lines in python_files():
        if rule is guessable_chance and NOT_SECRET.search(path.as_posix()):
            continue
        where = path.relative_to(HERE)
        faults += [f"{where}:{fault}" for fault in breaches(rule, tree, lines, excused_by_comment=excused)]
    return faults


def test_no_shell_is_started():
    assert python_faults(a_shell) == []


def test_no_text_is_run_as_code():
    assert python_faults(code_from_text) == []


def test_nothing_is_read_in_a_way_that_can_run_or_fetch():
    assert python_faults(unsafe_reading) == []


def test_the_server_calls_no_other_host():
    assert python_faults(outgoing_http) == []


def test_no_text_passes_by_the_escaping():
    assert python_faults(unescaped_html) == []


def test_no_template_is_made_from_a_text():
    assert python_faults(templates_from_text) == []


def test_only_strong_cryptography_of_one_library():
    assert python_faults(weak_cryptography) == []


def test_chance_cannot_be_guessed():
    assert python_faults(guessable_chance) == []


def test_secrets_are_compared_in_constant_time():
    assert python_faults(secrets_compared_openly) == []


def test_sql_is_never_made_of_pieces():
    assert python_faults(sql_from_pieces) == []


def test_patterns_are_never_taken_from_input():
    assert python_faults(patterns_from_input) == []


def test_formats_are_never_taken_from_input():
    assert python_faults(formats_from_input) == []


def test_no_log_line_names_a_person_or_their_words():
    assert python_faults(people_in_logs) == []


def test_one_page_takes_a_file_and_no_other():
    """A transcript, which everybody in the session agreed to: recordings/uploading.py says how it comes in."""
    room = "src/beside/practice/recordings"
    in_python = {fault.split(":")[0] for fault in python_faults(uploads)}
    assert in_python == {f"{room}/forms.py", f"{room}/views/hearing.py"}
    in_templates = {fault.split(":")[0] for fault in template_faults(file_fields)}
    # A picture for the journal is drawn anew and sealed on the device: its field has no name, and no form around it.
    journal = "src/beside/practice/journal/templates/journal/_journal.html"
    assert in_templates == {f"{room}/templates/recordings/listening.html", journal}
    [field] = re.findall(r'<input id="journal-picture"[^>]*>', Path(journal).read_text())
    assert "name=" not in field


def test_records_are_made_of_named_fields_only():
    assert python_faults(mass_assignment) == []


def test_address_and_body_are_never_mixed():
    assert python_faults(mixed_sources) == []


def test_no_view_takes_its_guards_away():
    assert python_faults(unguarded_posts) == []


def test_no_request_names_a_file():
    assert python_faults(files_by_request) == []


# ---------------------------------------------------------------------------------------------------------------
# Templates, scripts and styles

OWN = SRC / "beside"
# Brought in whole, and checked by where they come from.
BROUGHT_IN = re.compile(r"/(vendor|fonts)/|\.min\.(js|css)$")


@cache
def texts(*kinds: str) -> tuple[tuple[Path, str], ...]:
    files = (path for path in sorted(OWN.rglob("*")) if path.suffix in kinds)
    return tuple((p, p.read_text(encoding="utf-8")) for p in files if not BROUGHT_IN.search(p.as_posix()))


def faults_in(text: str, patterns: dict[str, str]) -> list[str]:
    found = []
    for pattern, what in patterns.items():
        for match in re.finditer(pattern, text, flags=re.I | re.S):
            found.append(f"{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group()[:60]!r}")
    return found


def without_comments(text: str) -> str:
    """A template without what it never sends; the lines stay where they are."""
    blank = lambda match: "\n" * match.group().count("\n")  # noqa: E731
    text = re.sub(r"\{% comment.*?\{% endcomment %\}", blank, text, flags=re.S)
    return re.sub(r"\{#.*?#\}", blank, text)


past_escaping = {
    r"\|\s*safe(seq)?\b": "a filter that passes by the escaping",
    r"\{%\s*autoescape\s+off": "escaping switched off",
    r"\{%\s*filter\s+safe": "a filter that passes by the escaping",
}
inline = {
    r"<style\b": "an inline style",
    r"(?<![\w-])style\s*=": "an inline style",
    # A block of JSON is read, never run.
    r"<script(?![^>]*\b(src=|type=[\"']application/json))[^>]*>": "an inline script",
    r"(?<![\w-])on[a-z]+\s*=\s*[\"']": "an inline script",
    r"hx-on|hx-vars|[\"']js:|javascript:|vbscript:": "an inline script",
    r"<(object|embed|applet|iframe|frame|base)\b": "an element that brings in something else",
}
elsewhere = {
    r"(?<!xmlns=[\"'])https?://(?!www\.w3\.org/|localhost\b)[^\s\"'<]*": "an address of somebody else",
    r"(src|href|action)\s*=\s*[\"']//": "an address of somebody else",
    r"(href|src|action|formaction)\s*=\s*[\"']data:": "a data address",
}
file_fields = {
    r"type\s*=\s*[\"']file": "a file from a page",
    r"multipart/form-data": "a file from a page",
}
unsafe_scripts = {
    r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|\.parseFromString": "text as HTML",
    r"\beval\(|new Function\b|set(Timeout|Interval)\(\s*[\"'`]": "text as code",
    r"https?://(?!www\.w3\.org/)[^\s\"'<]*": "an address of somebody else",
    r"__proto__|Object\.assign\(\s*(window|Object\.prototype)": "a changed prototype",
    r"(window|parent|opener|top)\.postMessage|window\.addEventListener\(\s*[\"']message": "a message between windows",
    r"document\.domain|window\.name": "shared between windows",
}
browser_storage = {r"localStorage|sessionStorage|indexedDB|document\.cookie": "words kept in the browser"}
no_paste = {r"onpaste|['\"]paste['\"]": "pasting hindered"}
foreign_styles = {
    r"@import": "a style from elsewhere",
    r"url\(\s*[\"']?(https?:)?//": "an address of somebody else",
    r"expression\(|(?<![\w-])behavior:": "a script in a style",
}

TEXT_RULES = [
    (
        past_escaping,
        ["{{ x|safe }}", "{% autoescape off %}", "{{ x|safeseq|join:'' }}"],
        ["{{ x }}", "safety"],
    ),
    (
        inline,
        [
            "<p style='x'>",
            "<style>p{}</style>",
            "<script>x</script>",
            "<a onclick='x'>",
            "<a href='javascript:x'>",
            "<p hx-on:click='x'>",
            "<iframe>",
        ],
        [
            "<script src='x' defer></script>",
            "<p data-style='x'>",
            "<input name='on' value='x'>",
            "<p class='style'>",
        ],
    ),
    (
        elsewhere,
        ["<script src='https://cdn.example/x.js'>", "<img src='//x'>", "<a href='http://x.example'>"],
        ["<svg xmlns='http://www.w3.org/2000/svg'>", "<a href='/x'>"],
    ),
    (file_fields, ["<input type='file'>", "<form enctype='multipart/form-data'>"], ["<input type='text'>"]),
    (
        unsafe_scripts,
        [
            "x.innerHTML = y",
            "eval(x)",
            "new Function(x)",
            "setTimeout('x')",
            "fetch('https://x.example')",
            "x.__proto__",
        ],
        ["x.textContent = y", "setTimeout(tick, 100)"],
    ),
    (browser_storage, ["localStorage.x = 1", "document.cookie"], ["caches.open('shell')"]),
    (no_paste, ["x.addEventListener('paste', stop)", "<input onpaste='stop'>"], ["paste it here"]),
    (
        foreign_styles,
        ["@import 'x'", "url(https://x.example/x.woff2)", "url('//x')"],
        ["url('../fonts/x.woff2')"],
    ),
]


@pytest.mark.parametrize(("patterns", "bad", "good"), TEXT_RULES)
def test_each_text_rule_finds_what_it_is_for(patterns, bad, good):
    assert [text for text in bad if not faults_in(text, patterns)] == []
    assert [text for text in good if faults_in(text, patterns)] == []


def template_faults(patterns: dict[str, str]) -> list[str]:
    found = []
    for path, text in texts(".html", ".txt"):
        found += [
            f"{path.relative_to(HERE)}:{fault}" for fault in faults_in(without_comments(text), patterns)
        ]
    return found


# Allowed, and why.
EXCUSED = {
    # An answer of our own origin (connect-src 'self'); scripts in a page parsed like this do not run.
    ("send.js", "parseFromString"),
    # Only what is sealed to the server's key, and tokens that can do nothing but send; test_offline.py looks for words in it.
    ("outbox.js", "indexedDB"),
    ("sw.js", "indexedDB"),
    # A page of the journal without a connection: sealed with its owner's own key first; test_journal.py looks for words in it.
    ("journal.js", "indexedDB"),
    # The same copies, sealed with the same key; test_concerns.py looks for words in them.
    ("concern.js", "indexedDB"),
    # How many things wait, a number, so that a loss can be told.
    ("outbox.js", "document.cookie"),
}


def script_faults(patterns: dict[str, str]) -> list[str]:
    found = [(path, fault) for path, text in texts(".js") for fault in faults_in(text, patterns)]
    return [
        f"{path.relative_to(HERE)}:{fault}"
        for path, fault in found
        if not any(path.name == name and word in fault for name, word in EXCUSED)
    ]


def test_no_template_passes_by_the_escaping():
    assert template_faults(past_escaping) == []


def test_no_template_holds_a_style_or_a_script():
    assert template_faults(inline) == []


def test_no_template_names_somebody_elses_address():
    assert template_faults(elsewhere) == []


def test_no_address_in_a_link_is_taken_from_a_record():
    """A link made of a stored value needs a fixed beginning: a path, `tel:`, `sms:` or `mailto:`."""
    start = {
        r"(href|src|action|formaction|hx-(get|post))\s*=\s*[\"']\{\{\s*(?!url\b)[^}]*\}\}": "a link of a value"
    }
    assert faults_in("<a href='{{ person.page }}'>", start)
    assert not faults_in("<a href='tel:{{ line.number }}'>", start)
    # Names that pages give to the address of a route; and the chat addresses in our own list of help lines.
    allowed = re.compile(
        r"\{\{\s*((\w+_)?(url|href)|formaction|address|next|line\.(chat|web)|attrs\.\w+|totp_svg_data_uri|(\w+\.)+(url|href|get_absolute_url))\s*\}\}"
    )
    found = []
    for path, text in texts(".html", ".txt"):
        routes = set(re.findall(r"\{%\s*url\s[^%]*\bas\s+(\w+)\s*%\}", text))
        for fault in faults_in(without_comments(text), start):
            named = re.search(r"\{\{\s*(\w+)", fault)[1]
            if named not in routes and not allowed.search(fault):
                found.append(f"{path.relative_to(HERE)}:{fault}")
    assert found == []


def test_no_picture_of_ours_holds_a_script():
    patterns = {
        r"<script|<foreignObject|\bon[a-z]+\s*=|javascript:|<use\b[^>]*https?:": "a script in a picture"
    }
    assert faults_in("<svg onload='x'>", patterns)
    found = [
        f"{p.relative_to(HERE)}:{fault}" for p, text in texts(".svg") for fault in faults_in(text, patterns)
    ]
    assert found == []


def test_our_scripts_show_text_as_text():
    assert script_faults(unsafe_scripts) == []


def test_our_scripts_keep_nothing_in_the_browser():
    assert script_faults(browser_storage) == []


def test_nobody_is_kept_from_pasting():
    assert script_faults(no_paste) == []
    assert template_faults(no_paste) == []


def test_our_styles_come_from_us():
    found = [
        f"{p.relative_to(HERE)}:{fault}"
        for p, text in texts(".css")
        for fault in faults_in(text, foreign_styles)
    ]
    assert found == []


def test_we_never_claim_a_seal():
    """The FTC's case against BetterHelp: a seal that nobody had given."""
    claim = re.compile(r"HIPAA[\s-]+(compliant|compliance|certified|certification|approved|secure)", re.I)
    assert claim.search("We are HIPAA-" + "compliant.")
    kinds = {".html", ".txt", ".md", ".py", ".po", ".toml", ".js", ".svg", ".csv"}
    places = [OWN, HERE / "docs"]
    files = [p for place in places for p in sorted(place.rglob("*")) if p.suffix in kinds] + sorted(
        HERE.glob("*.md")
    )
    assert [str(p.relative_to(HERE)) for p in files if claim.search(p.read_text(encoding="utf-8"))] == []
