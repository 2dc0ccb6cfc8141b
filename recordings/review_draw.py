"""Quality control: which recording a reviewer hears next. Pure; chance is passed in, and nothing is kept here.

Nobody picks a recording: it is drawn from a seed, and what it was drawn from is kept beside the seed, so that anybody
can draw it again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeVar

from vocabulary.chance import Chance, SeededChance
from vocabulary.ids import AgentName, RecordingId

_K = TypeVar("_K", bound=str)

DrawId = NewType("DrawId", str)
"""One recording given to a reviewer to hear."""

SHORTEST_SECONDS = 30.0
"""What is shorter is no conversation that could be judged: a wrong number, a line that broke."""


class LeftOut(StrEnum):
    """Why a recording cannot be drawn."""

    NO_CONVERSATION = "no conversation"
    NO_AGENT = "without an agent"
    DELETED = "deleted"
    NO_SOUND = "without sound"
    TOO_SHORT = "too short"
    NO_SCORECARD = "of a queue without a scorecard"
    OWN = "of the reviewer's own"
    REVIEWED = "reviewed already"
    IN_HAND = "given to another reviewer"
    PASSED_OVER = "passed over"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recording that can be heard next. ``shift``: in words; those of one shift of one agent have the same ones."""

    recording: RecordingId
    agent: AgentName
    shift: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is to be heard: drawn of ``agents``, who had ``reviews`` each."""

    agent: AgentName
    agents: tuple[AgentName, ...]
    reviews: int


@dataclass(frozen=True, slots=True)
class Lot:
    """What was drawn, and from what: three lots with one seed, in this order.

    ``agents``: all who had as few reviews as the one drawn, ``agent_reviews`` each; ``shifts``: those of this agent
    with as few, ``shift_reviews`` each; ``recordings``: all of that shift that could be drawn. Each sorted by name.
    """

    recording: RecordingId
    agent: AgentName
    shift: str
    agents: tuple[AgentName, ...]
    agent_reviews: int
    shifts: tuple[str, ...]
    shift_reviews: int
    recordings: tuple[RecordingId, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """One recording given to a reviewer. ``since`` and ``until``: when the conversations began that it is drawn from.

    ``agent_asked``, ``shift_asked``: what the reviewer narrowed it to; None: nothing. ``left_out``: recordings of that
    time that could not be drawn, by why. ``passed_over``: why the reviewer did not want it; None while they have not
    said so.
    """

    draw: DrawId
    reviewer: str
    at: datetime
    seed: int
    since: datetime
    until: datetime
    shortest_seconds: float
    lot: Lot
    agent_asked: AgentName | None = None
    shift_asked: str | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    passed_over: str | None = None

    @property
    def can_be_drawn_again(self) -> bool:
        """Whether the seed leads to this recording; where it does not, somebody changed the row."""
        lot, chance = self.lot, SeededChance(self.seed)
        lots = ((lot.agents, lot.agent), (lot.shifts, lot.shift), (lot.recordings, lot.recording))
        return all(among[chance.below(len(among))] == drawn for among, drawn in lots)

    def fits(self, agent: AgentName | None, shift: str | None) -> bool:
        """Whether it answers a reviewer who narrows to this agent and this shift (None: to nothing)."""
        return agent in {None, self.lot.agent} and shift in {None, self.shift_asked}


def lot_for(
    candidates: Sequence[Candidate], reviews: Mapping[tuple[AgentName, str], int], chance: Chance
) -> Lot | None:
    """Draws the next recording; None where there is no candidate.

    First an agent with the fewest reviews, of those who have a candidate at all; then that agent's shift with the
    fewest; then one of its recordings, all equally likely. So the numbers of reviews of two agents, and of two shifts
    of one agent, never come to differ by more than one while each has recordings left.

    :param reviews: how many recordings of an agent's shift are reviewed, or are being reviewed; none: 0.
    """
    by_agent: Counter[AgentName] = Counter()
    for (agent, _), number in reviews.items():
        by_agent[agent] += number
    turn = turn_of({candidate.agent for candidate in candidates}, by_agent, chance)
    return None if turn is None else lot_within(turn, candidates, reviews, chance)


def turn_of(agents: Collection[AgentName], reviews: Mapping[AgentName, int], chance: Chance) -> Turn | None:
    """The first lot, of the agents who have a candidate; None where nobody has one."""
    if not agents:
        return None
    fewest, number = _fewest({agent: reviews.get(agent, 0) for agent in agents})
    return Turn(fewest[chance.below(len(fewest))], fewest, number)


def lot_within(
    turn: Turn, candidates: Iterable[Candidate], reviews: Mapping[tuple[AgentName, str], int], chance: Chance
) -> Lot | None:
    """The second lot and the third, of the candidates of the agent whose turn it is; None where there is none."""
    of_shifts: defaultdict[str, list[RecordingId]] = defaultdict(list)
    for candidate in candidates:
        if candidate.agent == turn.agent:
            of_shifts[candidate.shift].append(candidate.recording)
    if not of_shifts:
        return None
    shifts, shift_reviews = _fewest({shift: reviews.get((turn.agent, shift), 0) for shift in of_shifts})
    shift = shifts[chance.below(len(shifts))]
    recordings = tuple(sorted(of_shifts[shift]))
    recording = recordings[chance.below(len(recordings))]
    return Lot(recording, turn.agent, shift, turn.agents, turn.reviews, shifts, shift_reviews, recordings)


def explanation(draw: Draw) -> tuple[str, ...]:
    """Why this recording, in sentences for the reviewer."""
    lot = draw.lot
    others = [str(agent) for agent in lot.agents if agent != lot.agent]
    drawn_for = f", drawn by lot of {len(lot.agents)} with as few ({', '.join(others)})" if others else ""
    if draw.agent_asked is None:
        agent = f"{lot.agent}: {_reviews(lot.agent_reviews)} of this time, the fewest{drawn_for}"
    else:
        agent = f"{lot.agent}: asked for by {draw.reviewer}; {_reviews(lot.agent_reviews)} of this time"
    equal = f", drawn by lot of {len(lot.shifts)} with as few" if len(lot.shifts) > 1 else ""
    shift = f"shift {lot.shift}: {_reviews(lot.shift_reviews)}{equal}"
    among = f"{lot.recording}: drawn by lot of {len(lot.recordings)} recordings of that shift, seed {draw.seed}"
    left_out = ", ".join(f"{number} {why}" for why, number in draw.left_out.items())
    return (agent, shift, among, *([f"left out: {left_out}"] if left_out else []))


def _fewest(numbers: Mapping[_K, int]) -> tuple[tuple[_K, ...], int]:
    fewest = min(numbers.values())
    return tuple(sorted(key for key, number in numbers.items() if number == fewest)), fewest


def _reviews(number: int) -> str:
    return "1 review" if number == 1 else f"{number} reviews"
