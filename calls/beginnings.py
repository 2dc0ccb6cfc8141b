"""Which document calls begin under, and what a new contact is made of: caller, dialogue, time. Starts none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asterisk.ari.events import Channel
from asterisk.config.callplan import ON
from asterisk.config.trunks import trunk_of
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

    def dialled(self, channel: Channel, number: str, further: Sequence[str]) -> NewContact:
        """Somebody dialled a number.

        :param further: what our dialplan says besides: the flow admission sends them to, the endpoint they came in by.
        """
        endpoint = next((told.removeprefix(ON) for told in further if told.startswith(ON)), "")
        sent_to = next((FlowName(told) for told in further if not told.startswith(ON)), None)
        arrived_on, dialled = trunk_of(endpoint), self.document.numbers.get(number)
        if sent_to is not None and sent_to in self._world.flows:
            begins = self._world.flows[sent_to]
        elif dialled is not None and self.document.serves(number, arrived_on):
            begins = self._world.flows[dialled.flow]
        else:
            begins = NO_SUCH_NUMBER
        return self._new(channel, number, begins, arrived_on)

    def to_queue(self, channel: Channel, queue: QueueName) -> NewContact:
        """One of our phones dialled a queue."""
        return self._new(channel, self.document.queues[queue].number or str(queue), to_queue(queue))

    def surroundings(self, around: Surroundings) -> Surroundings:
        """What a call that begins now has around it."""
        return replace(around, document=self.document, speech=self._speech, clock=self._clock_of_new_calls())

    def _new(self, channel: Channel, number: str, begins: Flow, arrived_on: str = "") -> NewContact:
        contact = ContactId(self._new_id("c"))
        caller = CallerLeg(channel.id, number, channel.caller.number, channel.caller.name)
        arrival = arrival_of(self.document, number, caller.caller_number, caller.caller_name, arrived_on)
        return NewContact(contact, caller, Dialogue(begins, f"{contact}-p", self._world, arrival))

    def _clock_of_new_calls(self) -> Callable[[], Instant]:
        clock, shift_seconds = self._clock, self._date_shift_seconds
        if not shift_seconds:
            return clock

        def shifted() -> Instant:
            now = clock()
            return Instant(now.monotonic, now.unix + shift_seconds)

        return shifted
