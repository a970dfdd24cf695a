from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def on_day(moment):
    """A day without its year within this year, and with it before: a December read in November is not one to come."""
    day = timezone.localtime(moment).date()
    this_year = day.year == timezone.localdate().year
    return date_format(day, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")
