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
    "safe-contact": Row(see=CLIENTS, act=CLIENTS),
    "how-often": Row(see=CLIENTS, act=CLIENTS),
    "who-sees": Row(see=CLIENTS),
    "take-back": Row(see={CHRIS}, act={CHRIS}, args={"kind": "=loop", "pk": "loop"}),
    "tell-someone": Row(see=CLIENTS, act=CLIENTS),
    "questionnaire": Row(see=CLIENTS, act=CLIENTS, args={"form_id": "=gad7"}),
    "questionnaire-sent": Row(see={CHRIS}, args={"form_id": "=phq9"}),
    "after": Row(see={CHRIS}, act={CHRIS}, args=PAST),
    "after-correct": Row(see={CHRIS}, act={CHRIS}, args=PAST),
    "safety-ask": Row(see={CHRIS}, act={CHRIS}, args=PAST),
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
    "episode-open": Row(set(), TREAT | {CHRIS}, {"pk": "relationship"}),
    "strain": Row(
        RECORD | {CHRIS},
        None,
        {"pk": "episode"},
        "between the two; who reads the record reads what they show",
    ),
    "strain-happened": Row(
        set(), TREAT | {CHRIS}, {"pk": "episode"}, "a deputy is told whose words these are"
    ),
    "strain-learnt": Row(set(), TREAT | {CHRIS}, {"pk": "episode"}),
    "strain-about-who": Row(set(), TREAT | {CHRIS}, {"pk": "episode"}),
    "strain-agreed": Row(set(), TREAT | {CHRIS}, {"pk": "episode"}),
    "strain-reading": Row(set(), TREAT, {"pk": "episode"}),
    "strain-step": Row(set(), TREAT, {"pk": "episode", "step": "=own"}),
    "episode-mended": Row(set(), {CHRIS}, {"pk": "episode"}),
    "episode-leave": Row(set(), {CHRIS}, {"pk": "episode"}),
}

# Goals and wins: both write, who answers for the record reads. Theo, Dora when she is back and Carl find nothing.
TABLE |= {
    "goals-of": Row(RECORD | {CHRIS}, None, PAIR),
    "goal-new": Row(set(), TREAT | {CHRIS}, PAIR),
    "win-new": Row(set(), TREAT | {CHRIS}, PAIR),
    "kind-word": Row(set(), {CHRIS}, PAIR),
    "goal": Row(RECORD | {CHRIS}, None, {"pk": "goal"}),
    "goal-change": Row(set(), TREAT | {CHRIS}, {"pk": "goal"}),
    "goal-end": Row(set(), TREAT | {CHRIS}, {"pk": "goal"}),
    "goal-rate": Row(set(), TREAT | {CHRIS}, {"pk": "goal"}),
    "step-new": Row(set(), TREAT | {CHRIS}, {"pk": "goal"}),
    "step-mark": Row(set(), TREAT | {CHRIS}, {"pk": "goal_step"}),
    "win-take-off": Row(set(), TREAT | {CHRIS}, {"pk": "win"}),
}

# The journal is each client's own, and sealed; what Chris shared is for the two and whoever stands in for Thea, not for a supervisor.
SHARED = {"pk": "share"}
TABLE |= {
    "journal": Row(CLIENTS),
    "journal-shell": Row(EVERYBODY),
    "journal-lock": Row(CLIENTS, CLIENTS),
    "journal-leaves": Row(CLIENTS, CLIENTS),
    "journal-tear-out": Row(
        set(), CLIENTS, {"pk": "leaf"}, "of another's leaf it says the same, and takes out nothing"
    ),
    "share-new": Row(CLIENTS, CLIENTS),
    "share": Row(TREAT | {CHRIS}, None, SHARED),
    "share-received": Row(set(), {CHRIS}, SHARED),
}

