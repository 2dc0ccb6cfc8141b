"""What a recording is labelled with from its first second on, so that nothing has to be guessed after a crash.

The label lies beside the legs while they are written, beside the finished file until that is kept, and in the catalogue
after. Values only: ``recordings.library`` writes and reads it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recordings.policy import SoundFormat
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId


class Kind(StrEnum):
    """What was recorded: a conversation in two channels (caller left, agent right), or a message of one."""

    CONVERSATION = "conversation"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Label:
    """``caller_number`` is the number of the other party, whoever called; empty where it was not told.

    ``began_at``: UTC. ``agent``: who talked when it began; nobody yet where it began in the queue or the menu.
    ``direction``: ``in``, ``out`` or ``internal``, as the contact's.
    """

    recording: RecordingId
    contact: ContactId
    offer: OfferId
    kind: Kind
    began_at: datetime
    caller_number: str
    queue: QueueName | None
    agent: AgentName | None
    direction: str
    sound: SoundFormat
    keep_days: int
