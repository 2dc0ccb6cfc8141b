"""Which document calls begin under, and what a new contact is made of: caller, dialogue, time. Starts none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from asterisk.ari.events import Channel
from calls.caller_leg import CallerLeg
from calls.own_flows import NO_SUCH_NUMBER, to_queue, with_own
from calls.surroundings import Speech, Surroundings
from dialplan.arrivals import arrival_of
from dialplan.document import Document
from ivr.flow import Flow
from ivr.interpreter import Dialogue
from vocabulary.ids import ContactId, FlowName, QueueName
from vocabulary.instant import Instant


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact about to begin."""

    contact: ContactId
    caller: CallerLeg
    dialogue: Dialogue


class Beginnings:
    """For all calls of one Asterisk that are to come."""

    def __init__(
        self,
        document: Document,
        new_id: Callable[[str], str],
        clock: Callable[[], Instant],
        speech_of: Callable[[Document], Speech],
    ) -> None:
        self._new_id = new_id
        self._clock = clock
        self._speech_of = speech_of
        self._date_shift_seconds = 0.0
        self.use(document)

    def use(self, document: Document) -> None:
        """Calls begin under this document from now on."""
        self.document = document
        self._world = with_own(document.world)
        self._speech = self._speech_of(document)

    def date_calls(self, at: datetime | None) -> None:
        """Let calls that begin from now on believe that it is this moment; None: the present."""
        self._date_shift_seconds = 0.0 if at is None else at.timestamp() - self._clock().unix

    def dialled(self, channel: Channel, number: str, flow: FlowName | None) -> NewContact:
        """Somebody dialled a number. ``flow``: where admission sends them instead of the flow of the number."""
        dialled = self.document.numbers.get(number)
        name = flow if flow in self._world.flows else dialled.flow if dialled is not None else None
        return self._new(channel, number, self._world.flows[name] if name is not None else NO_SUCH_NUMBER)

    def to_queue(self, channel: Channel, queue: QueueName) -> NewContact:
        """One of our phones dialled a queue."""
        return self._new(channel, self.document.queues[queue].number or str(queue), to_queue(queue))

    def surroundings(self, around: Surroundings) -> Surroundings:
        """What a call that begins now has around it."""
        return replace(around, document=self.document, speech=self._speech, clock=self._clock_of_new_calls())

    def _new(self, channel: Channel, number: str, begins: Flow) -> NewContact:
        contact = ContactId(self._new_id("c"))
        caller = CallerLeg(channel.id, number, channel.caller.number, channel.caller.name)
        arrival = arrival_of(self.document, number, caller.caller_number, caller.caller_name)
        return NewContact(contact, caller, Dialogue(begins, f"{contact}-p", self._world, arrival))

    def _clock_of_new_calls(self) -> Callable[[], Instant]:
        clock, shift_seconds = self._clock, self._date_shift_seconds
        if not shift_seconds:
            return clock

        def shifted() -> Instant:
            now = clock()
            return Instant(now.monotonic, now.unix + shift_seconds)

        return shifted
