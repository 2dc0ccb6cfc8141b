"""A dialplan document that passed its checks, resolved into what the other rooms take. Values only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from dialplan.errors import Problem
from ivr.flow import Flow, prompts_in, with_prompts
from vocabulary.ids import AgentName, FlowName, MediaUri, QueueName


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as admins see it: the distributor's policy and what its callers hear.

    ``comfort``: the messages that the policy only numbers, in that order.
    """

    policy: QueuePolicy
    music_class: str = "default"
    comfort: tuple[MediaUri, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as admins see them: a name to show, and who they are to the distributor. Rung as ``PJSIP/<name>``."""

    profile: AgentProfile
    display_name: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything the service runs on. ``version`` is the SHA-256 of the files it came from (first 12 hex digits).

    ``warnings``: what the checks found that may be meant, sorted by place.
    """

    version: str
    numbers: Mapping[str, FlowName]
    flows: Mapping[FlowName, Flow]
    queues: Mapping[QueueName, Queue]
    agents: Mapping[AgentName, Agent]
    warnings: tuple[Problem, ...] = ()

    def prompts(self) -> Iterator[MediaUri]:
        """Every prompt of the flows and every comfort message of the queues; some more than once."""
        for flow in self.flows.values():
            yield from prompts_in(flow.steps)
        for queue in self.queues.values():
            yield from queue.comfort

    def with_prompts(self, renamed: Callable[[MediaUri], MediaUri]) -> "Document":
        """The same document, each of its prompts replaced by what ``renamed`` gives for it."""
        flows = {name: replace(flow, steps=with_prompts(flow.steps, renamed)) for name, flow in self.flows.items()}
        queues = {
            name: replace(queue, comfort=tuple(map(renamed, queue.comfort))) for name, queue in self.queues.items()
        }
        return replace(self, flows=flows, queues=queues)
