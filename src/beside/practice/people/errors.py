"""
Refused             an action that may not, or cannot, be done now; its text says to the person what to do next
└── AlreadySent     the same submission came twice with different words: neither is lost, the person chooses
"""


class Refused(Exception):
    """The text is shown to the person."""


class AlreadySent(Refused):
    pass
