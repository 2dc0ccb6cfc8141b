"""What a contact's session has around it. Values and protocols only."""

from collections.abc import Callable
from dataclasses import dataclass

from asterisk.ari.client import AriClient
from calls.desk import Desk
from calls.ledger import Ledger
from calls.messages import Message
from calls.recorder import Recorder
from calls.waiting_rooms import WaitingRooms
from dialplan.document import Document
from vocabulary.ids import LegId
from vocabulary.instant import Instant


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Shared by all sessions of one Asterisk.

    ``adopt`` and ``disown`` tell the switchboard which legs belong to which session; they are called before a leg is
    asked for and after it is gone, so that even the first event finds its way.
    """

    ari: AriClient
    desk: Desk
    ledger: Ledger
    recorder: Recorder
    waiting_rooms: WaitingRooms
    document: Document
    clock: Callable[[], Instant]
    adopt: Callable[[LegId, Callable[[Message], None]], None]
    disown: Callable[[LegId], None]
