"""How two people work together: what they are agreeing on, what they signed, and whether it held.

A `Proposal` is worked on until everybody has signed it; then it becomes a `Version`, which nothing changes any more: the
database refuses it, and a keyed digest of it stands in the trail (seals.py).
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beside.practice.meetings.models import Session
from beside.practice.people.models import AboutRelationship, Member, Practice, PracticeRow, about
from beside.practice.people.taking_back import CanBeTakenBack, since
from beside.practice.vault import keyring
from beside.practice.vault.fields import Sealed, SealedField, SealedInTheRecord


class OwnClause(PracticeRow):
    """What a practice laid over a shipped clause, in one language. Its own words, about nobody."""

    language = models.CharField(max_length=8)
    group = models.SlugField(max_length=20)
    key = models.SlugField(max_length=20)
    title = models.CharField(max_length=120, blank=True)
    # Empty: this practice leaves the clause out.
    text = models.TextField(blank=True, max_length=4000)
    why = models.TextField(blank=True, max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "group", "language", "practice"], name="one_own_clause_a_clause"
            )
        ]


class Template(PracticeRow):
    """What a practice begins each agreement with, and when it is looked at again."""

    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="+")
    # As `terms.FACTS` has them; what is not here is as shipped.
    facts = models.JSONField(default=dict)
    review_after = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    review_months = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(36)]
    )


class ProposalQuerySet(about("agreement")):
    def visible_to(self, who):
        """A client sees it from the moment that it is shown to them."""
        found = super().visible_to(who)
        return found.exclude(offered_at=None) if who is not None and who.role == "client" else found


class Proposal(Sealed, AboutRelationship):
    """The text that is being worked on. `revision` goes up with each change: whoever changes or signs names the one they read."""

    sealed_kind = keyring.WORDS

    # The version that it becomes.
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    terms = SealedField()
    revision = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    offered_at = models.DateTimeField(null=True)
    client_signed_at = models.DateTimeField(null=True)
    clinician_signed_at = models.DateTimeField(null=True)
    # [{"as": "client", "name": "...", "at": "...", "how": "here", "recorded_by": "..."}]
    signatures = SealedField()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["relationship"], name="one_proposal_a_relationship")]


class Version(SealedInTheRecord, AboutRelationship):
    """What both signed. Part of the record; never changed."""

    record_kind = "agreement"

    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    # {"terms": ..., "signatures": [...]}
    words = SealedField()
    signed_at = models.DateTimeField()

    objects = about("agreement").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "number"], name="one_agreement_a_number")
        ]

    def get_absolute_url(self):
        return reverse("agreement-version", args=[self.pk])

    @property
    def terms(self):
        return self.words["terms"]

    @property
    def signatures(self):
        return self.words["signatures"]


class CoSignature(AboutRelationship):
    """Whoever is responsible for the therapist's work has read this version and answers for it. The version itself never changes."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="cosignature")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = about("agreement").as_manager()


class Review(Sealed, AboutRelationship):
    """The two looked at it together, and it stays as it is."""

    sealed_kind = keyring.WORDS

    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = SealedField()

    objects = about("agreement").as_manager()


class Remark(CanBeTakenBack, Sealed, AboutRelationship):
    """What somebody says to a clause. Each opens a loop, and where it stands is where the loop stands."""

    sealed_kind = keyring.WORDS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # "time.lateness", or "" for all of it.
    clause = models.CharField(max_length=41, blank=True)
    asks_for_change = models.BooleanField(default=False)
    # Which version, signed or to be signed, stood before their eyes.
    number = models.PositiveSmallIntegerField()
    # {"words": "...", "title": "...", "read": "the clause as they read it"}
    words = SealedField()

    objects = about("agreement", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="remarks_of_a_pair")]

    def get_absolute_url(self):
        return reverse("agreement", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("what you said to your agreement")

    def was_given_by(self, member):
        return self.author_id == member.pk

    def notices(self):
        others = Remark.objects.filter(relationship=self.relationship_id, author=self.author_id)
        return [
            ("agreement-remark", self.relationship_id, lambda notice: others.filter(at__gte=since(notice)))
        ]


class BoundaryNote(CanBeTakenBack, Sealed, AboutRelationship):
    """Something that was agreed held or slipped, as one of the two says. The other reads it."""

    class How(models.TextChoices):
        KEPT = "kept", _("it held")
        BENT = "bent", _("it bent a little")
        BROKEN = "broken", _("it was broken")

    sealed_kind = keyring.WORDS

    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    # {"how": "bent", "clause": "time.lateness", "whose": "clinician", "words": "...", "title": "..."}
    # `clause` is "" where it is in their own words alone; `whose` part it was as the author sees it, "": both, or nobody's.
    words = SealedField()

    objects = about("boundaries", taken_back_by=("pk",)).as_manager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"], name="boundary_notes_of_a_pair")]

    def get_absolute_url(self):
        return reverse("boundaries", args=[self.relationship_id])

    @property
    def given_at(self):
        return self.at

    def called(self):
        return gettext("your note of what held or slipped")

    @property
    def how(self):
        return self.words["how"]

    @property
    def clause(self):
        return self.words["clause"]

    @property
    def whose(self):
        """The member whose part it was, or None."""
        return getattr(self.relationship, self.words["whose"]) if self.words["whose"] else None

    def was_given_by(self, member):
        return self.author_id == member.pk

    @property
    def slipped(self):
        return self.how != self.How.KEPT


class Companion(Sealed, AboutRelationship):
    """Somebody else in the room of one session. Whether the client says yes stands in the consent ledger."""

    class As(models.TextChoices):
        INTERPRETER = "interpreter", _("interpreter")
        COMPANION = "companion", _("companion")
        GUARDIAN = "guardian", _("guardian")
        ANOTHER = "another", _("somebody else")

    sealed_kind = keyring.WORDS

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="companions")
    role = models.CharField(max_length=12, choices=As)
    name = SealedField()
    named_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    objects = about("appointments").as_manager()
