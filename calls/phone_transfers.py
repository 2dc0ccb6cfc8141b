"""What a phone itself did with a conversation: hold, a transfer by REFER, another phone in its place. Carries out.

Asterisk never touches the caller's leg in a transfer (seen on 22.10.1): a Local channel takes the place of the phone's.
So the caller is brought where they belong by us, and the Local channel is hung up.
"""

import asyncio
from collections.abc import Awaitable
from typing import assert_never

import structlog

from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import (
    BridgeAttendedTransfer,
    BridgeBlindTransfer,
    Channel,
    ChannelHold,
    ChannelUnhold,
    Event,
    StasisStart,
)
from calls.asks import Target, ToAgent, ToFlow, ToNumber, ToQueue, Transfer
from calls.dialled import ColleagueDialled, OutsideDialled, QueueDialled, meaning
from calls.handing_on import HandingOn
from calls.others import HandedOver
from calls.talk import Talk
from cdr.events import CallHeld, TransferBegan, TransferKind
from dialplan.document import Document
from vocabulary.ids import AgentName, LegId

HAND_OVER_SECONDS = 2.0
"""How long the call that a phone joined with this one may take to say what it reached."""

SUCCESS = "Success"

log = structlog.get_logger(__name__)


def target_of(document: Document, exten: str) -> Target | None:
    """Where a phone means to transfer to: the document's numbers first, as when it dials them."""
    dialled = document.numbers.get(exten)
    if dialled is not None:
        return ToFlow(dialled.flow)
    meant = meaning(document, exten)
    match meant:
        case ColleagueDialled(agent):
            return ToAgent(agent)
        case QueueDialled(queue):
            return ToQueue(queue)
        case OutsideDialled(number):
            return ToNumber(number)
        case _:
            return None


