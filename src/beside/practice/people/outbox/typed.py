"""What is kept for its author as they type, while a letter of theirs is carried out: older words never replace or remove newer ones."""

from beside.practice.people.models import Draft
from beside.practice.people.outbox import came


def of(member):
    return list(Draft.objects.visible_to(member).exclude(page__startswith=came.PREFIX))


def lost(before, member, *, fields):
    """Of the drafts from before: those that are gone or changed, with words that do not stand in the letter either."""
    now = {draft.page: draft.words for draft in of(member)}
    said = [value for _name, value in fields]
    return [
        draft for draft in before if now.get(draft.page) != draft.words and not _stand_in(said, draft.words)
    ]


def put_back(draft):
    Draft.objects.visible_to(draft.member).filter(page=draft.page).delete()
    Draft.objects.create(
        practice_id=draft.practice_id,
        relationship_id=draft.relationship_id,
        member_id=draft.member_id,
        page=draft.page,
        words=draft.words,
        at=draft.at,
    )


def _stand_in(said, words):
    """Whether nothing is lost: each of these words is there again, or goes on there."""
    return all(any(value.startswith(one) for value in said) for one in _each(words))


def _each(words):
    if isinstance(words, dict):
        words = list(words.values())
    if isinstance(words, list):
        return [one for part in words for one in _each(part)]
    return [str(words)] if words not in (None, "", True, False) else []
