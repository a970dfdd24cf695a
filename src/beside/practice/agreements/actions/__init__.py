from beside.practice.agreements.actions.boundaries import note_boundary
from beside.practice.agreements.actions.companions import answer_companions, name_companion, take_off
from beside.practice.agreements.actions.proposing import begin, change_group, drop, name_guardians, offer
from beside.practice.agreements.actions.remarks import answer, remark, reviewed
from beside.practice.agreements.actions.signing import sign, take_signature_back
from beside.practice.agreements.actions.template import choose_beginnings, lay_over

__all__ = [
    "answer",
    "answer_companions",
    "begin",
    "change_group",
    "choose_beginnings",
    "drop",
    "lay_over",
    "name_companion",
    "name_guardians",
    "note_boundary",
    "offer",
    "remark",
    "reviewed",
    "sign",
    "take_off",
    "take_signature_back",
]
