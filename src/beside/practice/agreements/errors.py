"""
Refused (people)        a sentence that says what to do next
└── BothChanged         two people changed the same words; `conflicts` holds both texts, so that nobody's are lost
"""

from beside.practice.people.errors import Refused


class BothChanged(Refused):
    def __init__(self, words, conflicts):
        super().__init__(words)
        # [(what it is, the clause or "facts", the text that stands there now, and why it is there)]
        self.conflicts = conflicts
