"""Walk every URL as everybody."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from beside.practice.people.models import Member
from tests.practice.access_table import ACCOUNT_PAGES_PREFIXES, EVERYBODY, SIGNED_OUT, SUSPENDED, TABLE
from tests.practice.world import World


@pytest.fixture
def world():
    return World()


def url_names(patterns=None):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or f"unnamed: {pattern.pattern}"


def test_every_url_has_its_line_in_the_table():
    ours = {name for name in url_names() if not name.startswith(ACCOUNT_PAGES_PREFIXES)}
    assert ours - set(TABLE) == set(), "pages without a line"
    assert set(TABLE) - ours == set(), "lines without a page"


# Where the wall of PostgreSQL stands too it would hide what `visible_to` forgot: so on the embedded database.
@pytest.mark.engine_free
def test_only_those_named_get_in(world):
    """And to whoever may not, what is another's and what does not exist look the same."""
    wrong = []
    for name, row in sorted(TABLE.items()):
        address = reverse(name, kwargs=world.args(row.args))
        sees, acts = set(), set()
        for person in sorted(EVERYBODY):
            visitor = world.visitor(person)
            with world.undone():
                looked = visitor.get(address)
                sent = visitor.post(address, {})
            if gets_in(looked):
                sees.add(person)
            if gets_in(sent):
                acts.add(person)
            if row.args and person not in row.see | (row.act or set()) | {SIGNED_OUT}:
                nobodys = reverse(name, kwargs=world.args_of_nothing(row.args))
                nowhere = visitor.get(nobodys), visitor.post(nobodys, {})
                if [size(answer) for answer in nowhere] != [size(looked), size(sent)]:
                    wrong.append(f"{name}: {person} can tell that it exists")
        wrong += [f"{name}: {person} sees, and may not" for person in sorted(sees - row.see)]
        wrong += [f"{name}: {person} does not see, and may" for person in sorted(row.see - sees)]
        wrong += [f"{name}: {person} acts, and may not" for person in sorted(acts - (row.act or set()))]
        wrong += [f"{name}: {person} cannot act, and may" for person in sorted((row.act or set()) - acts)]
    assert not wrong, "\n".join(wrong)


def test_no_page_of_one_practice_shows_anybody_of_another(world):
    """Every page without an address of a thing, as everybody in one practice: nobody of the other is on it."""
    here = {member.name for member in Member.objects.filter(practice=world.owner.practice_id)} | {
        "Elm Street"
    }
    there = {member.name for member in Member.objects.filter(practice=world.foreign_owner.practice_id)} | {
        "Oak Road"
    }
    seen, shown = 0, []
    for name, row in sorted(TABLE.items()):
        if row.args:
            continue
        for person in sorted(row.see - {SIGNED_OUT, SUSPENDED}):
            words = world.visitor(person).get(reverse(name), follow=True).content.decode()
            others = here - there if person.startswith("foreign") else there - here
            seen += 1
            shown += [
                f"{name} shows {person} {other}" for other in others if re.search(rf"\b{other}\b", words)
            ]
    assert seen > 50
    assert not shown, "\n".join(shown)


def size(answer):
    return answer.status_code, len(answer.content)


def gets_in(answer):
    """A page, or a way on that is not the sign-in page. Signing in first, no such page, and wrong method are all no."""
    if answer.status_code in (301, 302):
        return not re.match(r"/account/(login|reauthenticate)/|/seat/", answer.url)
    assert answer.status_code < 500, answer.status_code
    return answer.status_code not in (403, 404, 405)
