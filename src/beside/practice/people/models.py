import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beside.practice.people import access
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField


class Row(models.Model):
    """An id that tells nothing and that a sealed value can be bound to before the row exists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


# -- Who signs in: these tables belong to no practice, and hold nobody's role, words or names. -----------------


class AccountManager(BaseUserManager):
    def create_user(self, email, password=None):
        account = self.model(email=self.normalize_email(email).lower())
        account.set_password(password)
        account.save()
        return account


class Account(Row, AbstractBaseUser):
    """An e-mail address and a way to sign in. What somebody may see hangs on their seat, never on this."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # When every device was signed out at once: what was given to devices before is dead (outbox/tokens.py).
    signed_out_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    is_staff = False
    is_superuser = False

    objects = AccountManager()


class Seat(Row):
    """Where an account may sit: ids only, so that sign-in can find the practice before any of its rows may be read."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    practice_id = models.UUIDField()
    member_id = models.UUIDField(unique=True)


class Link(Row):
    """A single-use, expiring link. Only a digest of its secret is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"
        CALENDAR = "calendar"
        SUPPORTER = "supporter"

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    practice_id = models.UUIDField()
    member_id = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)


# -- A practice and its people ---------------------------------------------------------------------------------


class Practice(Row):
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="US")
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    # Shown with crisis help on every client page, also signed out and offline.
    contacts = models.TextField(blank=True, max_length=600)
    late_cancel_hours = models.PositiveSmallIntegerField(default=24)
    keep_years = models.PositiveSmallIntegerField(default=7)
    # A transcript is deleted so many days after the session, or after it was asked for, if that was later.
    transcript_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    # Whoever works here signs in with more than a password before anything of a client's opens (second_step.py).
    second_step = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    demo = models.BooleanField(default=False)


class PracticeRow(Row):
    """A row that belongs to one practice; no foreign key crosses practices.

    No index begins with the practice where rows are many: every query names the practice, and a database without statistics
    takes such an index and reads all of the practice for one person's rows.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    CLINICIAN = "clinician", _("therapist")
    SUPERVISOR = "supervisor", _("supervisor")
    CLIENT = "client", _("client")


class MemberQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_members(self, who)

    def active(self):
        return self.filter(state=Member.State.ACTIVE)


class Member(PracticeRow):
    """One person in one role in one practice. A client may have no account at all: on paper, aloud, in the room."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("has left")
        DIED = "died", _("has died")

    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role)
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    name = models.CharField(max_length=120)
    prefers = models.CharField(max_length=60, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    # A signed-out look, and the first screen: what a client wants seen before a tap.
    cover = models.BooleanField(default=False)
    sees_course = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["practice", "role", "state"], name="members_by_role")]

    @property
    def short_name(self):
        return self.prefers or self.name.split(" ")[0]

    @property
    def is_client(self):
        return self.role == Role.CLIENT

    @property
    def is_clinician(self):
        return self.role == Role.CLINICIAN

    @property
    def is_supervisor(self):
        return self.role == Role.SUPERVISOR

    @property
    def is_owner(self):
        return self.role == Role.OWNER


class RelationshipQuerySet(models.QuerySet):
    def visible_to(self, who):
        return access.visible_relationships(self, who)

    def going_on(self):
        return self.filter(ended_on=None)

    def newest(self):
        """Those going on; and of a client with whom nobody works any more, the last."""
        of_theirs = Relationship.objects.filter(client=models.OuterRef("client"))
        later = of_theirs.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=models.OuterRef("ended_on")))
        return self.filter(models.Q(ended_on=None) | ~models.Exists(later))


class Relationship(PracticeRow):
    """One client with one clinician."""

    class Asked(models.TextChoices):
        EACH = "each", _("after each session")
        FOURTH = "fourth", _("after every fourth session")
        NEVER = "never", _("never")

    client = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="therapies")
    clinician = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="caseload")
    began_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True)
    asked = models.CharField(max_length=8, choices=Asked, default=Asked.EACH)
    # A break: from this day, until that one (both included; no last day: until one of the two ends it). Nothing is asked in it.
    paused_from = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    # Frozen: the client has died, or a hold of law forbids every change.
    frozen = models.BooleanField(default=False)
    on_hold = models.BooleanField(default=False)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "clinician", "practice"],
                condition=Q(ended_on=None),
                name="one_relationship_at_a_time",
            )
        ]

    @property
    def relationship_id(self):
        return self.pk

    def is_on_a_break(self, day=None):
        """Whether nothing is asked on this day, because the two make a break."""
        day = day or timezone.localdate()
        begun = self.paused_from is not None and self.paused_from <= day
        return begun and (self.paused_until is None or day <= self.paused_until)


class AboutQuerySet(models.QuerySet):
    """Rows that hang on a relationship; `kind` names their line in the table of who sees what (access.py)."""

    kind: str
    taken_back_by: tuple[str, ...] = ()
    held_until: str = ""
    chosen_in: str = ""

    def visible_to(self, who):
        return access.visible(self, who, self.kind)

    def not_taken_back(self):
        return access.not_taken_back(self)

    def not_held(self):
        return access.not_held(self)


