"""Who listens to which contact, by phone or by command. Carries nothing out: each listening does that for itself.

At most ``MOST_PER_CONTACT`` at a time may hear one contact, and a supervisor one contact at a time.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, assert_never

from acd.commands import Command
from calls.asks import Answer, Listen, StopListening, SupervisorAsk, SwitchMode
from calls.listening import Listening
from calls.listening_means import Hear, Means
from calls.permissions import Person, refusal
from calls.phone_session import BehaviourMaker
from calls.scene import Scene, Scenes
from calls.snooping import ListenersAri
from cdr.events import ContactFact, ListeningMode
from dialplan.document import Document
from vocabulary.ids import AgentName, ContactId, DeviceName, LegId, ListeningId
from vocabulary.instant import Instant

MOST_PER_CONTACT = 5
"""Each snoop leg costs Asterisk a thread and a timer, and all of them read the same leg."""


class LedgerOfFacts(Protocol):
    def note(self, contact: ContactId, facts: tuple[ContactFact, ...], at: Instant) -> None: ...


class DeskOfCommands(Protocol):
    async def submit(self, command: Command) -> None: ...


class Around(Protocol):
    """What listenings use of a session's surroundings."""

    @property
    def ari(self) -> ListenersAri: ...
    @property
    def desk(self) -> DeskOfCommands: ...
    @property
    def ledger(self) -> LedgerOfFacts: ...
    @property
    def clock(self) -> Callable[[], Instant]: ...
    @property
    def adopt(self) -> Callable[[LegId, Hear], None]: ...
    @property
    def disown(self) -> Callable[[LegId], None]: ...


RingPhone = Callable[[DeviceName, BehaviourMaker, str], Awaitable[Answer]]
"""Ring a phone of ours and let this be done with it once it answers; what it shows meanwhile."""


class Listenings:
    """The listenings of one Asterisk. ``documents`` and ``phone_of`` as they are now: both change with a reload."""

    def __init__(
        self,
        scenes: Scenes,
        around: Around,
        new_id: Callable[[str], str],
        document: Callable[[], Document],
        phone_of: Callable[[str], DeviceName | None],
    ) -> None:
        self._scenes = scenes
        self._around = around
        self._new_id = new_id
        self._document = document
        self._phone_of = phone_of
        self._ring: RingPhone | None = None
        self._listening: list[Listening] = []

    def ring_with(self, ring: RingPhone) -> None:
        """Phones are rung so from now on."""
        self._ring = ring

    def listeners(self, contact: ContactId) -> tuple[str, ...]:
        """The supervisors who hear this contact now, in the order in which they came."""
        return tuple(listening.supervisor for listening in self._listening if listening.contact == contact)

    def behaviour(
        self,
        supervisor: str,
        mode: ListeningMode,
        leg: LegId,
        hear: Hear,
        *,
        agent: AgentName | None = None,
        contact: ContactId | None = None,
    ) -> Listening:
        """What is done with the phone of a supervisor who listens to a contact, or to what this agent talks with.

        Who may not, finds nobody talking, or is one too many, is told so by a sound, and the phone is hung up.
        """
        if contact is None and agent is not None:
            contact = self._scenes.contact_of(agent)
        return Listening(contact, mode, leg, hear, self._means(supervisor))

    async def ask(self, supervisor: str, ask: SupervisorAsk) -> Answer:
        """Ring the supervisor's phone to listen, or change what they do meanwhile."""
        match ask:
            case Listen():
                return await self._begin(supervisor, ask)
            case SwitchMode(mode):
                return await self._tell(supervisor, mode)
            case StopListening():
                return await self._tell(supervisor, None)
            case _:
                assert_never(ask)

    # --- the roll ----------------------------------------------------------------------------------------------------

    def enter(self, listening: Listening) -> str:
        """Counts a listening in; else why not."""
        assert listening.contact is not None
        refused = self._refusal(listening.supervisor, listening.contact)
        if not refused:
            self._listening.append(listening)
        return refused

    def leave(self, listening: Listening) -> None:
        """It is over; one that never was counted in means nothing."""
        self._listening = [each for each in self._listening if each is not listening]

    def _refusal(self, supervisor: str, contact: ContactId) -> str:
        if any(each.supervisor == supervisor for each in self._listening):
            return "you are listening already"
        if len(self.listeners(contact)) >= MOST_PER_CONTACT:
            return f"{MOST_PER_CONTACT} listen to this contact already"
        return ""

    # --- by command --------------------------------------------------------------------------------------------------

    async def _begin(self, supervisor: str, ask: Listen) -> Answer:
        contact = ask.contact or (self._scenes.contact_of(ask.agent) if ask.agent is not None else None)
        scene = self._scenes.scene(contact) if contact is not None else None
        if contact is None or scene is None:
            return Answer(f"{ask.agent} talks with nobody" if ask.agent is not None else "there is no such contact")
        if ask.mode is ListeningMode.TAKE_OVER:
            return Answer("listen first, then take over")
        refused = self._may(supervisor, ask.mode, scene) or self._refusal(supervisor, contact)
        if refused:
            return Answer(refused)
        phone = self._phone_of(supervisor)
        if phone is None or self._ring is None:
            return Answer(f"{supervisor} has no phone")
        make = partial(self._made, supervisor, ask.mode, contact)
        return await self._ring(phone, make, f"{ask.mode} {scene.agent or contact}")

    def _made(self, supervisor: str, mode: ListeningMode, contact: ContactId, leg: LegId, hear: Hear) -> Listening:
        return self.behaviour(supervisor, mode, leg, hear, contact=contact)

    async def _tell(self, supervisor: str, mode: ListeningMode | None) -> Answer:
        listening = next((each for each in self._listening if each.supervisor == supervisor), None)
        return Answer("you are not listening") if listening is None else await listening.ask(mode)

    # --- what each one works with ------------------------------------------------------------------------------------

    def _means(self, supervisor: str) -> Means:
        around = self._around
        spec = self._document().supervisors.get(supervisor)
        agent = None if spec is None or spec.agent is None else AgentName(spec.agent)
        return Means(
            ListeningId(self._new_id("n")),
            supervisor,
            agent,
            around.ari,
            self._scenes,
            self,
            partial(self._may, supervisor),
            around.adopt,
            around.disown,
            lambda contact, fact: around.ledger.note(contact, (fact,), around.clock()),
            around.desk.submit,
            around.clock,
        )

    def _may(self, supervisor: str, mode: ListeningMode, scene: Scene) -> str:
        document = self._document()
        spec = document.supervisors.get(supervisor)
        agent = None if spec is None or spec.agent is None else AgentName(spec.agent)
        person = Person(supervisor, agent, supervisor)
        return refusal(document, person, Listen(mode, scene.contact), scene.agent, scene.queue)
