"""What happens to practices and their people: made, invited, joined, supervised, away, left."""

import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.people import access, links, notices, seals
from beside.practice.people.errors import Refused
from beside.practice.people.models import (
    Absence,
    Account,
    Consent,
    Link,
    Member,
    Practice,
    Relationship,
    Role,
    SafeContact,
    Seat,
    Supervision,
)
from beside.practice.people.tenancy import inside

INVITATION_LASTS = datetime.timedelta(days=14)


@transaction.atomic
def make_practice(
    name, *, owner_name, country="US", language="en", time_zone="UTC", demo=False, second_step=None
):
    """Make a practice and its owner; return the owner. They join by an invitation, like everybody.

    Whoever works there signs in with a second step, but in a demo, unless `second_step` says otherwise.
    """
    practice = Practice.objects.create(
        name=name,
        country=country,
        language=language,
        time_zone=time_zone,
        demo=demo,
        second_step=not demo if second_step is None else second_step,
    )
    with inside(practice.pk):
        owner = Member.objects.create(practice=practice, role=Role.OWNER, name=owner_name)
        trail.write("practice made", by=owner)
    return owner


@transaction.atomic
def add_member(name, *, role, by, prefers="", pronouns="", language=""):
    """Put somebody on the practice's list, invited and not yet joined."""
    member = Member.objects.create(
        practice_id=by.practice_id,
        role=role,
        name=name,
        prefers=prefers,
        pronouns=pronouns,
        language=language,
    )
    trail.write(f"member added: {role}", by=by, thing=member)
    return member


@transaction.atomic
def begin_relationship(client, *, clinician, by, began_on=None):
    """One client with one clinician. Couples, families and groups are refused: what one of them says is not the other's."""
    if client.role != Role.CLIENT or clinician.role != Role.CLINICIAN:
        raise Refused(
            _(
                "A relationship is one client with one therapist. For couples and groups, keep one for each person."
            )
        )
    relationship = Relationship.objects.create(
        practice_id=by.practice_id,
        client=client,
        clinician=clinician,
        began_on=began_on or timezone.localdate(),
    )
    SafeContact.objects.get_or_create(practice_id=by.practice_id, client=client)
    trail.write("relationship begun", by=by, relationship=relationship)
    return relationship


@transaction.atomic
def invite(member, *, by):
    """A single-use link for this person to join by; return its address part. Earlier ones stop working."""
    if member.state != Member.State.INVITED:
        raise Refused(_("They have joined already. If they cannot sign in, give them a reset link instead."))
    secret = links.make(member, purpose=Link.Purpose.INVITATION, lasts=INVITATION_LASTS)
    trail.write("invited", by=by, thing=member)
    return secret


@transaction.atomic
def join(link, *, email, password, account=None):
    """Take an invitation: an account with a seat. `account` where the person is signed in already."""
    link = links.use(link)
    with inside(link.practice_id):
        member = Member.objects.select_for_update().get(pk=link.member_id)
        if account is None:
            if Account.objects.filter(email=email.lower()).exists():
                # The same words whoever has that address: an invitation is no way to find out.
                raise Refused(
                    _(
                        "This address cannot be used here. Use another, or sign in first and open the invitation again."
                    )
                )
            account = Account.objects.create_user(email, password)
        elif member.role == Role.CLIENT and _works_here(account, link.practice_id):
            # Opened on the therapist's own device: the client's place must not become the therapist's.
            raise Refused(_("This invitation is a client's. Sign out first, and let them open it."))
        member.account, member.state = account, Member.State.ACTIVE
        member.save(update_fields=["account", "state"])
        Seat.objects.create(account=account, practice_id=member.practice_id, member_id=member.pk)
        trail.write("joined", by=member, thing=member)
    return account


@transaction.atomic
def revoke_invitation(member, *, by):
    """The link that was handed over stops working; they stay on the list."""
    links.revoke(member, purpose=Link.Purpose.INVITATION)
    trail.write("invitation revoked", by=by, thing=member)


