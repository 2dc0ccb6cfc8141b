"""What an agent's phone shows of a call, and whether it answers by itself. Pure; asks nobody."""

from dataclasses import dataclass

from dialplan.document import Document
from vocabulary.ids import AgentName, QueueName

_LONGEST_NAME = 64
_AUTO_ANSWER = {
    "PJSIP_HEADER(add,Call-Info)": "<sip:firstline>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "<http://firstline>;info=alert-autoanswer;delay=0",
}
"""Phones of different makers look at one or the other."""
_NO_TRANSFERS = {"TRANSFER_CONTEXT": "no-transfers"}
"""A context that there is not: it wins over the one of the phone's endpoint (seen on 22.10.1)."""


@dataclass(frozen=True, slots=True)
class ShownCaller:
    """Who calls, as they said themselves: untrusted text."""

    number: str
    name: str = ""


def variables(
    document: Document, agent: AgentName, caller: ShownCaller, queue: QueueName | None, *, may_transfer: bool = True
) -> dict[str, str]:
    """The variables of a new leg to this agent: caller id and name by the queue's policy, and auto-answer.

    :param queue: from which queue the caller comes; None: from none, the caller's own name is shown.
    :param may_transfer: False: a transfer by the phone is refused (404), and the call goes on.
    """
    known = document.queues.get(queue) if queue is not None else None
    number, name = printable(caller.number), printable(caller.name)
    shown = name or number
    if known is not None:
        filled = known.shown.replace("{queue}", str(queue)).replace("{number}", number).replace("{name}", shown)
        shown = filled.strip() or shown
    wanted = {"CONNECTEDLINE(num)": number, "CONNECTEDLINE(name)": shown[:_LONGEST_NAME]}
    answers_by_itself = agent in document.agents and document.agents[agent].auto_answer
    return wanted | (_AUTO_ANSWER if answers_by_itself else {}) | ({} if may_transfer else _NO_TRANSFERS)


def printable(text: str) -> str:
    """What somebody says of themselves, without what could end a header, or a person's patience."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_NAME]
