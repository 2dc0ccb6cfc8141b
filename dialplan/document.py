"""A dialplan document that passed its checks, resolved into what the other rooms take. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from acd.policy import AgentProfile, QueuePolicy
from ivr.flow import Flow
from vocabulary.ids import AgentName, FlowName, QueueName


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as admins see it: the distributor's policy and what its callers hear."""

    policy: QueuePolicy
    music_class: str = "default"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as admins see them: a name to show, and who they are to the distributor. Rung as ``PJSIP/<name>``."""

    profile: AgentProfile
    display_name: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything the service runs on. ``version`` is the SHA-256 of the files it came from (first 12 hex digits)."""

    version: str
    numbers: Mapping[str, FlowName]
    flows: Mapping[FlowName, Flow]
    queues: Mapping[QueueName, Queue]
    agents: Mapping[AgentName, Agent]
