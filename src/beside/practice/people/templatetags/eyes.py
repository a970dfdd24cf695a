"""Who sees this, under every field.

{% load eyes %}
{% who_sees relationship "check-ins" %}                      the line itself
{% who_sees relationship "check-ins" id="wish-who" %}        with an id for aria-describedby
{% who_sees_words relationship "check-ins" as who %}         the words, to hand to parts/field.html and its like
"""

from django import template

from beside.practice.people import eyes

register = template.Library()


@register.inclusion_tag("parts/who_sees.html", takes_context=True)
def who_sees(context, relationship, kind, id=""):
    return {"words": who_sees_words(context, relationship, kind), "id": id}


@register.simple_tag(takes_context=True)
def who_sees_words(context, relationship, kind):
    request = context.get("request")
    return eyes.who_sees(relationship, kind, viewer=getattr(request, "member", None))
