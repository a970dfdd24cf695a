"""Spanish puts "de" between day, month and year. Pages ask for a day in the English order, and get this instead."""

DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i"

globals().update(
    {
        "j F": r"j \d\e F",
        "j F Y": r"j \d\e F \d\e Y",
        "j F Y, H:i": r"j \d\e F \d\e Y, H:i",
        "l j F": r"l j \d\e F",
        "l j F Y": r"l j \d\e F \d\e Y",
        "l j F, H:i": r"l j \d\e F, H:i",
        "D j M H:i": r"l j \d\e F, H:i",
    }
)
