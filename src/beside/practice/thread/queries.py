from beside.practice.thread.models import Message, Terms


def current_terms(relationship) -> Terms | None:
    """What holds now, or None: messages are off."""
    terms = (
        Terms.objects.filter(practice=relationship.practice_id, relationship=relationship)
        .order_by("-at", "-pk")
        .first()
    )
    if terms is not None:
        terms.relationship = relationship
    return terms


def unread(relationship, *, by) -> int:
    """How many of the other's messages this reader may see and has not."""
    return not_read(relationship, by=by).count()


def not_read(relationship, *, by):
    """What the other sent, and this reader has not had before their eyes. A supervisor's look is no reading of theirs."""
    found = Message.objects.visible_to(by).filter(relationship=relationship, read_at=None)
    if by.is_clinician:
        return found.filter(author=relationship.client_id)
    return found.exclude(author=by) if by.pk == relationship.client_id else found.none()
