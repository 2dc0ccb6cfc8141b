"""What the API shows: the shapes of its answers, and how they are read off the running service. Decides nothing."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from acd.agents import Activity, Agent
from acd.state import State
from calls.session import ContactSession
from vocabulary.text import visible


class View(BaseModel):
    """An answer. Unknown fields may be added later; clients must ignore them."""

    model_config = ConfigDict(frozen=True)


class AgentView(View):
    """One agent: the person's choice, what the calls do to them, and their phone."""

    name: str
    presence: Literal["logged out", "available", "paused"]
    pause_reason: str
    activity: Literal["idle", "offered", "talking", "wrapping up"]
    phone: Literal["unreachable", "free", "in use"]
    ready: bool
    queues: tuple[str, ...]
    skills: dict[str, int]


class CallView(View):
    """One contact in progress. ``where``: menu, queue or agent; ``position`` counts from 1 while in a queue."""

    contact: str
    caller_number: str
    caller_name: str
    number_dialled: str
    where: Literal["menu", "queue", "agent"]
    queue: str | None = None
    position: int | None = None
    agent: str | None = None


class Refusal(View):
    """Why something asked for was not done."""

    refused: str


class Health(View):
    """Whether calls are being taken. ``trouble`` says why not, and what to mend."""

    asterisk: Literal["connected", "not connected"]
    trouble: str


def agent_view(agent: Agent) -> AgentView:
    """The agent as they are now."""
    return AgentView(
        name=agent.name,
        presence=agent.presence.value,
        pause_reason=agent.pause_reason if agent.presence.value == "paused" else "",
        activity=agent.activity.value,
        phone=agent.device.value,
        ready=agent.ready,
        queues=agent.profile.queues,
        skills={str(skill): proficiency for skill, proficiency in agent.profile.skills},
    )


def call_view(session: ContactSession, state: State) -> CallView:
    """The contact as it is now: in a queue, with an agent, else in the menu."""
    for entry in state.entries.values():
        if entry.contact == session.contact:
            position = state.rooms.queues[entry.queue].position(entry)
            return _call(session, "queue", queue=entry.queue, position=position)
    for offer in state.offers.values():
        if offer.contact == session.contact and state.agents[offer.agent].activity is Activity.TALKING:
            return _call(session, "agent", queue=offer.queue, agent=offer.agent)
    return _call(session, "menu")


def _call(
    session: ContactSession,
    where: Literal["menu", "queue", "agent"],
    queue: str | None = None,
    position: int | None = None,
    agent: str | None = None,
) -> CallView:
    return CallView(
        contact=session.contact,
        caller_number=visible(session.caller.caller_number),
        caller_name=visible(session.caller.caller_name),
        number_dialled=visible(session.caller.number_dialled),
        where=where,
        queue=queue,
        position=position,
        agent=agent,
    )
