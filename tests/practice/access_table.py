"""Every URL of the project, and who gets in: the law of DESIGN section 2a, spelled out page by page.

`see` may open it (GET), `act` may send to it (POST; None where it takes none). Everybody else: no such page
when signed in, the sign-in page when signed out. A URL that is not here fails the tests.
"""

from dataclasses import dataclass, field

# Thea treats Chris. Each name is a person in tests/practice/world.py.
CHRIS = "chris"  # the client
THEA = "thea"  # the client's therapist
DEPUTY = "deputy"  # stands in for Thea today
RESPONSIBLE = "responsible"  # supervises Thea, and answers for her
CONSULTS = "consults"  # supervises Thea, without client words
OWNER = "owner"
# People who have nothing to do with Chris.
ANN = "ann"  # another client of Thea's
CAM = "cam"  # a client of Theo's
THEO = "theo"  # a colleague of Thea's
OTHER_SUPERVISOR = "other_supervisor"
FOREIGN_THERAPIST = "foreign_therapist"  # of another practice
FOREIGN_CLIENT = "foreign_client"
FOREIGN_OWNER = "foreign_owner"
SUSPENDED = "suspended"  # was a therapist here
SIGNED_OUT = "signed_out"

CLIENTS = {CHRIS, ANN, CAM, FOREIGN_CLIENT}
CLINICIANS = {THEA, DEPUTY, THEO, FOREIGN_THERAPIST}
SUPERVISORS = {RESPONSIBLE, CONSULTS, OTHER_SUPERVISOR}
OWNERS = {OWNER, FOREIGN_OWNER}
STAFF = CLINICIANS | SUPERVISORS | OWNERS
MEMBERS = CLIENTS | STAFF
EVERYBODY = MEMBERS | {SUSPENDED, SIGNED_OUT}
TREAT = {THEA, DEPUTY}
RECORD = TREAT | {RESPONSIBLE}


@dataclass(frozen=True)
class Row:
    see: set
    act: set | None = None
    # What stands in the address: names of things in the world.
    args: dict = field(default_factory=dict)
    # Opened while this is so, and not otherwise (a state the page needs is made by the world).
    note: str = ""


SESSION = {"pk": "session"}
PAST = {"pk": "past"}
PAIR = {"pk": "relationship"}

