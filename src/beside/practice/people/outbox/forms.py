"""Which forms of a client's take what waited on a device. One line a form, by the name of its address.

The endpoint carries out these and no others. Whatever a client can send must stand in one of the two tables; a test holds them
against the table of all pages.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

# What a form sets is the thing that the trail names: the goal, the step, the topic.
ITS_THING = "its thing"


@dataclass(frozen=True)
class Offline:
    # What its author reads when something came back from it.
    words: Any
    # Goes up when the questions change, so that an answer to the old ones is looked over again and not sent as one to the new.
    version: int = 1
    # What it sets, for a form that adds nothing but says how something is from now on: ITS_THING, or how the trail's words of it begin.
    # When its author changed that since the letter was written, the letter comes back to them (since.py).
    sets: Any = None
    # Keeps what is typed for this form, and sends nothing.
    draft_of: str = ""


OFFLINE: dict[str, Offline] = {
    "check-in": Offline(_("A check-in"), sets=("check-in",)),
    "check-in-draft": Offline(_("A check-in, kept for later"), draft_of="check-in"),
    "after": Offline(_("Answers after a session")),
    "after-correct": Offline(_("A correction of your answers"), sets=("answers corrected",)),
    "safety-ask": Offline(_("Asking for it to be raised")),
    "questionnaire": Offline(_("A questionnaire")),
    "loop-move": Offline(_("A word on something you gave"), sets=ITS_THING),
    "promise-settle": Offline(_("A word on a promise"), sets=ITS_THING),
    "episode-open": Offline(_("Saying that something is off between you"), sets=("episode",)),
    "episode-mended": Offline(_("Saying that it is mended"), sets=("episode",)),
    "episode-leave": Offline(_("Asking for it to be left"), sets=("episode",)),
    "how-often": Offline(_("How often you are asked"), sets=("chose how often",)),
    "welcome": Offline(_("Who sees this, and how you may be reached")),
    "welcome-step": Offline(
        _("One of the first three things"), sets=("page told", "safe contact", "own settings")
    ),
    "welcome-step-draft": Offline(
        _("One of the first three things, kept for later"), draft_of="welcome-step"
    ),
    "client-page": Offline(_("A page about you"), sets=("page told", "own settings")),
    "client-page-draft": Offline(_("A page about you, kept for later"), draft_of="client-page"),
    "ask": Offline(_("A question")),
    "ask-draft": Offline(_("A question, kept for later"), draft_of="ask"),
    "session-cancel": Offline(_("Cancelling a session")),
    "account-home": Offline(_("What you want to be called"), sets=ITS_THING),
    "notice-later": Offline(_("A notice, put off")),
    "notice-seen": Offline(_("A notice, seen")),
    "topic-mark": Offline(_("A topic, marked"), sets=ITS_THING),
    "topic-add": Offline(_("A topic"), sets=ITS_THING),
    "pace-set": Offline(_("Your pace"), sets=("pace said",)),
    "asked-answer": Offline(_("Whether you were asked first"), sets=ITS_THING),
    "message-send": Offline(_("A message")),
    "message-draft": Offline(_("A message, kept for later"), draft_of="message-send"),
    "message-again": Offline(_("Saying that a message was not answered for you"), sets=ITS_THING),
    "consent-withdraw": Offline(_("Taking back something you agreed to")),
    "agreement-remark": Offline(_("A word on the agreement")),
    "agreement-answer": Offline(_("An answer about the agreement"), sets=ITS_THING),
    "boundaries": Offline(_("A boundary that held or slipped")),
    "strain-happened": Offline(_("What happened between you, in your words"), sets=ITS_THING),
    "strain-learnt": Offline(_("What was learnt from it, in your words"), sets=ITS_THING),
    "strain-about-who": Offline(_("Whom it was about"), sets=("episode: about",)),
    "strain-agreed": Offline(_("What changes from now on")),
    "goal-new": Offline(_("A goal")),
    "goal-change": Offline(_("A goal, changed"), sets=ITS_THING),
    "goal-end": Offline(_("A goal, ended"), sets=ITS_THING),
    "goal-rate": Offline(_("How far you are with a goal"), sets=("goal rated",)),
    "step-new": Offline(_("A step of a goal")),
    "step-mark": Offline(_("A step, marked"), sets=ITS_THING),
    "win-new": Offline(_("A small win")),
    "win-take-off": Offline(_("A small win, taken off")),
    "stone-keep": Offline(_("A stone for the cairn")),
    "share-new": Offline(_("Something to share")),
    "review-send": Offline(_("Your part in looking back"), sets=("part of a review",)),
    "review-draft": Offline(_("Your part in looking back, kept for later"), draft_of="review-send"),
    "review-agree": Offline(_("What you agreed")),
    "news-say": Offline(_("How a change is for you")),
    "something-else": Offline(_("Something that has no place yet")),
    "listening-see": Offline(_("Asking to see what was heard")),
    "last-word": Offline(_("Your last word at an end"), sets=("last word written",)),
}

# A client can send these, and only with a connection: name → why.
ONLINE_ONLY: dict[str, str] = {
    "tell-someone": "somebody who asks to be called must not believe that anybody was told: without a connection the page gives numbers to call",
    "concern-send": "who reads it is shown before it is sent and may have changed when an old letter arrives; and nothing of it is to wait on a device",
    "concern-reader": "who reads it is shown before it is sent and may have changed when an old letter arrives",
    "concern-take-back": "it must be known at once that it is hidden",
    "concern-again": "nothing of it is to wait on a device",
    "concern-settled": "it must be known at once that it is over",
    "take-back": "it must be known at once that it is hidden",
    "safe-contact": "an old letter must not bring back a way of reaching somebody that is not safe any more",
    "cairn-turn": "it must be known at once that it is off, or that the stones are gone",
    "cairn-show": "it must be known at once that nobody else sees it any more",
    "stone-offer": "what is offered is worked out when the page is opened",
    "stone": "nothing is written down about when it was changed, so an old letter could replace newer words",
    "supporters": "what somebody may know holds from when it is said, and a link is made after it",
    "supporter": "what somebody may know holds from when it is said, and an old letter must not tell them more",
    "supporter-link": "a secret address and a code are made and shown",
    "supporter-end": "it must be known at once that the link is dead",
    "supporter-page": "somebody else's page, opened by a code",
    "listening-answer": "a yes or no to being listened to holds from when it is said, and an old letter must not change it back",
    "listening-show-answer": "a yes or no to showing it holds from when it is said, and an old letter must not change it back",
    "learning-moment-answer": "a yes is to the words that stand on the page, and an old letter must not change them or it back",
    "supervision-passage-answer": "a yes is to the words and the reader that stand on the page, and an old letter must not change it back",
    "term-end": "somebody who says how to go on must not believe that anybody was told",
    "companions-answer": "a yes or no to somebody else in the room holds from when it is said, and an old letter must not change it back",
    "kind-word": "nothing is written down about when it was changed, so an old letter could replace newer words",
    "share-received": "nothing is written down about when it was changed, so an old letter could replace a newer answer",
    "agreement-sign": "a signature is to what stands on the page at that moment, and both must know at once that it is given",
    "journal-lock": "sealed on the device already, with the person's own key, by the journal's own script",
    "journal-leaves": "sealed on the device already, with the person's own key, by the journal's own script",
    "journal-tear-out": "it must be known at once that the page is gone",
    "pause-begin": "sessions are cancelled by it: both must know at once",
    "pause-end": "from when it is said everything is asked again: it must be known at once",
    "ending-plan": "somebody who ends something must know at once that it is said",
    "ending-drop": "it must be known at once whether it was in time",
    "ending-now": "sessions are cancelled by it: both must know at once",
    "come-back": "somebody who asks to come back must not believe that anybody was told",
    "another-ask": "somebody who asks for another therapist must not believe that anybody was told",
    "another-take-back": "it must be known at once whether it was in time",
    "another-tell": "it cannot be unsaid: an old letter must not say it",
    "another-go-on": "one work ends by it and another begins: it must be known at once",
    "for-next": "it says anew what is chosen, and an old letter must not bring back a line that was taken out",
    "for-next-give": "somebody reads it from then on: it must be known at once",
    "erase-ask": "erasing takes effect after thirty days from when it was asked, and is asked by somebody who is known to be there",
    "erase-withdraw": "it must be known at once whether it was in time",
    "calendar-link": "a secret address is made and shown",
    "calendar-revoke": "it must be known at once that the address is dead",
    "set_language": "no words of anybody's; about this device",
    "theme-set": "no words of anybody's; about this device",
    "app-name-set": "no words of anybody's; about this device",
    "lock": "about this sign-in",
    "outbox": "throws away what came back: it must be known at once",
    "outbox-letter": "the way in itself",
    "outbox-ready": "gives a page what it needs before the connection is lost",
    "outbox-back": "gives words back to whoever is signed in",
    "invitation": "signing in: makes the account",
    "reset": "signing in: chooses a password",
}

# Of those, what is typed is sealed when the page locks or is closed without a connection, and comes back to its author. It is never sent by itself.
ONLY_KEPT: dict[str, Offline] = {
    "tell-someone": Offline(_("Asking to be called")),
    "safe-contact": Offline(_("How you may be reached")),
    "kind-word": Offline(_("A kind word to yourself")),
    "share-received": Offline(_("How something you shared was received")),
    "pause-begin": Offline(_("A break")),
    "ending-plan": Offline(_("An end that you plan")),
    "another-ask": Offline(_("Asking for another therapist")),
    "for-next": Offline(_("What your next therapist should know")),
    "stone": Offline(_("A stone, said in other words")),
    "supporters": Offline(_("Somebody who supports you")),
    "supporter": Offline(_("Somebody who supports you")),
}


def form_of(place):
    """The form that stands at this address and takes or keeps what waited; None for any other."""
    try:
        name = resolve(place.partition("?")[0]).url_name
    except Resolver404:
        return None
    return OFFLINE.get(name) or ONLY_KEPT.get(name)
