"""What a test leaves unsaid, filled in: the moment, the caller's number as Asterisk tells it. Runs nothing."""

from datetime import datetime
from typing import Final

from dialplan.calendar import calendar_of
from dialplan.document import Document
from dialplan.trials import ANONYMOUS, TrialSpec, local_moment

ANY_MOMENT: Final = local_moment("2026-01-07T11:00")
"""A Wednesday, no holiday anywhere to speak of."""


def moment_of(document: Document, trial: TrialSpec) -> datetime:
    """When the call of this test comes in, with a time zone."""
    calendar = calendar_of(document.hours, document.time_zone)
    if trial.at is not None:
        return local_moment(trial.at).replace(tzinfo=calendar.zone)
    some = ANY_MOMENT.replace(tzinfo=calendar.zone)
    return calendar.first_open(some) or some


def number_of(trial: TrialSpec) -> str:
    """The caller's number as Asterisk tells it; empty where it is withheld."""
    return "" if trial.caller == ANONYMOUS else trial.caller
