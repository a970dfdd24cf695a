"""What this room's notices say: no more than any other notice, as somebody may look over a shoulder. See people/notice_words.py."""

from beside.practice.people.notice_words import GENERAL

NEW, WAITS, ANSWERED = "sent-to-you", "still-waits", "for-you"
WORDS = {
    NEW: (GENERAL, "concern", "thing"),
    # Shown from the day on which an answer is due.
    WAITS: (GENERAL, "concern", "thing"),
    ANSWERED: (GENERAL, "concern", "thing"),
}