TABLE: dict[str, Row] = {
    # Anybody, signed in or not.
    "start": Row(see=MEMBERS | {SUSPENDED}, note="somebody suspended is told so, and nothing else"),
    "help-now": Row(see=EVERYBODY),
    "leave": Row(see=EVERYBODY),
    "service-worker": Row(see=EVERYBODY),
    "manifest": Row(see=EVERYBODY),
    "theme-set": Row(see=set(), act=EVERYBODY),
    "set_language": Row(see=EVERYBODY, act=EVERYBODY),
    "invitation": Row(see=EVERYBODY, act=EVERYBODY, args={"secret": "secret"}, note="whoever holds the link"),
    "reset": Row(
        see=EVERYBODY, act=EVERYBODY, args={"secret": "reset_secret"}, note="whoever holds the link"
    ),
    "calendar-feed": Row(see=EVERYBODY, args={"secret": "calendar_secret"}, note="whoever holds the link"),
    # One's own account and seat.
    "seat-choose": Row(see=MEMBERS, note="sent without a seat, it asks again"),
    "second-step": Row(see=MEMBERS, note="leads on to the first page: this practice asks for none"),
    "sign-out-everywhere": Row(see=set(), note="leads to the sign-in page, whoever asks"),
    "account-home": Row(see=MEMBERS, act=MEMBERS),
    "notices": Row(see=MEMBERS),
    "notice-later": Row(see=set(), act={CHRIS}, args={"pk": "notice"}),
    "notice-seen": Row(see=set(), act={CHRIS}, args={"pk": "notice"}),
    "calendar-link": Row(see=set(), act=CLIENTS | CLINICIANS),
    "calendar-revoke": Row(see=set(), act=CLIENTS | CLINICIANS),
    # A client's own pages.
    "home": Row(see=CLIENTS),
    "gave": Row(see=CLIENTS),
    "course": Row(see=CLIENTS),
    "welcome": Row(see=CLIENTS, act=CLIENTS),
    "safe-contact": Row(see=CLIENTS, act=CLIENTS),
    "how-often": Row(see=CLIENTS, act=CLIENTS),
    "who-sees": Row(see=CLIENTS),
    "tell-someone": Row(see=CLIENTS, act=CLIENTS),
    "questionnaire": Row(see=CLIENTS, act=CLIENTS, args={"form_id": "=gad7"}),
    "questionnaire-sent": Row(see={CHRIS}, args={"form_id": "=phq9"}),
    "after": Row(see={CHRIS}, act={CHRIS}, args=PAST),
    "after-correct": Row(see={CHRIS}, act={CHRIS}, args=PAST),
    "safety-ask": Row(see={CHRIS}, act={CHRIS}, args=PAST),
    "episode-mended": Row(see=set(), act={CHRIS}, args={"pk": "episode"}),
    "episode-leave": Row(see=set(), act={CHRIS}, args={"pk": "episode"}),
    # What both see.
    "schedule": Row(see=CLIENTS | CLINICIANS),
    "session-detail": Row(see={CHRIS} | RECORD, args=SESSION),
    "session-cancel": Row(see={CHRIS} | TREAT, act={CHRIS} | TREAT, args=SESSION),
    "check-in": Row(see={CHRIS} | TREAT, act={CHRIS} | TREAT, args=SESSION),
    "check-in-draft": Row(see=set(), act={CHRIS} | TREAT, args=SESSION),
    "check-in-sent": Row(see={CHRIS} | TREAT, args=SESSION),
    "loop-detail": Row(see={CHRIS} | RECORD, args={"pk": "loop"}),
    "loop-move": Row(see=set(), act={CHRIS} | TREAT, args={"pk": "loop"}),
    "promise-settle": Row(see=set(), act={CHRIS} | TREAT, args={"pk": "promise"}),
    "paper-form": Row(
        see=CLIENTS | CLINICIANS, args={"form_id": "=session"}, note="a blank form, nobody's answers"
    ),
    # A therapist's work.
    "today": Row(see=CLINICIANS),
    "clients": Row(see=CLINICIANS, act=CLINICIANS),
    "brief": Row(see=TREAT, args=SESSION),
    "relationship": Row(see=RECORD | {CONSULTS}, args=PAIR),
    "relationship-course": Row(see=RECORD | {CONSULTS}, args=PAIR),
    "safe-contact-of": Row(see=RECORD, act=TREAT, args=PAIR),
    "episode-open": Row(see=set(), act=TREAT, args=PAIR),
    "questionnaire-plan": Row(see=set(), act=TREAT, args=PAIR),
    "session-new": Row(see=CLINICIANS, act=CLINICIANS),
    "session-move": Row(see=TREAT, act=TREAT, args=SESSION),
    "session-times": Row(see=TREAT, act=TREAT, args=PAST),
    "session-room": Row(see=TREAT, args=SESSION),
    "session-close": Row(see=TREAT, act=TREAT, args=PAST),
    "session-close-draft": Row(see=set(), act=TREAT, args=PAST),
    "note-process": Row(
        see=TREAT, act=TREAT, args=PAST, note="each sees a page for their own note, and no other's"
    ),
    "series-detail": Row(see=TREAT, act=TREAT, args={"pk": "series"}),
    "guess": Row(see=TREAT, act=TREAT, args=PAST),
    "answers": Row(see=RECORD, args=PAST),
    "paper-entry": Row(see=TREAT, act=TREAT, args=PAST),
    "client-died": Row(see=TREAT | {OWNER}, act=TREAT | {OWNER}, args={"pk": "client_member"}),
    # Invitations and resets of a client: whoever treats them; the owner's are on the owner's page.
    "invitation-made": Row(see=TREAT, act=TREAT, args={"pk": "invited"}),
    "invitation-revoke": Row(see=set(), act=TREAT, args={"pk": "invited"}),
    "member-reset": Row(see=TREAT, act=TREAT, args={"pk": "client_member"}),
    # Something urgent: also whoever the practice named to answer (Theo is Thea's stand-in there), never the owner as owner.
    "urgent": Row(see=RECORD | {THEO}, args={"pk": "urgent"}),
    "urgent-see": Row(see=set(), act=RECORD | {THEO}, args={"pk": "urgent"}),
    "call-me": Row(see={THEA, THEO}, act={THEA, THEO}, args={"pk": "call"}),
    # A supervisor's and an owner's.
    "supervisor": Row(see=SUPERVISORS),
    "owner": Row(see=OWNERS),
    "practice-settings": Row(see=OWNERS, act=OWNERS),
    "member-add": Row(see=OWNERS, act=OWNERS),
    "member-detail": Row(see={OWNER}, args={"pk": "member"}),
    "member-suspend": Row(see=set(), act={OWNER}, args={"pk": "member"}),
    "member-back": Row(see=set(), act={OWNER}, args={"pk": "suspended"}),
    "member-leave": Row(see={OWNER}, act={OWNER}, args={"pk": "member"}),
    "supervision-add": Row(see=OWNERS, act=OWNERS),
    "supervision-end": Row(see=set(), act={OWNER}, args={"pk": "supervision"}),
    "absence-add": Row(see=OWNERS | CLINICIANS, act=OWNERS | CLINICIANS),
    "absence-end": Row(see=set(), act={OWNER, THEA}, args={"pk": "absence"}),
    "responder-name": Row(see=OWNERS, act=OWNERS),
    "responder-end": Row(see=set(), act=OWNERS),
    "custody": Row(see=STAFF, act=OWNERS, note="each sees the requests they are part of"),
    "custody-open": Row(see={OWNER}, args={"pk": "custody"}),
    "custody-agree": Row(see=set(), act={OWNER}, args={"pk": "custody"}),
    "custody-end": Row(see=set(), act={OWNER}, args={"pk": "custody"}),
}

