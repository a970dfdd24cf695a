"""What people do with sessions: plan them, say something before, close them afterwards."""

from beside.practice.meetings.actions.calendar import make_calendar_link, revoke_calendar_links
from beside.practice.meetings.actions.check_in import keep_check_in_draft, send_check_in
from beside.practice.meetings.actions.closing import (
    close_session,
    closing_draft_page,
    keep_closing_draft,
    promise,
    settle_promise,
    write_process_note,
)
from beside.practice.meetings.actions.schedule import (
    cancel_session,
    end_series,
    extend_series,
    mark_missed,
    move_session,
    record_times,
    renumber,
    schedule_session,
    schedule_weekly,
)

__all__ = [
    "cancel_session",
    "close_session",
    "closing_draft_page",
    "end_series",
    "extend_series",
    "keep_check_in_draft",
    "keep_closing_draft",
    "make_calendar_link",
    "mark_missed",
    "move_session",
    "promise",
    "record_times",
    "renumber",
    "revoke_calendar_links",
    "schedule_session",
    "schedule_weekly",
    "send_check_in",
    "settle_promise",
    "write_process_note",
]
