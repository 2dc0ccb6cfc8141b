"""The conversation with a caller who was called back: all that can be done with any other, but for flows. Carries out.

There is no flow to go on in: where others would, the caller is said goodbye to.
"""

from collections.abc import Awaitable, Callable

from acd import effects as acd
from acd.effects import Effect
from asterisk.ari.events import Event
from calls.agent_side import AgentSide
from calls.asks import Answer
from calls.caller_leg import CallerLeg
from calls.deferred_store import Owed
from calls.messages import Asked, AudioLost, LegsSeen, Message
from calls.mid_call import MidCall
from calls.scene import Scene
from calls.surroundings import Surroundings
from calls.talk import Talk
from calls.waiting import Waiting
from cdr.events import ContactFact
from vocabulary.ids import FlowName, LegId


class CallbackTalk:
    """From the moment agent and caller were joined."""

    def __init__(
        self, owed: Owed, leg: LegId, agents: AgentSide, waiting: Waiting, around: Surroundings,
        hear: Callable[[Message], None], finish: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        def note(*facts: ContactFact) -> None:
            around.ledger.note(owed.contact, facts, around.clock())

        async def go_on(_: FlowName | None) -> None:
            await finish()

        caller = CallerLeg(leg, owed.number_dialled, owed.number, owed.caller_name)
        self._agents = agents
        self._talk = Talk(owed.contact, caller, agents, waiting, around, hear, note, go_on, has_flow=False)
        self._mid_call = MidCall(self._talk)

    @property
    def scene(self) -> Scene:
        """Who can be heard now."""
        agent, talk = self._agents.joined, self._talk
        bridge = self._agents.conversation.bridge if self._agents.conversation.goes_on else None
        if agent is None:
            return Scene(talk.contact, talk.caller.leg, queue=talk.queue, bridge=bridge)
        return Scene(
            talk.contact, talk.caller.leg, agent.agent, agent.leg, agent.offer, talk.queue, bridge, talk.held,
            talk.private,
        )  # fmt: skip

    async def takes(self, message: Message) -> bool:
        """Whether this was all there is to do about it; else whoever asks goes on with it."""
        match message:
            case Asked():
                await self._answer(message)
                return True
            case AudioLost(leg):
                await self._agents.lose(leg)
                return True
            case LegsSeen():
                await self._mid_call.compare(message)
            case acd.MoveToQueue() | acd.ReleaseCaller():
                await self._mid_call.agent_parted()
            case _ if isinstance(message, Effect):
                if self._mid_call.is_of_a_question(message):
                    await self._mid_call.carry_out(message)
                    return True
            case _ if isinstance(message, Event):
                if self._mid_call.is_by_phone(message):
                    await self._mid_call.take_by_phone(message)
                    return True
                await self._mid_call.take(message)
            case _:
                pass
        return False

    async def _answer(self, asked: Asked) -> None:
        answer = Answer("it could not be done: the other side, or Asterisk, is gone")
        try:
            answer = await self._mid_call.ask(asked.ask, asked.by)
        finally:
            if not asked.answer.done():
                asked.answer.set_result(answer)

    async def caller_left(self) -> None:
        """The caller is gone: so is everything that was done for them."""
        await self._mid_call.caller_left()
