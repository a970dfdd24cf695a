from django.urls import include, path
from django.views.i18n import set_language

from beside.practice.people.views import (
    account,
    clients,
    joining,
    notices,
    outbox,
    safety,
    start,
    taking_back,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("seat/", start.seat_choose, name="seat-choose"),
    # Signed out
    path("join/<str:secret>/", joining.invitation, name="invitation"),
    path("reset/<str:secret>/", joining.reset, name="reset"),
    path("help/", safety.help_now, name="help-now"),
    path("leave/", safety.leave, name="leave"),
    path("sw.js", safety.service_worker, name="service-worker"),
    path("manifest.webmanifest", safety.manifest, name="manifest"),
    path("lock/", safety.lock_now, name="lock"),
    path("app-name/", safety.app_name_set, name="app-name-set"),
    path("theme/", account.theme_set, name="theme-set"),
    path("language/", set_language, name="set_language"),
    # One's own account; ours stand before allauth's of the same name.
    path("account/email/", account.email, name="account_email"),
    path("account/logout/", account.sign_out, name="account_logout"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/second-step/", account.second_step, name="second-step"),
    path("account/2fa/totp/activate/", account.code_app, name="mfa_activate_totp"),
    path("account/2fa/webauthn/add/", account.passkey, name="mfa_add_webauthn"),
    path("account/sessions/", account.devices, name="usersessions_list"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/", include("allauth.urls")),
    path("me/", account.account_home, name="account-home"),
    path("me/safe-contact/", account.safe_contact, name="safe-contact"),
    path("me/how-often/", account.how_often, name="how-often"),
    path("me/who-sees/", account.who_sees, name="who-sees"),
    # What was written without a connection
    path("outbox/", outbox.letter, name="outbox-letter"),
    path("outbox/back/", outbox.give_back, name="outbox-back"),
    path("me/outbox/", outbox.outbox, name="outbox"),
    path("me/something-else/", outbox.something_else, name="something-else"),
    path("take-back/<slug:kind>/<uuid:pk>/", taking_back.take_back, name="take-back"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:pk>/later/", notices.notice_later, name="notice-later"),
    path("notices/<uuid:pk>/seen/", notices.notice_seen, name="notice-seen"),
    # People in one's care
    path("clients/", clients.clients, name="clients"),
    path("members/<uuid:pk>/invitation/", clients.invitation_made, name="invitation-made"),
    path("members/<uuid:pk>/invitation/revoke/", clients.invitation_revoke, name="invitation-revoke"),
    path("members/<uuid:pk>/reset/", clients.member_reset, name="member-reset"),
    path("members/<uuid:pk>/died/", clients.client_died, name="client-died"),
    path("relationships/<uuid:pk>/safe-contact/", account.safe_contact_of, name="safe-contact-of"),
]