# A break, an end and what goes along are between the two; who asks for another therapist is the client's and the owner's alone.
TABLE |= {
    "ways-out": Row({CHRIS}, None, PAIR),
    "pause": Row({CHRIS} | TREAT, None, PAIR),
    "pause-begin": Row(set(), {CHRIS} | TREAT, PAIR),
    "pause-end": Row(set(), {CHRIS} | TREAT, PAIR),
    "place-keep": Row(set(), TREAT, PAIR),
    "ending": Row(RECORD | {CHRIS}, None, PAIR),
    "ending-plan": Row(set(), {CHRIS} | TREAT, PAIR),
    "ending-drop": Row(set(), {CHRIS} | TREAT, PAIR),
    "last-word": Row(set(), {CHRIS} | TREAT, PAIR),
    "ending-now": Row(set(), {CHRIS} | TREAT, PAIR),
    "come-back": Row(set(), {CHRIS}, PAIR),
    "begin-again": Row(set(), TREAT, PAIR),
    "another": Row({CHRIS}, None, PAIR),
    "another-ask": Row(set(), {CHRIS}, PAIR),
    "another-take-back": Row(set(), {CHRIS}, PAIR),
    "another-tell": Row(set(), {CHRIS}, PAIR),
    "another-go-on": Row(set(), {CHRIS}, PAIR),
    "another-asked": Row(OWNERS),
    "another-answer": Row(set(), {OWNER}, {"pk": "asked_for_another"}),
    "for-next": Row({CHRIS}, {CHRIS}, PAIR),
    "for-next-give": Row(set(), {CHRIS}, PAIR),
    "handed-on": Row(RECORD | {CHRIS}, None, PAIR),
    "archive": Row(CLIENTS),
    "archive-take": Row(
        set(), set(), note="for somebody who has just given their password: endings/test_archive.py"
    ),
    "keeping": Row(OWNERS, OWNERS),
}

# Erasing: the client asks and takes back; the owner or the therapist is the second person.
TABLE |= {
    "erase-ask": Row(CLIENTS, CLIENTS),
    "erase-withdraw": Row(set(), {CHRIS}, {"pk": "erasure"}),
    "erasures": Row(OWNERS | CLINICIANS),
    "erase-agree": Row(set(), TREAT | {OWNER}, {"pk": "erasure"}),
}

# The map of topics and the pace are the client's; whoever treats them may write them down with the client in the room.
TABLE |= {
    "topics": Row({CHRIS} | RECORD, None, PAIR),
    "topic-mark": Row(set(), {CHRIS} | TREAT, PAIR),
    "topic-add": Row(set(), {CHRIS} | TREAT, PAIR),
    "pace-set": Row(set(), {CHRIS} | TREAT, PAIR),
    "topic-detail": Row({CHRIS} | RECORD, None, {"pk": "topic"}),
    "asked-first": Row({CHRIS} | TREAT, TREAT, PAST),
    "asked-answer": Row(set(), {CHRIS}, {"pk": "asking"}),
}

# Messages: whoever supervises reads, and only the two of them write. Who is told when is in thread/test_messages.py.
TABLE |= {
    "thread": Row({CHRIS} | RECORD, None, PAIR),
    "message-send": Row(set(), {CHRIS} | TREAT, PAIR),
    "message-draft": Row(set(), {CHRIS} | TREAT, PAIR),
    "message-again": Row(set(), {CHRIS}, {"pk": "message"}),
    "thread-terms": Row(TREAT, TREAT, PAIR),
}

