"""Goals in small steps, how near they feel, small wins, and a kind word kept for a day that goes badly."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beside.practice.audit import trail
from beside.practice.growth.models import Goal, GoalStep, KindWord, Rating, Win
from beside.practice.people import notices, submissions
from beside.practice.people.errors import Refused
from beside.practice.people.locking import locked_going_on

MOST_OPEN = 12
MOST_STEPS = 30


@transaction.atomic
def set_goal(relationship, *, goal, notice="", key, by, now=None):
    """A goal, in the client's words, by either of the two. Once a key."""
    relationship = locked_going_on(relationship)
    words = _words(goal, notice)
    now = now or timezone.now()

    def made():
        if Goal.objects.filter(relationship=relationship, state=Goal.State.OPEN).count() >= MOST_OPEN:
            raise Refused(
                _("Twelve goals are open. Let one go first, or mark one as reached: few are easier to hold.")
            )
        goal = Goal.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            words=words,
            made_by=by,
            made_at=now,
        )
        trail.write("goal set", by=by, relationship=relationship, thing=goal)
        _tell_the_other(relationship, "goal", by=by, thing=relationship)
        return goal

    return _once(Goal, key, by=by, what="goal", words=[str(relationship.pk), words], make=made)


@transaction.atomic
def reword_goal(goal, *, goal_words, notice="", by, now=None):
    """The same goal in other words. What it was called before is kept."""
    relationship, words = _open(goal), _words(goal_words, notice)
    if words == goal.words:
        return goal
    until = timezone.localdate(now or timezone.now()).isoformat()
    goal.earlier = [*(goal.earlier or []), {**goal.words, "until": until}]
    goal.words = words
    goal.save(update_fields=["words", "earlier"])
    trail.write("goal reworded", by=by, relationship=relationship, thing=goal)
    return goal


@transaction.atomic
def end_goal(goal, *, state, by, now=None):
    """Reached, or let go; and open again, if that was too early. No reason is asked for."""
    relationship = locked_going_on(goal.relationship)
    goal.refresh_from_db(fields=["state"])
    if goal.state == state:
        return goal
    goal.state = state
    goal.ended_at = None if state == Goal.State.OPEN else now or timezone.now()
    goal.save(update_fields=["state", "ended_at"])
    what = "goal opened again" if state == Goal.State.OPEN else "goal ended"
    trail.write(what, by=by, relationship=relationship, thing=goal)
    return goal


@transaction.atomic
def add_step(goal, *, words, key, by, now=None):
    """One small step."""
    relationship, words = _open(goal), words.strip()
    if not words:
        raise Refused(_("Write the step in a few words. The smaller, the better."))

    def made():
        if goal.steps.count() >= MOST_STEPS:
            raise Refused(_("Thirty steps are enough for one goal. Take one off, or begin another goal."))
        step = GoalStep.objects.create(
            practice_id=goal.practice_id,
            relationship=relationship,
            goal=goal,
            words=words,
            made_by=by,
            made_at=now or timezone.now(),
        )
        trail.write("step added", by=by, relationship=relationship, thing=step)
        return step

    return _once(GoalStep, key, by=by, what="goal-step", words=[str(goal.pk), words], make=made)


@transaction.atomic
def mark_step(step, *, done, by, now=None):
    """Done, or not done after all."""
    relationship = locked_going_on(step.relationship)
    if (step.done_at is not None) == done:
        return step
    step.done_at = (now or timezone.now()) if done else None
    step.save(update_fields=["done_at"])
    trail.write(
        "step done" if done else "step not done after all", by=by, relationship=relationship, thing=step
    )
    return step


@transaction.atomic
def take_step_off(step, *, by):
    """It is not needed, or too big. Nobody is asked why."""
    relationship = locked_going_on(step.relationship)
    trail.write("step taken off", by=by, relationship=relationship, thing=step)
    step.delete()


@transaction.atomic
def rate(goal, *, near, key, by, now=None):
    """How near it feels today to whoever rates, 0 to 10. A second rating of one day takes the first one's place."""
    relationship, now = _open(goal), now or timezone.now()

    def made():
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        rating = Rating.objects.filter(goal=goal, by=by, at__gte=today).order_by("-at").first() or Rating(
            practice_id=goal.practice_id, relationship=relationship, goal=goal, by=by
        )
        rating.near, rating.at = int(near), now
        rating.save()
        trail.write("goal rated", by=by, relationship=relationship, thing=rating)
        return rating

    return _once(Rating, key, by=by, what="goal-rating", words=[str(goal.pk), int(near)], make=made)


@transaction.atomic
def note_win(relationship, *, words, key, by, now=None):
    """Something that went well. A therapist's is for the client to read; neither is counted."""
    relationship, words = locked_going_on(relationship), words.strip()
    if not words:
        raise Refused(_("Write a few words. Tiny is fine: got up, picked up the phone, said no."))

    def made():
        win = Win.objects.create(
            practice_id=relationship.practice_id,
            relationship=relationship,
            by=by,
            words=words,
            at=now or timezone.now(),
        )
        trail.write("win written down", by=by, relationship=relationship, thing=win)
        if not by.is_client:
            notices.tell(relationship.client, kind="win", relationship=relationship, thing=relationship)
        return win

    return _once(Win, key, by=by, what="win", words=[str(relationship.pk), words], make=made)


@transaction.atomic
def take_win_back(win, *, by):
    """Whoever wrote it takes it off again."""
    relationship = locked_going_on(win.relationship)
    if win.by_id != by.pk:
        raise Refused(_("Only whoever wrote it can take it off."))
    trail.write("win taken off", by=by, relationship=relationship, thing=win)
    win.delete()


@transaction.atomic
def keep_kind_word(relationship, *, words, by, now=None):
    """For a day that goes badly, from the client to themself. Not audited, never counted; empty takes it away."""
    relationship, words = locked_going_on(relationship), words.strip()
    if by.pk != relationship.client_id:
        raise Refused(_("These words are the client's own."))
    kept = KindWord.objects.visible_to(by).filter(relationship=relationship).first()
    if not words:
        if kept is not None:
            kept.delete()
        return None
    kept = kept or KindWord(practice_id=relationship.practice_id, relationship=relationship, member=by)
    kept.words, kept.at = words, now or timezone.now()
    kept.save()
    return kept


def _words(goal, notice):
    goal, notice = goal.strip(), notice.strip()
    if not goal:
        raise Refused(_("Write what you want in a few words. It can be changed at any time."))
    return {"goal": goal, "notice": notice} if notice else {"goal": goal}


def _once(model, key, *, by, what, words, make):
    made, _fresh = submissions.once(key, by=by, what=what, words=words, make=make)
    return model.objects.filter(pk=made).first()


def _open(goal):
    relationship = locked_going_on(goal.relationship)
    goal.refresh_from_db(fields=["state", "words", "earlier"])
    if not goal.is_open:
        raise Refused(_("This goal was ended. Open it again first, if you want to go on with it."))
    return relationship


def _tell_the_other(relationship, kind, *, by, thing):
    other = relationship.clinician if by.is_client else relationship.client
    notices.tell(other, kind=kind, relationship=relationship, thing=thing)
