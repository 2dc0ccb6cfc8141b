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


@dataclass(frozen=True, slots=True)
class ShownCaller:
    """Who calls, as they said themselves: untrusted text."""

    number: str
    name: str = ""


def variables(document: Document, agent: AgentName, caller: ShownCaller, queue: QueueName | None) -> dict[str, str]:
    """The variables of a new leg to this agent: caller id and name by the queue's policy, and auto-answer.

    :param queue: from which queue the caller comes; None: from none, the caller's own name is shown.
    """
    known = document.queues.get(queue) if queue is not None else None
    number, name = _printable(caller.number), _printable(caller.name)
    shown = name or number
    if known is not None:
        filled = known.shown.replace("{queue}", str(queue)).replace("{number}", number).replace("{name}", shown)
        shown = filled.strip() or shown
    wanted = {"CONNECTEDLINE(num)": number, "CONNECTEDLINE(name)": shown[:_LONGEST_NAME]}
    answers_by_itself = agent in document.agents and document.agents[agent].auto_answer
    return wanted | (_AUTO_ANSWER if answers_by_itself else {})


def _printable(text: str) -> str:
    """Without what could end a header, or a person's patience."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_NAME]
