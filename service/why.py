"""Why a contact was offered to whom it was, and why an agent has nothing to do: read off the replayed command log.

Asks the running service nothing, so it answers for yesterday as for today. Decides nothing and prints nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from acd.agents import Agent
from acd.commands import CallerEntered
from acd.decision import Decision
from acd.distributor import Distributor
from acd.events import (
    CallConnected,
    ConnectionFailed,
    ContactEvent,
    EntryQueued,
    OfferEnded,
    OfferMade,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.explaining import Verdict, explain, standing_in_words, verdict
from acd.queues import Entry
from acd.selection import Choice
from acd.state import State
from acd.why import Reason
from service.command_log import Header, LogUnreadable, log_files, read_header, read_log, read_only
from service.replay import replay
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant
from vocabulary.requirement_text import shown

Say = Callable[[str], None]
"""Told, in a sentence, what the person should know about the logs."""


class NoLogs(Exception):
    """there is no command log in {folder}: the service never ran with this state folder; name a log with --log"""

    def __init__(self, folder: Path) -> None:
        super().__init__((NoLogs.__doc__ or "").format(folder=folder))


class NotInLogs(Exception):
    """{name} is neither a contact nor an offer of {where}"""

    def __init__(self, name: str, where: str) -> None:
        super().__init__((NotInLogs.__doc__ or "").format(name=name, where=where))


class NoSuchAgent(Exception):
    """no agent named {agent} in {log}"""

    def __init__(self, agent: str, log: Path) -> None:
        super().__init__((NoSuchAgent.__doc__ or "").format(agent=agent, log=log))


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer and how it came about. ``waited_seconds``: what the caller's place counts from, credit included."""

    offer: OfferId
    at: datetime
    agent: AgentName
    queue: QueueName
    rule: str
    rank: int
    step: int
    needs: str
    priority: int
    waited_seconds: float
    started_anew: bool
    counts: dict[Reason, int]
    verdicts: tuple[Verdict, ...]
    end: str = "open at the end of the log"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stay in a queue that is not over at the end of the log."""

    entry: EntryId
    queue: QueueName
    position: int
    step: int
    needs: str
    priority: int
    waited_seconds: float
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A contact as one log knows it. ``until``: the last line that was looked at."""

    contact: ContactId
    log: Path
    header: Header
    until: datetime
    events: tuple[tuple[Instant, ContactEvent], ...]
    offers: tuple[Offered, ...]
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A caller who waits for somebody else than this agent, and why."""

    contact: ContactId
    queue: QueueName
    position: int
    waited_seconds: float
    needs: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Idleness:
    """An agent at the end of a log, and every waiting caller of their queues."""

    agent: AgentName
    log: Path
    until: datetime
    standing: str
    queues: tuple[str, ...]
    waiting: tuple[Passed, ...]


def why(name: str, folder: Path, log: Path | None, say: Say) -> Story:
    """The story of a contact, or of the contact an offer or a queue stay belongs to.

    :param log: the log to look into; None: those of ``folder``, the newest first.
    :raises NoLogs: there is none.
    :raises NotInLogs: none of them knows the name.
    :raises LogUnreadable: the log named cannot be read; of several, such a one is said and passed over.
    """
    for path in [log] if log is not None else _logs_in(folder):
        try:
            for contact in _meant(path, name):
                story = _told(path, contact, say)
                if name in _names(story):
                    return story
        except LogUnreadable as error:
            if log is not None:
                raise
            say(f"passed over: {error}")
    raise NotInLogs(name, str(log) if log is not None else f"the command logs in {folder}")


def why_idle(agent: AgentName, folder: Path, log: Path | None, say: Say) -> Idleness:
    """Where the agent stands at the end of the log (None: the newest), and why no waiting caller is offered to them.

    :raises NoLogs: there is none.
    :raises NoSuchAgent: the log knows nobody of this name.
    :raises LogUnreadable: the log cannot be read.
    """
    path = log if log is not None else _logs_in(folder)[0]
    distributor, now = Distributor(chance=SeededChance(read_header(path).seed)), Instant(0.0, 0.0)
    for _, at, _ in replay(distributor, read_log(path, say)):
        now = at
    state = distributor.state
    if agent not in state.agents:
        raise NoSuchAgent(agent, path)
    person = state.agents[agent]
    queues = tuple(
        f"{each.queue} (rank {each.rank}{f', delay {each.delay_seconds:g} s' if each.delay_seconds else ''})"
        for each in person.profile.assignments
    )
    waiting = tuple(_passed(state, agent, now))
    return Idleness(agent, path, now.utc, standing_in_words(state, person, now), queues, waiting)


def _passed(state: State, agent: AgentName, now: Instant) -> Iterator[Passed]:
    for queue in dict.fromkeys(state.agents[agent].profile.queues):
        room = state.rooms.queues[queue]
        for position, (_, since, entry_id) in enumerate(room.order, start=1):
            entry = state.entries[entry_id]
            judged = verdict(state, entry, agent, now)
            yield Passed(entry.contact, queue, position, now.monotonic - since, _needs(entry), judged)


def _logs_in(folder: Path) -> list[Path]:
    paths = log_files(folder)
    if not paths:
        raise NoLogs(folder)
    return paths


def _meant(path: Path, name: str) -> list[ContactId]:
    """The contacts a name may belong to, by the log's text: ids of stays and offers begin with what they belong to."""
    found: dict[ContactId, int] = {}
    for command in read_only(path, CallerEntered):
        fits = [each for each in (command.contact, command.entry) if f"{name}-".startswith(f"{each}-")]
        if fits:
            found[command.contact] = max(found.get(command.contact, 0), *map(len, fits))
    return sorted(found, key=lambda contact: found[contact], reverse=True)


