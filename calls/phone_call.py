"""A call that one of our people places from their phone: to a colleague, or to a number outside. Decides nothing.

A call outside is a contact: recorded and written down, its agent kept from offers meanwhile. A second call of somebody
who talks with a caller is a question to somebody: what it reaches can be handed that caller (calls.phone_transfers).
"""

from collections.abc import Callable

import structlog

from acd.commands import Occupation, OccupyAgent, VacateAgent
from asterisk.ari.errors import AriError
from asterisk.ari.events import Event
from calls.agent_legs import AgentLeg, LegState
from calls.asks import ToAgent, ToNumber
from calls.contact_recording import ContactRecording
from calls.conversation import Conversation, Join
from calls.dialled import AGENTS
from calls.messages import HandOver, LegsSeen, Message, RecordingTended
from calls.offer_shown import ShownCaller
from calls.others import Colleague, HandedOver, Other, OutsideParty, refusal
from calls.outgoing import Progress
from calls.surroundings import Surroundings
from cdr.events import (
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    ContactFact,
    GuestJoined,
    GuestLeft,
)
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, BridgeId, ContactId, DeviceName, LegId, MediaUri, OfferId, PlaybackId, TaskId
from vocabulary.instant import Instant
from vocabulary.parties import Party

RING_SECONDS = 45.0
"""How long whom somebody calls from their phone may ring."""

_RINGING = MediaUri("tone:ring")
_FORBIDDEN = HangUpCause.REJECTED
"""A number that may not be called: the phone is told 603."""

log = structlog.get_logger(__name__)


