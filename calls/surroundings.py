"""What a contact's session has around it. Values and protocols only."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from asterisk.ari.client import AriClient
from calls.desk import Desk
from calls.ledger import Ledger
from calls.lookups import LookUps
from calls.messages import Message
from calls.phones import Phones
from calls.recorder import Recorder
from calls.scene import Scene
from calls.waiting_rooms import WaitingRooms
from dialplan.document import Document
from vocabulary.ids import ContactId, LegId, MediaUri
from vocabulary.instant import Instant

if TYPE_CHECKING:
    from calls.deferrals import Deferrals
    from calls.others import HandedOver


class Speech(Protocol):
    """Words into sound."""

    async def ready(self, media: Sequence[MediaUri]) -> tuple[MediaUri, ...]:
        """The same media with ``speech:…`` made into files, in a bounded time; what cannot be spoken is left out."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Shared by all sessions of one Asterisk, save for ``document``: the one a contact entered with, until it is over.

    ``adopt`` and ``disown`` tell the switchboard which legs belong to which session; they are called before a leg is
    asked for and after it is gone, so that even the first event finds its way. ``adopt_contact`` and
    ``disown_contact`` do the same for what the desk wants of a contact that has no session of its own. ``fetch_back``
    takes a leg out of the script that holds it, back into our application. ``scene_changed`` is told after each turn
    who can be heard. ``hand_over`` asks the call of this leg for what it reached: that is another contact's now.
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
    speech: Speech
    look_ups: LookUps
    deferrals: "Deferrals"
    fetch_back: Callable[[LegId], Awaitable[None]]
    phones: Phones
    adopt_contact: Callable[[ContactId, Callable[[Message], None]], None]
    disown_contact: Callable[[ContactId], None]
    scene_changed: Callable[[Scene], None]
    hand_over: Callable[[LegId, ContactId], Awaitable["HandedOver"]]