@transaction.atomic
def reset_link(member, *, by):
    """A link to choose a new password, to hand over where there is no mail."""
    if member.account_id is None or member.state != Member.State.ACTIVE:
        raise Refused(
            _("They have not joined yet, or their place is closed. A reset link would open nothing.")
        )
    elsewhere = Seat.objects.filter(account=member.account_id).exclude(member_id=member.pk)
    if elsewhere.exists():
        # Whoever makes the link could open it: it must not reach into another practice, or another role.
        raise Refused(
            _(
                "Their account has another place too, so they alone can choose a new password: by mail, or after signing in with a passkey or a recovery code."
            )
        )
    secret = links.make(member, purpose=Link.Purpose.RESET, lasts=datetime.timedelta(hours=24))
    trail.write("reset link made", by=by, thing=member)
    return secret


@transaction.atomic
def choose_password(link, *, password):
    """Use a reset link. Every device is signed out by it, and the person reads later that it happened."""
    link = links.use(link)
    with inside(link.practice_id):
        member = Member.objects.select_related("account").get(pk=link.member_id, state=Member.State.ACTIVE)
        member.account.set_password(password)
        member.account.save(update_fields=["password"])
        trail.write("password chosen by reset link", by=member, thing=member)
        notices.tell(member, kind="password-reset")
    return member.account


@transaction.atomic
def change_email(account, *, email, by):
    """Another address to sign in with. `by` is the seat they sit in, if they sit in one."""
    if Account.objects.filter(email=email.lower()).exclude(pk=account.pk).exists():
        raise Refused(_("This address cannot be used here. Use another."))
    account.email = email.lower()
    account.save(update_fields=["email"])
    if by:
        trail.write("e-mail address changed", by=by, thing=by)


@transaction.atomic
def second_step_set_up(account, *, here, by):
    """The first one is there: whoever signed in without it, elsewhere than `here` (a session's key), is signed out."""
    _sign_out(account, but=here)
    if by:
        trail.write("second step set up", by=by, thing=by)


@transaction.atomic
def take_off_second_step(account):
    """Passkeys, code app and recovery codes of somebody who lost them, and all their sign-ins. For a command alone:
    whoever runs it has met the person."""
    taken = Authenticator.objects.filter(user=account)
    if not taken.exists():
        raise Refused(_("This account has no second step. Its password alone signs in."))
    taken.delete()
    _sign_out(account)
    for seat in account.seats.order_by("pk"):
        with inside(seat.practice_id):
            member = Member.objects.get(pk=seat.member_id)
            trail.write("second step taken off", by=access.Named(seat.practice_id), thing=member)
            notices.tell(member, kind="second-step-off")


@transaction.atomic
def change_me(member, *, by, **changes):
    """What somebody wants to be called, their language, and what they are shown."""
    for name, value in changes.items():
        setattr(member, name, value)
    member.save(update_fields=list(changes))
    trail.write("own settings changed", by=by, thing=member)


@transaction.atomic
def change_practice(practice, *, by, **changes):
    for name, value in changes.items():
        setattr(practice, name, value)
    practice.save(update_fields=list(changes))
    trail.write("practice settings changed", by=by, thing=practice)


@transaction.atomic
def supervise(clinician, *, supervisor, kind, by):
    if clinician.account_id is not None and clinician.account_id == supervisor.account_id:
        raise Refused(_("They are the same person, in two places. Choose somebody else to supervise them."))
    supervision, fresh = Supervision.objects.get_or_create(
        practice_id=by.practice_id,
        supervisor=supervisor,
        clinician=clinician,
        ended_on=None,
        defaults={"kind": kind},
    )
    if not fresh and supervision.kind != kind:
        raise Refused(
            _(
                "They are linked already in the other way. End that first, so that clients can be told of the change."
            )
        )
    if fresh:
        trail.write(f"supervision begun: {kind}", by=by, thing=supervision)
        notices.tell_clients_of(clinician, kind="supervision-began")
    return supervision


