"""What the API shows: the shapes of its answers, and how they are read off the running service. Decides nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from acd.agents import Agent
from acd.commands import Device
from acd.events import OfferEnd
from acd.queues import QueueRoom
from acd.state import State
from acd.why import Standing
from calls.session import ContactSession
from vocabulary.ids import ContactId, DeviceName
from vocabulary.instant import Instant
from vocabulary.parties import Party
from vocabulary.text import visible

NO_DEVICES: Mapping[DeviceName, Device] = MappingProxyType({})
"""Of an agent whose phones nobody knows."""


class View(BaseModel):
    """An answer. Unknown fields may be added later; clients must ignore them."""

    model_config = ConfigDict(frozen=True)


class AgentView(View):
    """One agent: the person's choice, what the calls do to them, and their phone.

    ``paused_by``: the agent, or the system, which pauses whoever misses too many offers; empty while not paused.
    ``contacts``: conversations since the login. ``offers_ended``: offers not answered since the login, by how they
    ended. ``missed_in_a_row``: those the agent, or their phone, missed since the last answer, by the same words.
    ``queues``: those served now; ``signed_out``: the agent's others, which they have signed out of. ``elsewhere``: what
    keeps them from being offered calls. ``hand``: what they want a supervisor for; None while they want none.
    ``devices``: their phones, and what each can do.
    """

    name: str
    presence: Literal["logged out", "available", "paused"]
    pause_reason: str
    paused_by: Literal["", "agent", "system"]
    activity: Literal["idle", "offered", "talking", "wrapping up", "elsewhere"]
    phone: Literal["unreachable", "free", "in use"]
    ready: bool
    resting: bool
    contacts: int
    offers_ended: dict[str, int]
    missed_in_a_row: dict[str, int]
    queues: tuple[str, ...]
    skills: dict[str, int]
    signed_out: tuple[str, ...] = ()
    elsewhere: tuple[Literal["consulted", "called", "calling", "supervising"], ...] = ()
    hand: str | None = None
    devices: dict[str, Literal["unreachable", "free", "in use"]] = {}


class QueueView(View):
    """One queue: who waits in it, and who is there to serve them.

    ``line`` counts from 1. ``callbacks``: places kept for callers who are to be called back, contained in ``waiting``.
    ``longest_wait_seconds``: of whoever of this queue waits longest now; None where nobody waits.
    """

    name: str
    line: int
    open: bool
    waiting: int
    callbacks: int
    longest_wait_seconds: float | None
    agents_logged_in: int
    agents_ready: int


class CallView(View):
    """One contact in progress. ``where``: menu, queue, agent, or guest (who talks with the caller instead of an agent);
    ``ended`` for one that has just ended. ``consulting``: whom the agent asks, or has in the conversation as a third.

    ``line``, of the queue the contact is in or came from, and ``position``, while in a queue, count from 1. ``held``:
    the agent lets the caller wait. ``recording_paused``: nothing is recorded for the moment. ``agent_silent``: nothing
    is heard of the agent. Who listens is not said: agents may see this.
    """

    contact: str
    caller_number: str
    caller_name: str
    number_dialled: str
    where: Literal["menu", "queue", "agent", "guest", "ended"]
    queue: str | None = None
    line: int | None = None
    priority: int | None = None
    position: int | None = None
    agent: str | None = None
    guest: str | None = None
    consulting: str | None = None
    held: bool = False
    recording_paused: bool = False
    agent_silent: bool = False


class Refusal(View):
    """Why something asked for was not done."""

    refused: str


class Health(View):
    """Whether calls are being taken. ``trouble`` says why not, and what to mend."""

    asterisk: Literal["connected", "not connected"]
    trouble: str


def agent_view(agent: Agent, devices: Mapping[DeviceName, Device] = NO_DEVICES) -> AgentView:
    """The agent as they are now. ``devices``: the phones they use, and what each can do."""
    paused = agent.presence.value == "paused"
    return AgentView(
        name=agent.name,
        presence=agent.presence.value,
        pause_reason=agent.pause_reason if paused else "",
        paused_by=_paused_by(agent) if paused else "",
        activity=agent.activity.value,
        phone=agent.device.value,
        ready=agent.ready,
        resting=agent.resting,
        contacts=agent.contacts,
        offers_ended=_by_word(agent.ended),
        missed_in_a_row=_by_word(agent.misses),
        queues=agent.profile.queues,
        skills={str(skill): proficiency for skill, proficiency in agent.profile.skills},
        signed_out=tuple(agent.signed_out),
        elsewhere=tuple(occupation.value for occupation in agent.tasks.values()),
        hand=None if agent.hand is None else visible(agent.hand),
        devices={str(device): can.value for device, can in devices.items()},
    )


def _paused_by(agent: Agent) -> Literal["agent", "system"]:
    return "system" if agent.paused_by is Party.SYSTEM else "agent"


def _by_word(counts: Mapping[OfferEnd, int]) -> dict[str, int]:
    return {end.value: counts[end] for end in OfferEnd if counts.get(end)}


def queue_view(room: QueueRoom, state: State, now: Instant) -> QueueView:
    """The queue as it is now."""
    entries = [state.entries[entry] for _, _, entry in room.order]
    return QueueView(
        name=room.policy.name,
        line=int(room.policy.line),
        open=room.open,
        waiting=len(entries),
        callbacks=len(room.placeholders),
        longest_wait_seconds=max((entry.waited_seconds(now) for entry in entries), default=None),
        agents_logged_in=len(room.agents) - room.standings[Standing.LOGGED_OUT],
        agents_ready=room.standings[Standing.READY],
    )


def call_view(session: ContactSession, state: State) -> CallView:
    """The contact as it is now: in a queue, with an agent, else in the menu."""
    contact, scene = state.contacts.get(session.contact), session.scene
    view = CallView(
        contact=session.contact,
        caller_number=visible(session.caller.caller_number),
        caller_name=visible(session.caller.caller_name),
        number_dialled=visible(session.caller.number_dialled),
        where="menu",
        held=scene.held,
        recording_paused=scene.private,
        consulting=session.consulting or None,
    )
    if session.guest:
        return view.model_copy(update={"where": "guest", "guest": session.guest})
    if contact is not None and contact.entry is not None:
        entry = state.entries[contact.entry]
        room = state.rooms.queues[entry.queue]
        return view.model_copy(
            update={
                "where": "queue",
                "queue": entry.queue,
                "line": int(room.policy.line),
                "priority": entry.priority,
                "position": room.position(entry),
            }
        )
    if contact is not None and contact.offer is not None:
        offer = state.offers[contact.offer]
        line = int(state.policy_of(offer).line)
        told = {
            "where": "agent",
            "queue": offer.queue,
            "line": line,
            "agent": offer.agent,
            "agent_silent": offer.silent,
        }
        return view.model_copy(update=told)
    return view


def ended_call_view(contact: ContactId) -> CallView:
    """A contact that has ended since it was asked for."""
    return CallView(contact=contact, caller_number="", caller_name="", number_dialled="", where="ended")