class PhoneTransfers:
    """Of one contact's conversation."""

    def __init__(self, talk: Talk, handing: HandingOn) -> None:
        self._talk = talk
        self._handing = handing

    def is_about(self, event: Event) -> bool:
        """Whether the agent's phone did something that is dealt with here."""
        agent = self._talk.agent
        if agent is None:
            return False
        match event:
            case ChannelHold() | ChannelUnhold() | BridgeBlindTransfer():
                return event.channel.id == agent.leg
            case BridgeAttendedTransfer():
                return agent.leg in {event.transferer_first_leg.id, event.transferer_second_leg.id}
            case StasisStart(replace_channel=Channel() as replaced):
                return replaced.id == agent.leg
            case _:
                return False

    async def take(self, event: Event) -> None:
        """Do what follows from it."""
        match event:
            case ChannelHold():
                await self._held()
            case ChannelUnhold():
                await self._resumed()
            case BridgeBlindTransfer():
                await self._transferred(self._blind(event), event.replace_channel)
            case BridgeAttendedTransfer():
                await self._transferred(self._attended(event), *_stand_ins(event))
            case StasisStart():
                await self._replaced(event)
            case _:
                pass

    async def _held(self) -> None:
        """Asterisk plays music to a caller who is alone with the agent; with a third one in it plays none."""
        talk, agent = self._talk, self._talk.agent
        if agent is None or talk.held:
            return
        bridge = talk.agents.conversation.bridge
        present = await talk.around.ari.legs_in(bridge) if bridge is not None else ()
        if len(present) > 2:
            await talk.hold()
            return
        talk.held = talk.held_by_phone = True
        talk.facts(CallHeld(talk.contact, agent.agent))

    async def _resumed(self) -> None:
        talk = self._talk
        if not talk.held:
            return
        if talk.held_by_phone:
            talk.resumed()
        else:
            await talk.back()

    async def _replaced(self, event: StasisStart) -> None:
        """Another channel stands in for the phone: Asterisk's own in a transfer, else somebody's who took the call."""
        agent = self._talk.agent
        if agent is None:
            return
        if event.channel.name.startswith("Local/"):
            agent.replaced = True
            return
        log.warning("conversation.not_taken_over", agent=agent.agent, by=event.channel.name)
        await self._talk.around.ari.hang_up(event.channel.id)
        await self._talk.agents.conversation.bring(agent.leg)

    # --- transfers ---------------------------------------------------------------------------------------------------

    async def _transferred(self, moves: Awaitable[None], *stand_ins: Channel | None) -> None:
        """The phone is out of the call, whatever comes of the transfer: nobody stays with what stands in for it."""
        agent = self._talk.agent
        try:
            await moves
        except AriGone:
            # The caller hung up: their own event follows.
            raise
        except AriError as error:
            log.error("conversation.not_transferred", error=str(error))
            await self._handing.to_head("a transfer by phone could not be carried out")
        finally:
            self._talk.agents.forget_replaced()
            if agent is not None:
                # Of one that was let go nothing more is told; any other's end counts again.
                agent.replaced = agent.replaced and agent.released
            await self._end_stand_ins(*stand_ins)

    async def _blind(self, event: BridgeBlindTransfer) -> None:
        talk, agent = self._talk, self._talk.agent
        if agent is None or event.result != SUCCESS:
            return
        target = target_of(talk.around.document, event.exten)
        by = agent.agent
        if isinstance(target, ToQueue) and (await self._handing.to_queue(Transfer(target))).granted:
            await talk.agents.part()
            return
        await self._hand_on(target, event.exten, by)

    async def _hand_on(self, target: Target | None, exten: str, by: AgentName) -> None:
        """The agent is gone already: whoever cannot be reached is made up for, as when they do not answer."""
        talk = self._talk
        match target:
            case ToFlow(flow) if talk.has_flow:
                await self._handing.to_flow(flow, by)
            case ToAgent() | ToNumber():
                other = talk.make(target)
                why = await other.reserve()
                if why:
                    talk.facts(TransferBegan(talk.contact, by, other.name, TransferKind.BLIND))
                    await self._handing.refused(other, why, by)
                else:
                    await self._handing.ring(other, "", by)
            case ToQueue() | ToFlow() | None:
                talk.facts(TransferBegan(talk.contact, by, exten, TransferKind.BLIND))
                await self._handing.nobody(exten, by)
            case _:
                assert_never(target)

    async def _attended(self, event: BridgeAttendedTransfer) -> None:
        talk, agent = self._talk, self._talk.agent
        if agent is None or event.result != SUCCESS:
            return
        first, second = event.transferer_first_leg.id, event.transferer_second_leg.id
        by, asking = agent.agent, second if first == agent.leg else first
        handed = await self._handed_over(asking)
        if handed.queue is not None:
            if (await self._handing.to_queue(Transfer(ToQueue(handed.queue)))).granted:
                await talk.agents.part()
                return
            handed = HandedOver()
        name = (
            handed.other.name if handed.other is not None else handed.leg.agent if handed.leg is not None else "nobody"
        )
        talk.facts(TransferBegan(talk.contact, by, name, TransferKind.ATTENDED))
        if handed.leg is not None:
            await self._handing.joined(handed.leg)
        elif handed.other is not None and handed.other.there:
            await self._handing.hand_to(handed.other, by)
        elif handed.other is not None:
            self._handing.wait_for(handed.other, by)
            await self._handing.leave_agent()
        else:
            await self._handing.nobody("whom the phone called", by)

    async def _handed_over(self, asking: LegId) -> HandedOver:
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                return await self._talk.around.hand_over(asking, self._talk.contact)
        except TimeoutError:
            log.error("conversation.nothing_handed_over", leg=asking)
            return HandedOver()

    async def _end_stand_ins(self, *channels: Channel | None) -> None:
        """Either end of a Local channel takes the other along."""
        for channel in channels:
            if channel is not None:
                await self._talk.around.ari.hang_up(channel.id)


def _stand_ins(event: BridgeAttendedTransfer) -> tuple[Channel | None, ...]:
    return (event.destination_link_first_leg, event.destination_link_second_leg, event.replace_channel)