@transaction.atomic
def end_supervision(supervision, *, by):
    supervision.ended_on = timezone.localdate()
    supervision.save(update_fields=["ended_on"])
    trail.write("supervision ended", by=by, thing=supervision)
    notices.lead_nowhere(supervision.supervisor, of=supervision.clinician)
    notices.tell_clients_of(supervision.clinician, kind="supervision-ended")


@transaction.atomic
def go_away(clinician, *, deputy, first_day, last_day, by):
    """A deputy stands in on these days, and the clients are told."""
    if last_day < first_day:
        raise Refused(_("The last day lies before the first. Change one of them."))
    if deputy.pk == clinician.pk or deputy.role != Role.CLINICIAN:
        raise Refused(_("Choose another therapist of the practice to stand in."))
    absence = Absence.objects.create(
        practice_id=by.practice_id, clinician=clinician, deputy=deputy, first_day=first_day, last_day=last_day
    )
    trail.write("deputy named", by=by, thing=absence)
    notices.tell_clients_of(clinician, kind="therapist-away")
    return absence


@transaction.atomic
def come_back(absence, *, by):
    """An absence ends early or is called off: from today on the deputy sees nothing of it."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    if absence.first_day > yesterday:
        absence.delete()
    else:
        absence.last_day = min(absence.last_day, yesterday)
        absence.save(update_fields=["last_day"])
    trail.write("absence ended", by=by, thing=absence.clinician)
    notices.tell_clients_of(absence.clinician, kind="therapist-back")


@transaction.atomic
def hand_over(relationship, *, to, by):
    """End a relationship and begin one with another clinician. What was said stays with the first one's record."""
    if to.pk == relationship.clinician_id or to.role != Role.CLINICIAN or to.state != Member.State.ACTIVE:
        raise Refused(_("Choose another therapist of the practice, who has joined."))
    relationship.ended_on = timezone.localdate()
    relationship.save(update_fields=["ended_on"])
    trail.write("relationship ended: handed over", by=by, relationship=relationship)
    known = Relationship.objects.going_on().filter(client=relationship.client_id, clinician=to).first()
    return known or begin_relationship(relationship.client, clinician=to, by=by)


@transaction.atomic
def leave_practice(member, *, by, hand_over_to=None):
    """Somebody leaves: their sign-in ends now; a clinician's clients go to a colleague and are told."""
    _keep_an_owner(member)
    # A frozen record stays where it is: nobody begins anew with somebody who has died.
    caseload = list(member.caseload.going_on().filter(frozen=False).select_related("client"))
    if caseload and hand_over_to is None:
        raise Refused(_("They still have clients. Choose who takes them over, so that nobody is left alone."))
    for relationship in caseload:
        hand_over(relationship, to=hand_over_to, by=by)
    # Else what is brought would go to nobody, and clients would be told of somebody who is gone.
    of_theirs = Supervision.objects.filter(Q(supervisor=member) | Q(clinician=member), ended_on=None)
    for supervision in of_theirs.select_related("supervisor", "clinician"):
        end_supervision(supervision, by=by)
    _end_seat(member, Member.State.LEFT)
    trail.write("left the practice", by=by, thing=member)
    for relationship in caseload:
        notices.tell(relationship.client, kind="therapist-left")


@transaction.atomic
def record_death(client, *, by):
    """A client has died: no mail goes out any more, and the record is frozen."""
    _end_seat(client, Member.State.DIED)
    SafeContact.objects.filter(client=client).update(channel=SafeContact.Channel.NONE)
    client.therapies.update(frozen=True)
    trail.write("client died; record frozen", by=by, thing=client)


