"""A caller with somebody whom no queue gave: an outside number, a colleague, a supervisor who took over."""

from collections.abc import Callable

from acd.effects import Effect
from asterisk.ari.events import ChannelDestroyed, Event, StasisEnd
from calls.agent_legs import AgentLeg, LegState
from calls.conversation import Join
from calls.messages import LegsSeen, Message
from calls.offer_shown import ShownCaller
from calls.others import Other
from calls.outgoing import Progress
from calls.surroundings import Surroundings
from calls.talk import Talk
from cdr.events import GuestJoined, GuestKind, GuestLeft
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, LegId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party


class TakenOver:
    """A supervisor who was in the conversation already, and goes on with the caller alone."""

    kind = GuestKind.SUPERVISOR

    def __init__(self, supervisor: str, leg: LegId, around: Surroundings) -> None:
        self.name = supervisor
        self._leg = leg
        self._around = around
        self._gone = False

    @property
    def leg(self) -> LegId | None:
        return self._leg

    @property
    def there(self) -> bool:
        return not self._gone

    @property
    def cause(self) -> HangUpCause:
        return HangUpCause.NORMAL

    @property
    def why(self) -> str:
        return "hung up"

    async def reserve(self) -> str:
        return ""

    async def call(self, _: ShownCaller) -> Progress:
        return Progress.ANSWERED

    async def take(self, event: Event) -> Progress:
        if not isinstance(event, StasisEnd | ChannelDestroyed) or event.channel.id != self._leg or self._gone:
            return Progress.NOTHING
        return self._lose()

    async def carry_out(self, _: Effect) -> Progress:
        return Progress.NOTHING

    async def compare(self, seen: LegsSeen) -> Progress:
        return self._lose() if self._leg not in seen.states and not self._gone else Progress.NOTHING

    async def let_go(self) -> None:
        if not self._gone:
            self._lose()
            await self._around.ari.hang_up(self._leg)

    def heard_by(self, hear: Callable[[Message], None]) -> None:
        self._around.adopt(self._leg, hear)

    async def become_agent_of(self, _: ContactId) -> AgentLeg | None:
        return None

    def _lose(self) -> Progress:
        self._gone = True
        self._around.disown(self._leg)
        return Progress.LOST


class Guests:
    """At most one guest at a time."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._guest: Other | None = None
        self._since: Instant | None = None

    @property
    def guest(self) -> Other | None:
        """Who talks with the caller now."""
        return self._guest

    async def welcome(self, other: Other) -> bool:
        """Join caller and guest; whether they are joined. Nobody else may be in the conversation any more."""
        talk = self._talk
        if other.leg is None:
            return False
        other.heard_by(talk.hear)
        name = OfferId(f"{talk.contact}-g{talk.others_made}-{other.kind}")
        leg = AgentLeg(name, other.leg, AgentName(other.name), 0.0, talk.around.clock(), LegState.ANSWERED)
        joined = await talk.agents.conversation.join(leg, talk.waiting.take_announcements())
        if joined is not Join.JOINED:
            await talk.agents.conversation.leave_bridge()
            return False
        talk.waiting.over()
        self._guest, self._since = other, talk.around.clock()
        talk.facts(GuestJoined(talk.contact, other.name, other.kind))
        return True

    async def take(self, event: Event) -> None:
        """What Asterisk tells of the guest's leg."""
        if self._guest is not None:
            await self._follow(await self._guest.take(event))

    async def compare(self, seen: LegsSeen) -> None:
        """What was missed in a gap."""
        if self._guest is not None:
            await self._follow(await self._guest.compare(seen))

    async def _follow(self, progress: Progress) -> None:
        """A guest who leaves leaves the caller to their flow."""
        if progress is Progress.LOST:
            await self.part(Party.AGENT, caller_is_there=True)
            self._talk.agents.parted_by_agent = True
            await self._talk.go_on(None)

    async def part(self, by: Party, *, caller_is_there: bool) -> None:
        """The conversation with the guest is over."""
        guest, self._guest = self._guest, None
        if guest is None:
            return
        talk = self._talk
        seconds = talk.around.clock().since(self._since) if self._since is not None else 0.0
        talk.facts(GuestLeft(talk.contact, guest.name, by, seconds))
        await talk.agents.conversation.part(caller_is_there=caller_is_there)
        await guest.let_go()
        await talk.agents.conversation.leave_bridge()
