"""The little that templates cannot say by themselves."""

from django import template

register = template.Library()


@register.filter
def numbers(span):
    """Every whole number of "0 10" or "-5 5", as text."""
    first, last = (int(end) for end in span.split())
    return [str(number) for number in range(first, last + 1)]


@register.filter
def halfway(values):
    """The middle one of a row of values."""
    return values[len(values) // 2]


@register.filter
def with_minus(number):
    """A number as it is set in print: "-5" with a minus sign in place of the hyphen."""
    return str(number).replace("-", "\N{MINUS SIGN}")
