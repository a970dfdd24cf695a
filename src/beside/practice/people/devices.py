"""A browser's name and its kind of device, in two words: enough to know one's own phone by, too little to follow anybody."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def in_short(user_agent):
    """ "Firefox, Android"; what is not known is left out."""
    known = (_first(table, user_agent) for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in known if name)


def _first(table, user_agent):
    return next((name for mark, name in table if mark in user_agent), "")
