"""What callers hear where no document says it: flows of our own."""

from dataclasses import replace
from typing import Final

from ivr.flow import Enqueue, Flow, HangUp, Play
from ivr.world import World
from vocabulary.causes import HangUpCause
from vocabulary.ids import FlowName, MediaUri, QueueName

NO_SUCH_NUMBER: Final = Flow(
    FlowName("no-such-number"),
    (Play((MediaUri("sound:ss-noservice"),)), HangUp(HangUpCause.UNALLOCATED)),
)
"""What somebody hears who dialled a number that the document does not have. Nobody is told a busy tone."""

CALLBACK_PROMISED: Final = Flow(
    FlowName("callback promised"),
    (Play((MediaUri("sound:auth-thankyou"), MediaUri("sound:vm-goodbye"))), HangUp()),
)
"""What a caller hears who will be called back. No flow of a document can have its name, which holds a space."""


def with_own(world: World) -> World:
    """A document's world with the flows a queue may send a caller to besides."""
    return replace(world, flows={**world.flows, CALLBACK_PROMISED.name: CALLBACK_PROMISED})


def to_queue(queue: QueueName) -> Flow:
    """What somebody of ours walks through who dials a queue's number."""
    return Flow(FlowName(f"to queue {queue}"), (Enqueue(queue),))
