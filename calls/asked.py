"""Something asked of a session through its tray, and the answer waited for. Knows no session."""

import asyncio
from collections.abc import Callable

from calls.asks import Answer, CallAsk
from calls.messages import Asked, HandOver, Message
from calls.others import HandedOver
from vocabulary.ids import AgentName, ContactId


async def asked(
    deliver: Callable[[Message], None], session: "asyncio.Task[None]", ask: CallAsk, by: AgentName | None
) -> Answer:
    """What the session answers; one that ends meanwhile is answered for."""
    answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    deliver(Asked(ask, by, answer))
    # A session that ends answers what it finds in its tray, but might be just past that.
    await asyncio.wait((answer, session), return_when=asyncio.FIRST_COMPLETED)
    return answer.result() if answer.done() else Answer("the call is over")


async def handed_over(
    deliver: Callable[[Message], None], contact: ContactId, heir: Callable[[Message], None]
) -> HandedOver:
    """What a call reached that its phone joined with another: it is this contact's from now on."""
    answer: asyncio.Future[HandedOver] = asyncio.get_running_loop().create_future()
    deliver(HandOver(contact, heir, answer))
    return await answer
