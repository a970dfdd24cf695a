"""A letter from a device: opened, its token looked at, its form carried out as if its author had just sent it.

Nothing of the request that brought it counts but its body: no cookie, no session, whoever is signed in.
"""

import base64
import binascii
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from html.parser import HTMLParser

from django.conf import settings
from django.contrib.messages import WARNING
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from beside.practice.audit import trail
from beside.practice.people.models import Submission
from beside.practice.people.outbox import came, since, tokens, typed
from beside.practice.people.outbox.forms import ONLY_KEPT, form_of
from beside.practice.people.tenancy import inside
from beside.practice.vault import letterbox
from beside.practice.vault.errors import Unreadable

# What the device is told: nothing that depends on whose it is, and the same of an unknown, a used and a dead token.
ACCEPTED, KEPT, CLOSED = "accepted", "kept", "closed"
SEND, DRAFT = "send", "draft"
# Five fields of four thousand signs, each sign of four bytes, come to 80 kB.
LARGEST = 400_000
MOST_FIELDS = 300
LONGEST = 20_000


@dataclass(frozen=True)
class Opened:
    token: tokens.Token
    key: uuid.UUID
    version: int
    kind: str
    place: str
    fields: list
    # When it was sealed, in seconds, as the device says.
    at: float = 0.0
    # What came back before and was put into the form again.
    put: str = ""


def opened(body: bytes) -> Opened | None:
    """What was sealed, if it was sealed to us with a token of ours for the form it names."""
    try:
        told = json.loads(body)
        letter = letterbox.Letter(
            str(told["box"]),
            str(told["kind"]),
            *(_bytes(told[name]) for name in ("theirs", "nonce", "sealed")),
        )
        key, version = uuid.UUID(told["key"]), int(told["version"])
        said = json.loads(letterbox.open_letter(letter, f"beside outbox 1|{key}|{version}".encode()))
        token, place, kind = tokens.read(said["token"]), said["place"], said["kind"]
        fields = [[_whole(str(name)), _whole(str(value))] for name, value in said["fields"]]
        at, put = float(said.get("at", 0)), str(said.get("put", ""))
    except (Unreadable, ValueError, TypeError, KeyError, OverflowError, RecursionError, binascii.Error):
        return None
    if token is None or token.place != place or kind not in (SEND, DRAFT) or len(fields) > MOST_FIELDS:
        return None
    return Opened(token, key, version, kind, place, fields, at, put)


def _whole(text):
    """Half of a character stands in no database: as a form that a browser sends, with a mark in its place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def take(letter: Opened, *, asked) -> str:
    """Carry it out, once. ACCEPTED; KEPT for its author, who finds it when they sign in; or CLOSED."""
    account = tokens.account_of(letter.token)
    if account is None:
        return CLOSED
    with inside(letter.token.practice):
        member = tokens.member_of(letter.token, account)
        if member is None:
            return CLOSED
        with (
            translation.override(member.language or member.practice.language),
            timezone.override(member.practice.time_zone),
            transaction.atomic(),
        ):
            return _once(letter, member, asked)


def give_back(letter: Opened, *, to) -> bool:
    """The words of somebody whose token is dead, back to themself as a draft: whoever is signed in must be who wrote them."""
    if (letter.token.member, letter.token.account) != (str(to.pk), str(to.account_id)):
        return False
    return came.keep(to, place=letter.place, fields=_words(letter), why=came.TOO_LATE)


def _once(letter, member, asked):
    use, fresh = Submission.objects.get_or_create(
        practice_id=member.practice_id,
        key=letter.token.key,
        defaults={
            "member": member,
            "what": f"outbox-{ACCEPTED}",
            "digest": _digest(letter),
            "thing_id": letter.key,
            "written_at": since.written_at(letter),
        },
    )
    if not fresh:
        # The answer was lost on its way, or another tab was quicker: the same letter. Anything else under this token is not let in.
        same = use.thing_id == letter.key and hmac.compare_digest(use.digest, _digest(letter))
        return use.what.removeprefix("outbox-") if same else CLOSED
    outcome = _carried_out(letter, member, asked, use)
    if outcome != ACCEPTED:
        use.what = f"outbox-{outcome}"
        use.save(update_fields=["what"])
    return outcome


def _carried_out(letter, member, asked, use):
    form = form_of(letter.place)
    if form is None:
        # No token is made for other forms, so this one is from before the table changed.
        return _back(letter, member, [_("This page is no longer there.")])
    if letter.kind == DRAFT:
        kept = came.keep(member, place=letter.place, fields=_words(letter), why=came.DRAFT)
        return KEPT if kept else CLOSED
    if letter.version != form.version:
        return _back(
            letter,
            member,
            [_("The questions have changed since. Look over what you wrote, and send it again.")],
        )
    path, _mark, query = letter.place.partition("?")
    match = resolve(path)
    if match.url_name in ONLY_KEPT:
        return _back(
            letter, member, [_("It is sent with a connection only. Look it over, and send it again.")]
        )
    request = _as_sent(member, asked, path=path, query=query, fields=letter.fields, match=match)
    try:
        _taken(request, match, form, letter, member, use)
    except _NotTaken as why:
        return _back(letter, member, why.said)
    except _Beside:
        return _kept_beside(
            letter, member, reverse(form.draft_of, args=match.args, kwargs=match.captured_kwargs)
        )
    came.drop(member, place=letter.place, item=letter.put, fields=_words(letter))
    trail.write(f"{since.MARK}{match.url_name}", by=member, thing=use)
    return ACCEPTED


def _back(letter, member, said):
    kept = came.keep(member, place=letter.place, fields=_words(letter), why=came.REFUSED, said=said)
    return KEPT if kept else CLOSED


def _kept_beside(letter, member, place):
    """What was typed and not sent, for the form that it is a draft of."""
    if not any(value.strip() for _name, value in _words(letter)):
        return ACCEPTED
    kept = came.keep(member, place=place, fields=_words(letter), why=came.DRAFT)
    return KEPT if kept else CLOSED


def _words(letter):
    return [pair for pair in letter.fields if pair[0] not in ("key", "move")]


# -- The form itself ---------------------------------------------------------------------------------------------


class _NotTaken(Exception):
    """Undoes whatever the form did before it refused."""

    def __init__(self, said):
        super().__init__()
        self.said = said


class _Beside(Exception):
    """Undoes what a draft did to other words: it is laid beside them."""


class _Nowhere(SessionBase):
    """A session of nobody's, which is not kept."""

    def load(self):
        return {}

    def save(self, must_create=False):
        """Nothing is kept."""

    def create(self):
        """Nothing is kept."""