def _names(story: Story) -> set[str]:
    """Everything by which one may ask for this story."""
    stays = (event.entry for _, event in story.events if isinstance(event, EntryQueued))
    return {story.contact, *stays, *(offered.offer for offered in story.offers)}


@dataclass
class _Onlooker:
    """A witness of the offers of one contact, and the keeper of what happened to it."""

    contact: ContactId
    seen: dict[tuple[EntryId, AgentName], tuple[str, tuple[Verdict, ...]]] = field(default_factory=dict)
    queues: dict[EntryId, QueueName] = field(default_factory=dict)
    events: list[tuple[Instant, ContactEvent]] = field(default_factory=list)
    offers: dict[OfferId, Offered] = field(default_factory=dict)
    wrapping_up: int = 0

    def offering(self, state: State, entry: Entry, agent: Agent, choice: Choice, now: Instant) -> None:
        if entry.contact == self.contact:
            assert choice.agent is agent
            self.queues[entry.id] = entry.queue
            self.seen[entry.id, agent.name] = (_needs(entry), explain(state, entry, now, agent.name))

    def note(self, decision: Decision, now: Instant) -> None:
        for event in decision.events:
            if isinstance(event, ContactEvent) and event.contact == self.contact:
                self._note(event, now)

    def _note(self, event: ContactEvent, now: Instant) -> None:
        self.events.append((now, event))
        match event:
            case OfferMade():
                self.offers[event.offer] = self._offered(event, now)
            case OfferEnded():
                self._end(event.offer, f"{event.end} after {event.ring_seconds:.1f} s")
            case CallConnected():
                self._end(event.offer, f"answered after {event.ring_seconds:.1f} s")
            case ConnectionFailed():
                self._end(event.offer, "answered, but never joined")
            case WrapUpBegan():
                self.wrapping_up += 1
            case WrapUpEnded():
                self.wrapping_up -= 1
            case _:
                pass

    def _offered(self, event: OfferMade, now: Instant) -> Offered:
        told = event.why
        needs, verdicts = self.seen.pop((event.entry, event.agent))
        return Offered(
            offer=event.offer,
            at=now.utc,
            agent=event.agent,
            queue=self.queues[event.entry],
            rule=told.rule.value,
            rank=told.rank,
            step=told.step,
            needs=needs,
            priority=int(-told.order[0]),
            waited_seconds=now.monotonic - told.order[1],
            started_anew=told.started_anew,
            counts=told.counts(),
            verdicts=verdicts,
        )

    def _end(self, offer: OfferId, end: str) -> None:
        self.offers[offer] = replace(self.offers[offer], end=end)


def _told(path: Path, contact: ContactId, say: Say) -> Story:
    """Replays until nothing more can come of the contact."""
    header, onlooker = read_header(path), _Onlooker(contact)
    distributor = Distributor(chance=SeededChance(header.seed), witness=onlooker)
    state, now = distributor.state, Instant(0.0, 0.0)
    for _, now, decision in replay(distributor, read_log(path, say)):
        onlooker.note(decision, now)
        if onlooker.events and contact not in state.contacts and not onlooker.wrapping_up:
            break
    return Story(
        contact=contact,
        log=path,
        header=header,
        until=now.utc,
        events=tuple(onlooker.events),
        offers=tuple(onlooker.offers.values()),
        waiting=_waiting(state, contact, now),
    )


def _waiting(state: State, contact: ContactId, now: Instant) -> Waiting | None:
    known = state.contacts.get(contact)
    entry = state.entries.get(known.entry) if known is not None and known.entry is not None else None
    if entry is None:
        return None
    return Waiting(
        entry=entry.id,
        queue=entry.queue,
        position=state.room_of(entry).position(entry),
        step=entry.step + 1,
        needs=_needs(entry),
        priority=entry.priority,
        waited_seconds=entry.waited_seconds(now),
        verdicts=explain(state, entry, now),
    )


def _needs(entry: Entry) -> str:
    return shown(entry.requirement.expression(entry.step))