# allauth's own pages: an account's, never a client's record. Their own tests are in people/.
ACCOUNT_PAGES_PREFIXES = ("account_", "mfa_", "usersessions_")

# Answers, courses, alarms, strain. Thea answers for the practice and Theo stands in: they see what is urgent, and nothing else of it.
TABLE |= {
    "after": Row({CHRIS}, {CHRIS}, {"pk": "past"}),
    "after-correct": Row({CHRIS}, {CHRIS}, {"pk": "past"}),
    "safety-ask": Row(set(), {CHRIS}, {"pk": "past"}),
    "questionnaire": Row({CHRIS}, {CHRIS}, {"form_id": "=phq9"}, "planned for Chris alone"),
    "questionnaire-sent": Row({CHRIS}, None, {"form_id": "=phq9"}),
    "course": Row(CLIENTS),
    "courses": Row(CLINICIANS),
    "guess": Row(TREAT, TREAT, {"pk": "past"}),
    "answers": Row(RECORD, None, {"pk": "past"}),
    "paper-form": Row(CLINICIANS | CLIENTS, None, {"form_id": "=session"}),
    "paper-entry": Row(TREAT, TREAT, {"pk": "past"}),
    "questionnaire-plan": Row(TREAT, TREAT, {"pk": "relationship"}),
    "relationship-course": Row(RECORD | {CONSULTS}, None, {"pk": "relationship"}),
    "urgent": Row(RECORD | {THEO}, None, {"pk": "urgent"}),
    "urgent-see": Row(set(), RECORD | {THEO}, {"pk": "urgent"}),
    "tell-someone": Row(CLIENTS, CLIENTS),
    "call-me": Row({THEA}, {THEA}, {"pk": "call"}),
    "episode-open": Row(set(), TREAT, {"pk": "relationship"}),
    "episode-mended": Row(set(), {CHRIS}, {"pk": "episode"}),
    "episode-leave": Row(set(), {CHRIS}, {"pk": "episode"}),
}

# Erasing: the client asks and takes back; the owner or the therapist is the second person.
TABLE |= {
    "erase-ask": Row(CLIENTS, CLIENTS),
    "erase-withdraw": Row(set(), {CHRIS}, {"pk": "erasure"}),
    "erasures": Row(OWNERS | CLINICIANS),
    "erase-agree": Row(set(), TREAT | {OWNER}, {"pk": "erasure"}),
}

# Listening to a session is between the two: no deputy, no supervisor, no owner. Thea has shared the report with Chris.
HEARD = {"pk": "heard"}
TABLE |= {
    "listened": Row(CLIENTS),
    "listening": Row({CHRIS, THEA}, None, HEARD),
    "listening-ask": Row(set(), {THEA}, HEARD),
    "listening-answer": Row(set(), {CHRIS}, HEARD),
    "listening-another": Row(set(), {THEA}, HEARD),
    "listening-no": Row(set(), {THEA}, HEARD),
    "listening-see": Row(set(), {CHRIS}, HEARD),
    "listening-add": Row(set(), {THEA}, HEARD),
    "listening-progress": Row({THEA}, None, HEARD),
    "listening-again": Row(set(), {THEA}, HEARD),
    "listening-who": Row(set(), {THEA}, HEARD),
    "listening-delete": Row(set(), {THEA}, HEARD),
    "listening-report": Row({CHRIS, THEA}, None, HEARD, "shared; unshared it is Thea's alone"),
    "listening-share": Row(set(), {THEA}, HEARD),
    "listening-turn": Row({THEA}, {THEA}, HEARD | {"turn": "=2"}),
    "kept-moment": Row(set(), {THEA}, {"pk": "kept"}),
}