class _Overheard(BaseStorage):
    """What the form would have said on the next page."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []

    @property
    def warnings(self):
        return [str(message) for message in self._queued_messages if message.level >= WARNING]


@transaction.atomic
def _taken(request, match, form, letter, member, use):
    """Carry the form out, or raise, and nothing of it is left."""
    so_far, before = since.so_far(member), typed.of(member)
    try:
        said = _sentences(request, match.func(request, *match.args, **match.kwargs))
    except (Http404, PermissionDenied, SuspiciousOperation):
        said = [_("This page is no longer there.")]
    if said is None and since.changed(member, sets=form.sets, written=use.written_at, so_far=so_far):
        said = [_("This was changed since. Look it over, then send it again.")]
    if said is not None:
        raise _NotTaken(said)
    lost = typed.lost(before, member, fields=letter.fields)
    if lost and form.draft_of:
        raise _Beside
    for draft in lost:
        if draft.at > use.written_at:
            typed.put_back(draft)


def _as_sent(member, asked, *, path, query, fields, match):
    request = HttpRequest()
    request.method = "POST"
    request.path = request.path_info = path
    known = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "REMOTE_ADDR", "HTTP_X_FORWARDED_FOR")
    request.META = {name: asked.META[name] for name in known if name in asked.META}
    request.META |= {"REQUEST_METHOD": "POST", "QUERY_STRING": query}
    request.GET, request.POST = QueryDict(query), QueryDict(mutable=True)
    for name, value in fields:
        request.POST.appendlist(name, value)
    request.resolver_match = match
    request.user, request.member = member.account, member
    request.seats, request.held_back, request.shut_out = [], None, False
    request.session, request._messages = _Nowhere(), _Overheard(request)
    request.htmx = HtmxDetails(request)
    request.LANGUAGE_CODE = translation.get_language()
    return request


def _sentences(request, response):
    """None if the form was taken. A form that was taken leads on, or has nothing to say."""
    said = request._messages.warnings
    if response.status_code in (204, 301, 302, 303) and not said:
        elsewhere = response.headers.get("Location", "").startswith("/account/")
        return [_("This page is no longer there.")] if elsewhere else None
    if not said and response.headers.get("Content-Type", "").startswith("text/html"):
        page = _Errors()
        page.feed(response.content.decode())
        said = page.sentences
    return said or [_("It could not be sent as it is. Look it over, and send it again.")]


class _Errors(HTMLParser):
    """The sentences of a page that say what to mend."""

    MARKS = frozenset({"form-errors", "errorlist", "errors", "error"})
    EMPTY = frozenset({"input", "br", "img", "hr", "meta", "link", "path", "circle", "source", "wbr"})

    def __init__(self):
        super().__init__()
        self.depth = 0
        self.found = []

    @property
    def sentences(self):
        return list(dict.fromkeys(words for words in (" ".join(one.split()) for one in self.found) if words))

    def handle_starttag(self, tag, attrs):
        if tag in self.EMPTY:
            return
        if self.depth:
            self.depth += 1
        elif self.MARKS & set((dict(attrs).get("class") or "").split()):
            self.depth = 1

    def handle_endtag(self, tag):
        if self.depth and tag not in self.EMPTY:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.found.append(data)


def _digest(letter):
    canonical = json.dumps([letter.kind, letter.place, letter.fields], ensure_ascii=False).encode()
    return hmac.new(settings.SECRET_KEY.encode(), canonical, hashlib.sha256).hexdigest()


def _bytes(text):
    return base64.b64decode(str(text), validate=True)
