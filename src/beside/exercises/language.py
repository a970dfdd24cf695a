"""The languages in which an exercise is said."""

LANGUAGES = ("en", "es")


def spoken(language: str) -> str:
    """The language of that code, or English: "es-MX" is "es", "fr" is "en"."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in LANGUAGES else LANGUAGES[0]
