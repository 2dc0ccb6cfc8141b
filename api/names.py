"""Names that people give: agents and queues by name or number, and all that only the document knows. Guesses nothing:
what is unknown is refused, with the nearest name there is.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from acd.state import State
from api.agent_bodies import USUAL_REASON
from calls.asks import (
    Ask,
    Consult,
    DialOut,
    Dispose,
    Escalate,
    Listen,
    LogIn,
    LogOut,
    Pause,
    Pull,
    ToAgent,
    ToFlow,
    ToNumber,
    ToQueue,
    Transfer,
)
from calls.permissions import ADMIN, Person, person_called
from dialplan.document import Document
from dialplan.errors import did_you_mean
from vocabulary.ids import AgentName, QueueName
from vocabulary.text import visible

N = TypeVar("N", bound=str)
T = TypeVar("T", bound=ToAgent | ToQueue | ToFlow | ToNumber)


class UnknownName(Exception):
    """no {what} is called {name}{hint}"""

    def __init__(self, what: str, name: str, known: Collection[str]) -> None:
        hint = did_you_mean(name, known)
        super().__init__((UnknownName.__doc__ or "").format(what=what, name=visible(name), hint=hint))


def person_named(document: Document, text: str | None) -> Person:
    """Who asks: an agent or a supervisor; the admin where nobody is named.

    :raises UnknownName: nobody has this name or number.
    """
    if text is None:
        return ADMIN
    person = person_called(document, text)
    if person is None:
        raise UnknownName("agent or supervisor", text, [*document.agents, *document.supervisors])
    return person


class Names:
    """What is called something now: by the document in force, and by who is at work."""

    def __init__(self, document: Document, state: State) -> None:
        self._document = document
        self._agents = [name for name, agent in state.agents.items() if not agent.retired]
        self._queues = [name for name, room in state.rooms.queues.items() if not room.retired]

    def person(self, text: str | None) -> Person:
        """Who asks, as ``person_named``."""
        return person_named(self._document, text)

    def agent(self, text: str, what: str = "agent") -> AgentName:
        """The agent of this name or number; ``what``: for whom or what it was looked up.

        :raises UnknownName: there is none.
        """
        return self._find(what, text, self._agents, {agent.number: n for n, agent in self._document.agents.items()})

    def queue(self, text: str) -> QueueName:
        """The queue of this name or number.

        :raises UnknownName: there is none.
        """
        return self._find("queue", text, self._queues, {queue.number: n for n, queue in self._document.queues.items()})

    def resolved(self, ask: Ask) -> Ask:
        """The same, with names where numbers were given.

        :raises UnknownName: of the first that nothing is called by.
        """
        match ask:
            case LogIn(queue=str(queue)) | LogOut(queue=str(queue)) | Escalate(queue=str(queue)):
                return replace(ask, queue=self.queue(queue))
            case Pull(agent=agent) | Listen(agent=str(agent)):
                return replace(ask, agent=self.agent(agent))
            case Pause(_, reason):
                # Whoever gives no reason gives the usual one, which no document has to list.
                reasons = self._document.pause_reasons
                if reasons and reason != USUAL_REASON and reason not in reasons:
                    raise UnknownName("pause reason", reason, reasons)
                return ask
            case Dispose(_, disposition):
                if disposition not in self._document.dispositions:
                    raise UnknownName("disposition", disposition, self._document.dispositions)
                return ask
            case Transfer(target):
                return replace(ask, target=self._target(target))
            case Consult(target):
                return replace(ask, target=self._target(target))
            case DialOut(_, target):
                return replace(ask, target=self._target(target))
            case _:
                return ask

    def _target(self, target: T) -> T:
        match target:
            case ToAgent(agent):
                return replace(target, agent=self.agent(agent))
            case ToQueue(queue):
                return replace(target, queue=self.queue(queue))
            case ToFlow(flow) if flow not in self._document.flows:
                raise UnknownName("flow", flow, self._document.flows)
            case _:
                return target

    def _find(self, what: str, text: str, names: Collection[N], numbers: Mapping[str, N]) -> N:
        for name in names:
            if name == text:
                return name
        if text in numbers and text:
            return numbers[text]
        raise UnknownName(what, text, names)
