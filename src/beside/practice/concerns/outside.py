"""Who hears it outside, and crisis help: of the country that somebody chose, else of the practice's."""

from beside.helplines import helplines
from beside.practice.concerns.readers import procedure_of
from beside.practice.people.views.safety import contacts
from beside.regulators import countries, regulators


def ways_outside(practice, *, language, own=True, chosen=""):
    """Context of concerns/_crisis.html and concerns/_outside.html. `own`: with the lines that the practice itself names."""
    country = chosen if chosen in countries() else practice.country if practice else None
    crisis = helplines(country, language)
    return {
        "emergency": crisis.emergency.number,
        "statement": crisis.statement,
        "found": regulators(country, language),
        "own_outside": contacts(procedure_of(practice).outside if practice and own else ""),
    }
