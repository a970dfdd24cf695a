"""The second step of signing in: who has one, and who must have one before anything of a client's opens."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

# Recovery codes stand in for one of these, and are none by themselves.
WAYS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_one(account) -> bool:
    """Whether signing in asks this account for more than a password. A passkey is two factors in one."""
    return is_mfa_enabled(account, WAYS)


def is_missing(member, account) -> bool:
    """Whether the practice asks this member for a second step that their account has not. Clients choose freely."""
    return not member.is_client and member.practice.second_step and not has_one(account)