# Looking back together, and what changes on the therapist's side.
TABLE |= {
    "review": Row({CHRIS} | RECORD, None, PAIR),
    "review-send": Row(set(), {CHRIS} | TREAT, PAIR),
    "review-draft": Row(set(), {CHRIS} | TREAT, PAIR),
    "review-every": Row(TREAT, TREAT, PAIR),
    "practice-reviews": Row(OWNERS, OWNERS),
    "review-detail": Row({CHRIS} | RECORD, None, {"pk": "review"}),
    "review-agree": Row(set(), {CHRIS} | TREAT, {"pk": "review"}),
    "news-tell": Row(CLINICIANS, CLINICIANS),
    "news-detail": Row({CHRIS} | RECORD, None, {"pk": "news"}),
    "news-say": Row(set(), {CHRIS}, {"pk": "news"}),
    "news-talked": Row(set(), TREAT, {"pk": "news"}),
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
    "listening-show": Row(set(), {THEA}, HEARD),
    "shown-to-me": Row(SUPERVISORS),
    "listening-shown": Row(
        {CHRIS, THEA, RESPONSIBLE},
        None,
        {"pk": "showing"},
        "with Chris's yes to Rosa by name; the two go on to their page",
    ),
    "listening-show-answer": Row(set(), {CHRIS}, {"pk": "showing"}),
    "listening-show-end": Row(set(), {THEA}, {"pk": "showing"}),
    "listening-turn": Row({THEA}, {THEA}, HEARD | {"turn": "=2"}),
    "kept-moment": Row(set(), {THEA}, {"pk": "kept"}),
}

# A therapist's own learning: theirs, and of nobody who treats, supervises or owns. Chris reads what words of theirs are asked for.
MOMENT = {"pk": "material"}
ONE = {"exercise_id": "=open-question", "moment": "=sleep"}
TABLE |= {
    "learning": Row(CLINICIANS, None, note="each sees their own"),
    "exercises": Row(CLINICIANS),
    "exercise": Row(CLINICIANS, None, {"exercise_id": "=open-question"}),
    "practice": Row(CLINICIANS, CLINICIANS, ONE),
    "practice-own": Row({THEA}, {THEA}, MOMENT, "with Chris's yes"),
    "practice-answer": Row({THEA}, None, {"pk": "attempt"}),
    "practice-overrule": Row(set(), {THEA}, {"pk": "attempt"}),
    "practice-away": Row(set(), {THEA}, {"pk": "attempt"}),
    "mirror": Row(CLINICIANS, None, note="each sees their own"),
    "mirror-show": Row(set(), CLINICIANS, {"figure": "=on-time"}, "each shows their own"),
    "mirror-shown": Row(SUPERVISORS, None, note="each sees what is shown to them"),
    "mirror-end": Row(set(), {THEA}, {"pk": "shown_figure"}),
    "reflections": Row(CLINICIANS, None, note="each sees their own"),
    "reflection-new": Row(CLINICIANS, CLINICIANS),
    "reflection": Row({THEA}, {THEA}, {"pk": "reflection"}),
    "reflection-throw": Row(set(), {THEA}, {"pk": "reflection"}),
    "learning-log": Row(CLINICIANS, CLINICIANS),
    "learning-log-file": Row(CLINICIANS),
    "learning-log-paper": Row(CLINICIANS),
    "learning-log-throw": Row(set(), {THEA}, {"pk": "log_entry"}),
    "learning-moments": Row(CLINICIANS, None, note="each sees their own"),
    "learning-moment-ask": Row(set(), {THEA}, {"pk": "kept"}),
    "learning-moment": Row({CHRIS, THEA}, None, MOMENT),
    "learning-moment-answer": Row(set(), {CHRIS}, MOMENT),
    "learning-moment-give-up": Row(set(), {THEA}, MOMENT),
}

# How the two work together: the client and whoever treats them act, the supervisor who answers for it reads.
TABLE |= {
    "agreement": Row({CHRIS} | RECORD, None, PAIR),
    "agreement-version": Row({CHRIS} | RECORD, None, {"pk": "version"}),
    "agreement-begin": Row(set(), TREAT, PAIR),
    "agreement-edit": Row(TREAT, TREAT, PAIR | {"group": "=time"}),
    "agreement-guardians": Row(TREAT, TREAT, PAIR),
    "agreement-offer": Row(set(), TREAT, PAIR),
    "agreement-drop": Row(set(), TREAT, PAIR),
    "agreement-remark": Row({CHRIS} | TREAT, {CHRIS} | TREAT, PAIR),
    "agreement-answer": Row(set(), {CHRIS} | TREAT, {"pk": "remark"}),
    "agreement-sign": Row(set(), {CHRIS} | TREAT, PAIR),
    "agreement-paper": Row(set(), TREAT, PAIR),
    "agreement-review": Row(set(), TREAT, PAIR),
    "boundaries": Row({CHRIS} | RECORD, {CHRIS} | TREAT, PAIR),
    "consistency": Row(CLINICIANS, None, note="each sees their own"),
    "companions": Row({CHRIS} | RECORD, TREAT, SESSION),
    "companions-answer": Row(set(), {CHRIS} | TREAT, SESSION),
    "companion-off": Row(set(), TREAT, {"pk": "companion"}),
    "agreement-template": Row(OWNERS, OWNERS),
    "agreement-template-group": Row(
        OWNERS, OWNERS, {"language": "=en", "group": "=time"}, "an address of words, of nobody"
    ),
}

