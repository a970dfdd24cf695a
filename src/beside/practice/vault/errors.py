"""
VaultError              anything the vault refuses
├── KeyTrouble          a key file is missing, wrong, or open to others: the start stops with what to do next
├── Unreadable          a sealed value does not open here: another row's, tampered with, or not sealed at all
└── Destroyed           its key was destroyed on purpose (an erasure); nothing brings it back
"""


class VaultError(Exception):
    """The text can be shown to a person and says what to do next."""


class KeyTrouble(VaultError):
    pass


class Unreadable(VaultError):
    pass


class Destroyed(VaultError):
    pass
