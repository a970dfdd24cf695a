"""What allauth, Django and our form files say on our pages and is worded here in Spanish: plain, with «usted».

Nothing imports this file. `make messages` reads it, and our .po comes before theirs. The English stays.
"""

from django.utils.translation import gettext_noop as _

SIGNING_IN = (
    _("Email"),
    _("Email address"),
    _("Password"),
    _("Forgot your password?"),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("This account is currently inactive."),
    _("Invalid login."),
    _("Incorrect password."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
)
PASSWORDS = (
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("The password reset token was invalid."),
)
ADDRESSES = (
    _("The new value must be different from the current one."),
    _("This email address is already associated with this account."),
    _("A user is already registered with this email address."),
    _("You cannot remove your primary email address."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("Confirmation email sent to %(email)s."),
    _("You have confirmed %(email)s."),
    _("Removed email address %(email)s."),
    _("Unable to confirm %(email)s because it is already confirmed by a different account."),
    _("Primary email address set."),
    _("Your primary email address must be verified."),
    _("Invalid or expired key."),
)
SECOND_WAYS = (
    _("Code"),
    _("Authenticator code"),
    _("Incorrect code."),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes additional "
        "requirements such as biometrics or PIN protection."
    ),
    _("A new set of recovery codes has been generated."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("Security key added."),
    _("Security key removed."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot activate two-factor authentication until you have verified your email address."),
    _("You cannot add an email address to an account protected by two-factor authentication."),
    _("Signed out of all other sessions."),
)
# Our own forms' sources, from src/beside/forms: a printed form says what it is.
SOURCES = (
    _("Beside, session form, version 1. Not yet validated: compare each person only with themself."),
    _("Beside, first session form, version 1."),
)
# Django's own, on every form.
FORMS = (
    _("This field is required."),
    _("Enter a valid email address."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a whole number."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("This password is too common."),
    _("Your password can’t be a commonly used password."),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be too similar to your other personal information."),
    _("This password is entirely numeric."),
)