# Before the first session, and what is told page by page. A therapist's page is for their own clients alone.
TABLE |= {
    "welcome": Row(CLIENTS, CLIENTS),
    "welcome-step": Row(CLIENTS, CLIENTS, {"step": "=1"}),
    "welcome-step-draft": Row(set(), CLIENTS, {"step": "=1"}),
    "client-pages": Row({CHRIS} | RECORD, None, PAIR),
    "client-page": Row({CHRIS} | TREAT, {CHRIS} | TREAT, PAIR | {"page": "=fears"}),
    "client-page-draft": Row(set(), {CHRIS} | TREAT, PAIR | {"page": "=fears"}),
    "ask": Row({CHRIS} | TREAT, {CHRIS} | TREAT, PAIR),
    "ask-draft": Row(set(), {CHRIS} | TREAT, PAIR),
    "therapist-page": Row({CHRIS, ANN}, None, {"pk": "thea"}),
    "own-page": Row(CLINICIANS, CLINICIANS),
    "own-page-style": Row(CLINICIANS, CLINICIANS),
    "own-page-preview": Row(CLINICIANS),
    "own-page-publish": Row(set(), {THEA}, note="nobody else here has written one"),
    "own-page-take-down": Row(set(), {THEA}),
    "answer-keep": Row(TREAT, TREAT, {"pk": "question_loop"}),
    "answer-let-go": Row(set(), {THEA}, {"pk": "kept_answer"}),
    "barriers": Row(CLINICIANS | OWNERS, CLINICIANS | OWNERS),
}

# What is written without a connection: sealed letters come in from anybody, and what comes back is its author's alone.
TABLE |= {
    "offline": Row(EVERYBODY),
    "outbox-letter": Row(set(), EVERYBODY, note="what lets one in lies inside it, whoever brings it"),
    "outbox-ready": Row(set(), CLIENTS),
    "outbox-back": Row(set(), CLIENTS),
    "outbox": Row(CLIENTS, CLIENTS),
    "something-else": Row(CLIENTS, CLIENTS, note="leads to what came back"),
    "lock": Row(set(), CLIENTS),
    "app-name-set": Row(set(), EVERYBODY),
}

# Quiet signs are for whoever treats; a cairn is the client's, and here it is shown. A supporter's page opens to whoever holds the link,
# and shows nothing but with the code.
TABLE |= {
    "quiet-signs": Row(TREAT, None, PAIR),
    "sign-let-be": Row(set(), TREAT, PAIR),
    "cairn": Row({CHRIS} | RECORD, None, PAIR, "shown; not shown it is Chris's alone"),
    "cairn-turn": Row(set(), {CHRIS}, PAIR),
    "cairn-show": Row(set(), {CHRIS}, PAIR),
    "stone-keep": Row(set(), {CHRIS}, PAIR),
    "stone-offer": Row(set(), {CHRIS}, PAIR),
    "stone": Row(set(), {CHRIS}, {"pk": "stone"}),
    "supporters": Row(
        {CHRIS} | TREAT, {CHRIS}, PAIR, "a therapist reads there whom the client lets them know of"
    ),
    "supporter": Row({CHRIS}, {CHRIS}, {"pk": "supporter"}),
    "supporter-link": Row(set(), {CHRIS}, {"pk": "supporter"}),
    "supporter-end": Row(set(), {CHRIS}, {"pk": "supporter"}),
    "supporter-page": Row(EVERYBODY, EVERYBODY, {"secret": "supporter_secret"}, "whoever holds the link"),
}

