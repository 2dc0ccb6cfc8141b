"""Who has which phones, who sits where, and what each phone can do. Plain bookkeeping: asks nobody, keeps no call.

A phone is an endpoint of Asterisk. It is an agent's, a supervisor's or nobody's; whoever sits down at it uses it before
its owner does. What the distributor is to be told comes back as commands.
"""

from collections.abc import Iterable, Iterator

from acd.commands import Command, Device, DeviceReported, LogOutAgent
from dialplan.document import Document
from dialplan.endpoints import endpoints
from vocabulary.ids import AgentName, DeviceName


class Phones:
    """The phones of one Asterisk. One that nothing was heard of yet counts as unreachable."""

    def __init__(self) -> None:
        self._own: dict[AgentName, tuple[DeviceName, ...]] = {}
        self._owners: dict[DeviceName, AgentName] = {}
        self._supervisors: dict[str, AgentName | DeviceName] = {}
        self._silence_suppressing: frozenset[DeviceName] = frozenset()
        self._devices: dict[DeviceName, None] = {}
        self._states: dict[DeviceName, Device] = {}
        self._lost: dict[DeviceName, None] = {}
        self._seats: dict[AgentName, DeviceName] = {}
        self._guests: dict[DeviceName, AgentName] = {}
        self._told: dict[AgentName, Device] = {}

    def use(self, document: Document) -> tuple[Command, ...]:
        """Know the phones of this document from now on. Whoever sits at a phone that is gone is logged out."""
        self._supervisors = dict(_phones_of_supervisors(document))
        known = endpoints(document)
        self._devices = dict.fromkeys(known)
        self._owners = {device: one.agent for device, one in known.items() if one.agent is not None}
        owned: dict[AgentName, list[DeviceName]] = {name: [] for name in document.agents}
        for device, owner in self._owners.items():
            owned[owner].append(device)
        self._own = {name: tuple(devices) for name, devices in owned.items()}
        self._silence_suppressing = frozenset(_silence_suppressing(document))
        self._states = {device: state for device, state in self._states.items() if device in known}
        self._lost = {device: None for device in self._lost if device in known}
        standing = [agent for agent, device in self._seats.items() if device not in known or agent not in self._own]
        for agent in standing:
            self._rise(agent)
        log_outs = [LogOutAgent(agent) for agent in standing if agent in self._own]
        return (*log_outs, *self._news_of(self._own))

    @property
    def devices(self) -> tuple[DeviceName, ...]:
        """Every phone there is: agents', supervisors', and those that are nobody's."""
        return tuple(self._devices)

    def has(self, device: DeviceName) -> bool:
        """Whether there is such a phone."""
        return device in self._devices

    def devices_of(self, agent: AgentName) -> tuple[DeviceName, ...]:
        """The phones to ring for this agent now: those that can be reached, or all where none can."""
        used = self.used_by(agent)
        reachable = tuple(device for device in used if self.state(device) is not Device.UNREACHABLE)
        return reachable or used

    def device_of(self, person: str) -> DeviceName | None:
        """The one phone to ring for this agent or supervisor: where they sit, else their first that can be reached."""
        known = self._supervisors.get(person, person)
        agent = AgentName(known)
        if agent not in self._own:
            device = DeviceName(known)
            return device if person in self._supervisors and device not in self._guests else None
        if agent in self._seats:
            return self._seats[agent]
        return next(iter(self.devices_of(agent)), None)

    def state(self, device: DeviceName) -> Device:
        """What this phone can do now."""
        return self._states.get(device, Device.UNREACHABLE)

    def suppresses_silence(self, device: DeviceName) -> bool:
        """Whether this phone sends nothing while nobody speaks into it."""
        return device in self._silence_suppressing

    def agent_at(self, device: DeviceName) -> AgentName | None:
        """The agent who uses this phone now: whoever sits there, else its owner."""
        return self._guests.get(device) or self._owners.get(device)

    def supervisor_at(self, device: DeviceName) -> str | None:
        """The supervisor who uses this phone now."""
        person = self.agent_at(device) or device
        return next((name for name, known in self._supervisors.items() if known == person), None)

    def seat_of(self, agent: AgentName) -> DeviceName | None:
        """The phone, not their own, at which this agent sits."""
        return self._seats.get(agent)

    def sit_down(self, agent: AgentName, device: DeviceName) -> tuple[Command, ...]:
        """The agent uses this phone from now on. Whoever sat there is logged out, and so is an owner without another.

        :raises KeyError: there is no such agent, or no such phone.
        """
        if agent not in self._own or device not in self._devices:
            raise KeyError(agent if agent not in self._own else device)
        if self._seats.get(agent) == device:
            return ()
        left, before = self._rise(agent), self.agent_at(device)
        displaced = before if before != agent else None
        # An owner who sits somewhere else meanwhile stays there.
        was_guest = displaced is not None and self._guests.get(device) == displaced
        if displaced is not None and was_guest:
            self._rise(displaced)
        if self._owners.get(device) != agent:
            self._seats[agent], self._guests[device] = device, agent
        has_another = displaced is not None and not was_guest and bool(self.used_by(displaced))
        log_outs = () if displaced is None or has_another else (LogOutAgent(displaced),)
        return (*log_outs, *self._news_of(self._concerned(agent, displaced, device, left)))

    def stand_up(self, agent: AgentName) -> tuple[Command, ...]:
        """The agent has only their own phones again. One who sat nowhere else stays as they are."""
        left = self._rise(agent)
        return self._news_of(self._concerned(agent, None, left))

    def report(self, device: DeviceName, what: Device) -> tuple[Command, ...]:
        """What was heard of this phone, as its agent is concerned. A repeat is told again: it may put an error right.

        A phone that no document has means nothing.
        """
        if device not in self._devices:
            return ()
        self._lost.pop(device, None)
        self._states[device] = what
        agent = self.agent_at(device)
        return () if agent is None else (self._report_of(agent),)

    @property
    def lost(self) -> tuple[DeviceName, ...]:
        """The phones that are registered nowhere, whatever Asterisk says of their device; until news of them come."""
        return tuple(self._lost)

    def lose(self, device: DeviceName) -> tuple[Command, ...]:
        """This phone is registered nowhere: it cannot be reached, and the word that it is free means nothing.

        Seen live: of a phone that died while it rang Asterisk may say for ever that it is free.
        """
        told = self.report(device, Device.UNREACHABLE)
        if device in self._devices:
            self._lost[device] = None
        return told

    def doubts(self, device: DeviceName, what: Device) -> bool:
        """Whether this word about a phone, given when asked and no news, is worth nothing."""
        return device in self._lost and what is Device.FREE

    def find(self, device: DeviceName) -> None:
        """This phone is registered again: what is said of it counts."""
        self._lost.pop(device, None)

    def _rise(self, agent: AgentName) -> DeviceName | None:
        """The agent sits nowhere else any more; where they did."""
        seat = self._seats.pop(agent, None)
        if seat is not None:
            del self._guests[seat]
        return seat

    def used_by(self, agent: AgentName) -> tuple[DeviceName, ...]:
        """All phones this agent uses now, whether or not they can be reached."""
        seat = self._seats.get(agent)
        own = tuple(device for device in self._own.get(agent, ()) if device not in self._guests)
        return own if seat is None else (*own, seat)

    def _aggregated(self, agent: AgentName) -> Device:
        states = {self.state(device) for device in self.used_by(agent)}
        return next((state for state in (Device.IN_USE, Device.FREE) if state in states), Device.UNREACHABLE)

    def _concerned(self, agent: AgentName, displaced: AgentName | None, *devices: DeviceName | None) -> list[AgentName]:
        """Agents whose phones may be others than before, the owners of these devices among them."""
        owners = (self._owners.get(device) for device in devices if device is not None)
        return [one for one in dict.fromkeys((displaced, agent, *owners)) if one is not None]

    def _news_of(self, agents: Iterable[AgentName]) -> tuple[Command, ...]:
        known = (agent for agent in agents if agent in self._own)
        return tuple(
            self._report_of(agent)
            for agent in known
            if self._aggregated(agent) is not self._told.get(agent, Device.UNREACHABLE)
        )

    def _report_of(self, agent: AgentName) -> DeviceReported:
        self._told[agent] = self._aggregated(agent)
        return DeviceReported(agent, self._told[agent])


def _phones_of_supervisors(document: Document) -> Iterator[tuple[str, AgentName | DeviceName]]:
    """By supervisor: the agent whose phones they use, or a phone of their own."""
    for name, supervisor in document.supervisors.items():
        if supervisor.agent is not None:
            yield name, AgentName(supervisor.agent)
        elif supervisor.device is not None:
            yield name, DeviceName(supervisor.device)


def _silence_suppressing(document: Document) -> Iterator[DeviceName]:
    listed = [*(agent.devices for agent in document.agents.values()), document.phones]
    for phones in listed:
        for name, phone in phones.items():
            if phone.silence_suppression:
                yield DeviceName(name)
