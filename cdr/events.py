"""What the hands tell of a contact as a whole, and everything a contact record is folded from. Values only."""

from dataclasses import dataclass

from acd.events import ContactEvent
from ivr.reports import Event as DialogueEvent
from recordings.events import Event as RecordingEvent
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId
from vocabulary.parties import Party


@dataclass(frozen=True, slots=True)
class ContactBegan:
    """The caller leg is ours. Name and numbers as Asterisk reports them: of any bytes, escaped only in the record.

    ``earlier``: this one is the callback, or the message, that contact was promised.
    """

    contact: ContactId
    number_dialled: str
    caller_number: str
    caller_name: str
    dialplan_version: str
    earlier: ContactId | None = None


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The caller leg is gone. ``ended_by`` is ``SYSTEM`` where we hung it up, by the flow's wish or by a fault."""

    contact: ContactId
    ended_by: Party
    cause: HangUpCause


Event = ContactBegan | ContactEnded

ContactFact = Event | ContactEvent | DialogueEvent | RecordingEvent
"""Everything told of one contact. Those of the dialogue name no contact: whoever tells them knows whose they are."""