# The consent ledger is the client's own page.
TABLE |= {
    "consents": Row(CLIENTS),
    "consent-withdraw": Row(set(), {CHRIS}, {"pk": "yes"}),
}

# What is not right: Chris told Rosa, and nobody else. Thea, whom it is about, the owner, the deputy and the adviser find no such page.
WRONG, TOLD = {"number": "=4"}, {"pk": "concern"}
TABLE |= {
    "something-wrong": Row(CLIENTS),
    "something-wrong-outside": Row(EVERYBODY),
    "something-wrong-kind": Row(CLIENTS, None, WRONG),
    "concern-keep": Row(CLIENTS, None, WRONG),
    "concern-send": Row({CHRIS}, {CHRIS}, WRONG | PAIR),
    "concerns": Row(STAFF, None, {}, "each sees what was sent to them by name"),
    "concern": Row({CHRIS, RESPONSIBLE}, None, TOLD),
    "concern-answer": Row(set(), {RESPONSIBLE}, TOLD),
    "concern-again": Row(set(), {CHRIS}, TOLD),
    "concern-settled": Row(set(), {CHRIS}, TOLD),
    "concern-reader": Row(set(), {CHRIS}, TOLD),
    "concern-take-back": Row(set(), {CHRIS}, TOLD),
    "concern-rules": Row(OWNERS, OWNERS),
}

# Supervision is between two: Thea and Rosa, who is responsible, and answers for the record; Carl, who advises, has a room of his own with Thea.
# A passage is for the one supervisor whom Chris said yes to. Terms of a clinic are the owner's, what a client says at its end the client's.
_ROOM = {"pk": "supervision"}
TABLE |= {
    "supervisions": Row(CLINICIANS),
    "supervision": Row({THEA, RESPONSIBLE}, None, _ROOM),
    "supervision-bring": Row({THEA, RESPONSIBLE}, {THEA, RESPONSIBLE}, _ROOM),
    "supervision-bring-figure": Row({THEA}, {THEA}, {"pk": "supervision", "figure": "shown_figure"}),
    "supervision-promise": Row({THEA, RESPONSIBLE}, {THEA, RESPONSIBLE}, _ROOM),
    "supervision-check-in": Row({THEA}, {THEA}, _ROOM),
    "supervision-after": Row({THEA}, {THEA}, _ROOM),
    "supervision-point": Row({THEA, RESPONSIBLE}, {THEA, RESPONSIBLE}, {"pk": "point"}),
    "supervision-passage-ask": Row({THEA}, {THEA}, _ROOM),
    "supervision-passage": Row({CHRIS, THEA, CONSULTS}, None, {"pk": "passage"}),
    "supervision-passage-answer": Row(set(), {CHRIS}, {"pk": "passage"}),
    "supervision-passage-end": Row(set(), {THEA}, {"pk": "passage"}),
    "cosign-note": Row({RESPONSIBLE}, {RESPONSIBLE}, {"pk": "note"}),
    "cosign-agreement": Row({RESPONSIBLE}, {RESPONSIBLE}, {"pk": "version"}),
    "ask-after": Row(set(), {RESPONSIBLE}, {"pk": "urgent_loop"}),
    "cohorts": Row(OWNERS, OWNERS),
    "cohort": Row({OWNER}, {OWNER}, {"pk": "cohort"}),
    "cohort-ask": Row(set(), {OWNER}, {"pk": "cohort"}),
    "cohort-publish": Row(set(), {OWNER}, {"pk": "cohort"}),
    "term-handing": Row({RESPONSIBLE}, {RESPONSIBLE}, {"pk": "cohort"}),
    "term-end": Row(RECORD | {CHRIS}, RECORD | {CHRIS}, {"pk": "term_end"}, "only Chris’s word is taken"),
}