class PhoneCall:
    """The behaviour of a phone's session that called somebody (or, ``answered``, was rung by us to call somebody).

    ``caller``: who uses the phone; None: nobody known, a supervisor's for example. ``kinds``: as whom they call out.
    """

    def __init__(
        self,
        leg: LegId,
        device: DeviceName,
        caller: AgentName | None,
        target: ToAgent | ToNumber,
        around: Surroundings,
        hear: Callable[[Message], None],
        *,
        kinds: frozenset[str] = AGENTS,
        answered: bool = False,
    ) -> None:
        self._leg = leg
        self._kinds = kinds
        self._device = device
        self._agent = caller
        self._target = target
        self._around = around
        self._hear = hear
        self._answered = answered
        # Asterisk's own ids of legs hold a point, which no recording's name may.
        self._name = leg.replace(".", "-")
        self._task = TaskId(f"{self._name}-p")
        self._contact = ContactId(f"c-{self._name}")
        self._tone: PlaybackId | None = None
        self._other: Other | None = None
        self._asked_for: ContactId | None = None
        self._is_contact = False
        self._occupied = False
        self._joined_at: Instant | None = None
        self._cause = HangUpCause.NORMAL
        self._ended_by = Party.AGENT
        self._conversation: Conversation | None = None
        self._heir: Callable[[Message], None] | None = None
        self.over = False
        self.gave_away = False

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        bridge = self._conversation.bridge if self._conversation is not None else None
        return () if bridge is None else (bridge,)

    def next_deadline(self) -> Instant | None:
        return None

    async def handle_deadline(self, now: Instant) -> None:
        """Asterisk itself ends the ringing."""

    async def begin(self) -> None:
        """Ring whom they called; they hear that it rings. Who cannot be rung is told by the SIP code."""
        await self._take_from_offers()
        other = self._make()
        why = await other.reserve()
        if why:
            log.warning("phone.call_refused", device=self._device, target=other.name, why=why)
            await self._refuse()
            return
        self._other = other
        self._note_begin(other)
        if self._answered:
            self._tone = PlaybackId(f"{self._leg}-tone")
            await self._around.ari.play(self._leg, self._tone, (_RINGING,))
        else:
            await self._around.ari.ring(self._leg)
        await self._follow(await other.call(self._shown()))

    async def _take_from_offers(self) -> None:
        """A call of one's own is no time to be offered another; who talks already is not offered any."""
        if self._agent is None:
            return
        desk = self._around.desk
        agent = desk.state.agents.get(self._agent)
        offer = desk.state.offers.get(agent.offer) if agent is not None and agent.offer is not None else None
        if offer is not None and offer.joined_at is not None:
            self._asked_for = offer.contact
            return
        self._occupied = not await refusal(desk, OccupyAgent(self._agent, self._task, Occupation.CALLING))

    def _make(self) -> Other:
        task = TaskId(f"{self._name}-t")
        if isinstance(self._target, ToAgent):
            return Colleague(self._target.agent, task, RING_SECONDS, self._around, self._hear, self._leg)
        number = self._target.number
        return OutsideParty(number, task, RING_SECONDS, self._around, self._hear, self._leg, self._kinds)

    def _shown(self) -> ShownCaller:
        known = self._around.document.agents.get(self._agent) if self._agent is not None else None
        if known is None:
            return ShownCaller(str(self._device))
        return ShownCaller(known.number or str(self._agent), known.display_name)

    def _note_begin(self, other: Other) -> None:
        if self._asked_for is not None and self._agent is not None:
            self._note(self._asked_for, ConsultBegan(self._asked_for, self._agent, other.name))
        elif isinstance(self._target, ToNumber):
            self._is_contact = True
            shown, version = self._shown(), self._around.document.version
            began = ContactBegan(
                self._contact, self._target.number, shown.number, shown.name, version, agent=self._agent
            )
            self._note(self._contact, began)

    async def _refuse(self) -> None:
        await self._hang_up(HangUpCause.BUSY if isinstance(self._target, ToAgent) else _FORBIDDEN)

    async def _hang_up(self, cause: HangUpCause) -> None:
        """The phone is told why. It is over with the end of its leg: whoever hangs up twice may take the cause back.

        :raises AriError: it could not be hung up now; the session does it.
        """
        try:
            await self._around.ari.hang_up(self._leg, cause)
        except AriError:
            self.over = True
            raise

    async def take(self, message: Message) -> None:
        """What Asterisk tells of the other leg; what a phone that joined its calls asks for."""
        other = self._other
        if isinstance(message, RecordingTended):
            await message.carry_out()
        elif self._heir is not None:
            # Told before it was known that somebody else is to hear it.
            self._heir(message)
        elif isinstance(message, HandOver):
            # Of one who did not wait for it nothing is given away.
            if not message.answer.done():
                await self._hand_over(message)
        elif other is not None and isinstance(message, LegsSeen):
            await self._follow(await other.compare(message))
        elif other is not None and isinstance(message, Event):
            await self._follow(await other.take(message))

    async def _follow(self, progress: Progress) -> None:
        other = self._other
        if other is None:
            return
        match progress:
            case Progress.ANSWERED:
                await self._join(other)
            case Progress.LOST:
                self._ended_by = Party.CALLER
                if self._joined_at is None:
                    self._cause = other.cause
                await self._hang_up(self._cause)
            case Progress.NOTHING:
                pass

    async def _join(self, other: Other) -> None:
        if other.leg is None:
            return
        if not self._answered:
            await self._around.ari.answer(self._leg)
        contact = self._contact if self._asked_for is None else self._asked_for
        recording = self._recording() if self._is_contact else None
        conversation = self._conversation = Conversation(self._contact, other.leg, self._around, recording)
        who = self._agent or AgentName(str(self._device))
        mine = AgentLeg(OfferId(self._task), self._leg, who, 0.0, self._around.clock(), LegState.ANSWERED)
        if await conversation.join(mine, () if self._tone is None else (self._tone,)) is not Join.JOINED:
            self.over = True
            return
        self._joined_at = self._around.clock()
        if self._asked_for is not None:
            self._note(contact, ConsultAnswered(contact, other.name))
        elif self._is_contact:
            self._note(contact, GuestJoined(contact, other.name, other.kind))

    def _recording(self) -> ContactRecording:
        number = self._target.number if isinstance(self._target, ToNumber) else str(self._target.agent)
        return ContactRecording(self._contact, number, self._around, self._hear, direction="out")

    async def _hand_over(self, message: HandOver) -> None:
        other, self._other = self._other, None
        if self._asked_for is not None and other is not None:
            self._note(self._asked_for, ConsultEnded(self._asked_for, other.name, ConsultEnd.COMPLETED))
            self._asked_for = None
        if other is not None:
            other.heard_by(message.hear)
        self._heir = message.hear
        await self._end_contact(other, Party.SYSTEM)
        self.over = self.gave_away = True
        if not message.answer.done():
            message.answer.set_result(HandedOver(other))

    async def close(self) -> None:
        """The phone hung up, or is hung up."""
        other, self._other = self._other, None
        if self._asked_for is not None and other is not None:
            end = ConsultEnd.CANCELLED if self._joined_at is not None else ConsultEnd.NOT_REACHED
            self._note(self._asked_for, ConsultEnded(self._asked_for, other.name, end))
        await self._end_contact(other, self._ended_by)
        if self._occupied and self._agent is not None:
            await self._around.desk.submit(VacateAgent(self._agent, self._task))
        if other is not None:
            await other.let_go()
        if self._conversation is not None:
            await self._conversation.close()

    async def _end_contact(self, other: Other | None, by: Party) -> None:
        if self._conversation is not None:
            await self._conversation.part(caller_is_there=other is not None and other.there)
        if not self._is_contact:
            return
        self._is_contact = False
        if self._joined_at is not None and other is not None:
            seconds = self._around.clock().since(self._joined_at)
            self._note(self._contact, GuestLeft(self._contact, other.name, by, seconds))
        self._note(self._contact, ContactEnded(self._contact, by, self._cause))

    def _note(self, contact: ContactId, fact: ContactFact) -> None:
        self._around.ledger.note(contact, (fact,), self._around.clock())
