"""An agent asks somebody while the caller is held: then hands the caller over, lets all talk, or goes back to them."""

from contextlib import suppress

from acd.effects import Effect
from asterisk.ari.errors import AriError
from asterisk.ari.events import Event
from calls.asked_queue import AskedQueue
from calls.asks import Answer, Consult, ToQueue, Transfer
from calls.handing_on import HandingOn
from calls.messages import LegsSeen
from calls.offer_shown import ShownCaller
from calls.others import Other
from calls.outgoing import Progress
from calls.talk import Talk
from cdr.events import (
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    GuestJoined,
    GuestLeft,
    TransferBegan,
    TransferKind,
)
from vocabulary.ids import MediaUri, PlaybackId
from vocabulary.instant import Instant
from vocabulary.parties import Party

_RINGING = MediaUri("tone:ring")


class Consulting:
    """One question at a time. ``together``: whom was asked is in the conversation, a third party."""

    def __init__(self, talk: Talk, handing: HandingOn) -> None:
        self._talk = talk
        self._handing = handing
        self._asked: Other | None = None
        self._tone: PlaybackId | None = None
        self._together_since: Instant | None = None

    @property
    def asked(self) -> Other | None:
        """Who is asked, or is in as the third."""
        return self._asked

    @property
    def together(self) -> bool:
        return self._together_since is not None

    async def begin(self, ask: Consult) -> Answer:
        """Hold the caller and ring whom is to be asked."""
        talk, agent = self._talk, self._talk.agent
        if self._asked is not None or agent is None:
            return Answer("somebody is asked already" if self._asked is not None else "nobody talks with the caller")
        other = talk.make(ask.target)
        why = await other.reserve()
        if why:
            return Answer(why)
        try:
            await talk.hold()
        except AriError:
            # Whoever was reserved would be kept for ever from what else there is to do.
            await other.let_go()
            raise
        talk.facts(ConsultBegan(talk.contact, agent.agent, other.name))
        self._asked = other
        known = talk.around.document.agents.get(agent.agent)
        number = known.number if known is not None and known.number else str(agent.agent)
        if not isinstance(other, AskedQueue):
            self._tone = PlaybackId(f"{talk.contact}-asking-{talk.others_made}")
            # Whoever is asked is rung in any case: should the agent just have hung up, the caller waits for them.
            with suppress(AriError):
                await talk.around.ari.play(agent.leg, self._tone, (_RINGING,))
        await self._follow(await other.call(ShownCaller(number, known.display_name if known is not None else "")))
        return Answer()

    async def complete(self, note: str) -> Answer:
        """Hand the caller to whom was asked, whether they have answered yet or not."""
        asked, talk = self._asked, self._talk
        if asked is None:
            return Answer("nobody is asked")
        agent = talk.agent
        by = agent.agent if agent is not None else None
        if isinstance(asked, AskedQueue) and asked.waits:
            answer = await self._handing.to_queue(Transfer(ToQueue(asked.queue), note))
            if answer.granted:
                self._asked = None
                talk.facts(ConsultEnded(talk.contact, asked.name, ConsultEnd.COMPLETED))
                await asked.let_go()
            return answer
        if not asked.there:
            await self._stop_tone()
            self._asked = None
            talk.facts(ConsultEnded(talk.contact, asked.name, ConsultEnd.COMPLETED))
            await self._handing.keep_ringing(asked, by)
            return Answer()
        await self._hand_over(asked, note)
        return Answer()

    async def _hand_over(self, asked: Other, note: str) -> None:
        talk, agent = self._talk, self._talk.agent
        self._asked = None
        if not self.together:
            talk.facts(ConsultEnded(talk.contact, asked.name, ConsultEnd.COMPLETED))
        else:
            self._third_left(asked)
        by = agent.agent if agent is not None else None
        talk.facts(TransferBegan(talk.contact, by, asked.name, TransferKind.ATTENDED, note))
        talk.resumed()
        await self._handing.hand_to(asked, by)
        if isinstance(asked, AskedQueue):
            await asked.leave_bridge()

    async def cancel(self) -> Answer:
        """Back to the caller, without whom was asked."""
        if self._asked is None:
            return Answer("nobody is asked")
        await self._back(ConsultEnd.CANCELLED)
        return Answer()

    async def _back(self, end: ConsultEnd) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        await self._stop_tone()
        self._part_from(asked, end)
        try:
            await asked.let_go()
        finally:
            await self._talk.back()

    async def conference(self) -> Answer:
        """Caller, agent and whom was asked hear each other."""
        asked, talk = self._asked, self._talk
        if asked is None or not asked.there:
            return Answer("nobody is asked" if asked is None else f"{asked.name} has not answered yet")
        if self.together:
            return Answer("all hear each other already")
        await talk.back(asked)
        talk.facts(
            ConsultEnded(talk.contact, asked.name, ConsultEnd.CONFERENCE),
            GuestJoined(talk.contact, asked.name, asked.kind),
        )
        self._together_since = talk.around.clock()
        return Answer()

    async def agent_left(self) -> bool:
        """The agent hung up while somebody is asked: the caller is theirs. Whether somebody was.

        Must be asked before the end of the agent's leg is reported as the end of the conversation.
        """
        asked = self._asked
        if asked is None or self._talk.agent is None:
            return False
        if not (await self.complete("")).granted:
            await self.give_up(ConsultEnd.AGENT_LEFT)
            await self._handing.to_head(f"{asked.name} could not be asked any more")
        return True

    async def give_up(self, end: ConsultEnd, by: Party = Party.AGENT) -> None:
        """Nobody is asked any more, and nobody moved: the caller is gone, or goes another way."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        await self._stop_tone()
        self._part_from(asked, end, by)
        await asked.let_go()

    async def take(self, event: Event) -> None:
        """What Asterisk tells of whom is asked."""
        if self._asked is not None:
            await self._follow(await self._asked.take(event))

    async def carry_out(self, effect: Effect) -> None:
        """What the distributor wants for a question to a queue."""
        if self._asked is not None:
            await self._follow(await self._asked.carry_out(effect))

    async def compare(self, seen: LegsSeen) -> None:
        """What was missed in a gap."""
        if self._asked is not None:
            await self._follow(await self._asked.compare(seen))

    async def _follow(self, progress: Progress) -> None:
        asked, talk = self._asked, self._talk
        if asked is None or progress is Progress.NOTHING:
            return
        if progress is Progress.ANSWERED:
            await self._stop_tone()
            talk.facts(ConsultAnswered(talk.contact, asked.name))
            if asked.leg is not None and not isinstance(asked, AskedQueue):
                await talk.agents.conversation.bring(asked.leg)
        elif self.together:
            self._asked = None
            self._third_left(asked)
            await asked.let_go()
        else:
            await self._back(ConsultEnd.NOT_REACHED)

    def _part_from(self, asked: Other, end: ConsultEnd, by: Party = Party.AGENT) -> None:
        if self.together:
            self._third_left(asked, by)
        else:
            self._talk.facts(ConsultEnded(self._talk.contact, asked.name, end))

    def _third_left(self, asked: Other, by: Party = Party.AGENT) -> None:
        talk, since = self._talk, self._together_since
        self._together_since = None
        if since is not None:
            talk.facts(GuestLeft(talk.contact, asked.name, by, talk.around.clock().since(since)))

    async def _stop_tone(self) -> None:
        tone, self._tone = self._tone, None
        if tone is not None:
            # It ends with its leg: what else is to be done is not held up by it.
            with suppress(AriError):
                await self._talk.around.ari.stop_playback(tone)