def about(kind: str, taken_back_by: tuple[str, ...] = (), held_until: str = "", chosen_in: str = ""):
    """The base manager class of a kind of data: `objects = about("check-ins").as_manager()`.

    `taken_back_by` for what a client may hide again: the columns whose id hides the row ("pk", and whatever it came from).
    `held_until` for what nobody but the client sees before a moment: the column that says when.
    `chosen_in` for what only chosen readers see: the way to the row that has them ("" where it is this one).
    """
    told = {"kind": kind, "taken_back_by": taken_back_by, "held_until": held_until, "chosen_in": chosen_in}
    return type("QuerySet", (AboutQuerySet,), told)


class AboutRelationship(PracticeRow):
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Supervision(PracticeRow):
    """Who supervises whom, and in which of two ways. Clients are told before starting."""

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible")
        CONSULTATIVE = "consultative", _("consultative")

    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="supervises")
    clinician = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="supervised_by")
    kind = models.CharField(max_length=12, choices=Kind)
    began_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "clinician", "practice"],
                condition=Q(ended_on=None),
                name="one_supervision_at_a_time",
            )
        ]

    @property
    def goes_on(self):
        """Whether somebody is there to read and answer: not while whoever supervises is suspended."""
        here = (Member.State.INVITED, Member.State.ACTIVE)
        return self.ended_on is None and self.supervisor.state in here


class Absence(PracticeRow):
    """A clinician is away, and a colleague of the same practice stands in for these days."""

    clinician = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="stands_in")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(clinician=models.F("deputy")), name="nobody_stands_in_for_themself"
            ),
        ]


class SafeContact(Sealed, PracticeRow):
    """How this client may be reached, and how not. Somebody dangerous may share their phone."""

    sealed_kind = keyring.RECORD

    class Channel(models.TextChoices):
        NONE = "none", _("Do not contact me outside sessions")
        EMAIL = "email", _("E-mail, with nothing in it but that there is something to look at")

    client = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="safe_contact")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.NONE)
    from_hour = models.PositiveSmallIntegerField(default=9)
    until_hour = models.PositiveSmallIntegerField(default=18)
    sender_name = models.CharField(max_length=60, blank=True)
    note = SealedField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = about("safe-contact").as_manager()

    @property
    def relationship_id(self):
        # It is the client's, with whomever they work: its key is the client's own.
        return self.client_id


class Consent(PracticeRow):
    """The consent ledger: a line each time somebody says yes or takes it back.

    Lines are never changed: the database refuses it, all but `to_confirm`, and each has its entry in the trail (seals.py).
    """

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="consents")
    who = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    purpose = models.SlugField(max_length=40)
    # Where it is for one thing only (a session): its id.
    about_id = models.UUIDField(null=True)
    given = models.BooleanField()
    text_version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    # After a restore, what was said since the backup is unknown: the person is asked again.
    to_confirm = models.BooleanField(default=False)

    objects = about("consents").as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "purpose", "at"], name="consents_by_purpose")]


class Submission(PracticeRow):
    """What a client's device sent, by the key it made for it: the same key twice makes one thing."""

    key = models.UUIDField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    what = models.SlugField(max_length=40)
    # A keyed digest of the words, to tell "sent twice" from "sent something else".
    digest = models.CharField(max_length=64)
    thing_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    # Of what waited on a device: when it was sealed there (people/outbox/since.py).
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "practice"], name="one_submission_a_key")]


class Draft(Sealed, PracticeRow):
    """What somebody typed and has not sent. Nobody else's: not audited, never counted, gone when sent."""

    sealed_kind = keyring.OWN

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=80)
    words = SealedField()
    at = models.DateTimeField(default=timezone.now)

    objects = about("drafts").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "page", "practice"], name="one_draft_a_page")
        ]

    def sealed_holder(self):
        return self.member_id


class Notice(PracticeRow):
    """Something happened that this person may want to look at. A kind and a place, never words."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.SlugField(max_length=40)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, null=True, related_name="+")
    thing_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    # "Remind me later" puts it out of sight until then.
    show_from = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    # When a contentless mail went out about it, if one did.
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["member", "seen_at", "show_from"], name="notices_by_member")]


class ErasureRequest(PracticeRow):
    """A client asks that what they gave be erased for good. A second person agrees; thirty days pass; then it is done.

    Two dates of being done: what the law does not hold, and later the record, when its years are over.
    """

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="erasure_requests")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    record_done_at = models.DateTimeField(null=True)

    objects = about("erasures").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("agreed_by")), name="erasure_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="erasure_agreed_by_and_when_together",
            ),
            models.UniqueConstraint(
                fields=["relationship", "practice"],
                condition=Q(withdrawn_at=None),
                name="one_erasure_a_relationship",
            ),
        ]


class TakenBack(PracticeRow):
    """The client hides something they gave again, from now on. What was read stays read; undone, it is there as before."""

    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="+")
    thing_id = models.UUIDField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Also what each query looks in, row by row: it stays as small as what is hidden now.
            models.UniqueConstraint(
                fields=["thing_id", "practice"], condition=Q(undone_at=None), name="taken_back_once"
            )
        ]
