"""{% load agreements %}{% companions session %}: who else is in the room, on the page of a session."""

from django import template

from beside.practice.agreements import companions as named

register = template.Library()


@register.inclusion_tag("agreements/_companions.html", takes_context=True)
def companions(context, session):
    member = context["request"].member
    there = named.named(session, by=member)
    standing = named.standing(session, there) if there else ""
    return {
        "session": session,
        "member": member,
        "there": there,
        "standing": standing,
        "stands": named.STANDS.get(standing, ""),
    }
