"""The way to take something back, beside what a client gave: {% load taking_back %}{% take_back thing %}.

For the client who gave it; anybody else gets nothing here. In a list, mark the things first (`taking_back.marked`).
"""

from django import template

from beside.practice.people import taking_back

register = template.Library()


@register.inclusion_tag("people/_take_back.html", takes_context=True)
def take_back(context, thing):
    member = context["request"].member
    if thing is None or not member.is_client or not thing.was_given_by(member) or thing.why_it_stays():
        return {}
    if not hasattr(thing, "taken_back_at"):
        taking_back.marked([thing])
    return {"thing": thing}