@transaction.atomic
def suspend(member, *, by):
    """Out at once, on every device; the seat can be given back."""
    if member.state not in (Member.State.ACTIVE, Member.State.INVITED):
        raise Refused(_("Their place is closed already."))
    _keep_an_owner(member)
    member.state = Member.State.SUSPENDED
    member.save(update_fields=["state"])
    trail.write("suspended", by=by, thing=member)


@transaction.atomic
def bring_back(member, *, by):
    if member.state != Member.State.SUSPENDED:
        raise Refused(_("Only somebody who was suspended can be brought back."))
    member.state = Member.State.ACTIVE if member.account_id else Member.State.INVITED
    member.save(update_fields=["state"])
    trail.write("brought back", by=by, thing=member)


@transaction.atomic
def change_safe_contact(contact, *, by, **changes):
    """The client, or the therapist with them, says how they may be reached."""
    for name, value in changes.items():
        setattr(contact, name, value)
    if contact.from_hour >= contact.until_hour:
        raise Refused(_("The first hour must come before the last. Change one of them."))
    contact.changed_at = timezone.now()
    contact.save()
    trail.write("safe contact changed", by=by, thing=contact)


@transaction.atomic
def consent(relationship, *, purpose, given, by, text_version=1, about=None):
    """A line in the ledger: this person says yes to this purpose, or takes it back; `about` one thing only, if it says so."""
    line = Consent.objects.create(
        practice_id=relationship.practice_id,
        relationship=relationship,
        who=by,
        purpose=purpose,
        about_id=getattr(about, "pk", about),
        given=given,
        text_version=text_version,
    )
    trail.write(seals.entry_for(line), by=by, relationship=relationship, thing=line)
    return line


def has_consent(relationship, *, who, purpose, about=None):
    """What this person said last about this purpose; nothing said is no. After a restore it is asked again."""
    line = last_word(relationship, who=who, purpose=purpose, about=about)
    return bool(line and line.given and not line.to_confirm)


def last_word(relationship, *, who, purpose, about=None):
    """The newest line of this person about this purpose (and this one thing), or None."""
    return (
        Consent.objects.filter(
            practice=relationship.practice_id,
            relationship=relationship,
            who=who,
            purpose=purpose,
            about_id=getattr(about, "pk", about),
        )
        .order_by("-at", "-pk")
        .first()
    )


@transaction.atomic
def choose_how_often(relationship, *, asked, by):
    if Relationship.objects.select_for_update().get(pk=relationship.pk).frozen:
        raise Refused(
            _("This record is frozen, and nothing can be changed in it. The practice's owner can say why.")
        )
    relationship.asked = asked
    relationship.save(update_fields=["asked"])
    trail.write("chose how often to be asked", by=by, relationship=relationship)


@transaction.atomic
def sign_out_everywhere(account, *, but=None):
    """Every device, or all but this session; and whatever waits on them unsent is not let in any more."""
    account.signed_out_at = timezone.now()
    account.save(update_fields=["signed_out_at"])
    _sign_out(account, but=but)


def _sign_out(account, *, but=None):
    for session in UserSession.objects.filter(user=account).exclude(session_key=but):
        session.end()


def _works_here(account, practice_id):
    seats = Seat.objects.filter(account=account, practice_id=practice_id).values("member_id")
    return Member.objects.filter(pk__in=seats).exclude(role=Role.CLIENT).exists()


def _keep_an_owner(member):
    others = (
        Member.objects.active().filter(practice=member.practice_id, role=Role.OWNER).exclude(pk=member.pk)
    )
    if member.role == Role.OWNER and not others.exists():
        raise Refused(
            _("They are the only owner. Let another owner join first, so that somebody keeps the practice.")
        )


def _end_seat(member, state):
    Seat.objects.filter(member_id=member.pk).delete()
    Link.objects.filter(member_id=member.pk, used_at=None).update(used_at=timezone.now())
    member.state = state
    member.save(update_fields=["state"])
