"""Who may review what, and how the next recording of a reviewer is drawn of all there are. Asks no database.

Nobody reviews a conversation of their own, and agents review none: they are shown what was said of theirs.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from api.review_shifts import ShiftAsked, Shifts
from calls.permissions import Person, refusal_of_hearing
from dialplan.document import Document
from recordings.review_draw import Candidate, LeftOut, Lot, Turn, lot_for, lot_within, turn_of
from storage.review_pool import Standing, Tally, Whose
from vocabulary.chance import Chance
from vocabulary.ids import AgentName, QueueName

May = Callable[[Whose], str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """``lot``: None where nothing could be drawn. ``left_out``: how many recordings could not be, by why."""

    lot: Lot | None
    left_out: Mapping[str, int]


def refusal_of_reviews(person: Person) -> str:
    """Why this person reviews nothing at all; empty where they may review something."""
    return "" if person.is_admin or person.supervisor is not None else "conversations are reviewed by supervisors"


def refusal_of_reviewing(document: Document, person: Person, whose: Whose) -> str:
    """Why this person may not review such a conversation; empty where they may: they may hear it, too."""
    if whose.agent is not None and whose.agent == person.agent:
        return "this is your own conversation: somebody else reviews it"
    return (
        refusal_of_reviews(person)
        or refusal_of_hearing(document, person, whose.agent, whose.queue)
        or refusal_of_hearing(document, person, whose.labelled_agent, whose.labelled_queue)
    )


def refusal_of_reading(document: Document, person: Person, agent: AgentName | None, queue: QueueName | None) -> str:
    """Why this person may not read what was said of such a conversation; empty where they may, as its agent may."""
    if agent is not None and agent == person.agent:
        return ""
    return refusal_of_reviews(person) or refusal_of_hearing(document, person, agent, queue)


def scorecards_for(document: Document, queue: QueueName | None) -> tuple[str, ...]:
    """The scorecards by which conversations of this queue are judged, in the order of the document."""
    return tuple(name for name, scorecard in document.scorecards.items() if queue in scorecard.queues)


def judged_queues(document: Document) -> tuple[QueueName, ...]:
    """The queues that have a scorecard."""
    named = (QueueName(queue) for scorecard in document.scorecards.values() for queue in scorecard.queues)
    return tuple(dict.fromkeys(named))


def turn_drawn(tallies: Sequence[Tally], may: May, chance: Chance) -> tuple[Turn | None, Mapping[str, int]]:
    """Whose turn it is, for one reviewer, and how many recordings are left out, by why; None where it is nobody's.

    :param may: why they may not review such a conversation; empty where they may.
    """
    having: dict[AgentName, None] = {}
    reviews: Counter[AgentName] = Counter()
    left_out: Counter[LeftOut] = Counter()
    for each in tallies:
        agent = each.whose.agent
        if agent is None or may(each.whose):
            continue
        reviews[agent] += each.counted
        if each.left_out is None:
            having[agent] = None
        else:
            left_out[each.left_out] += each.recordings
    return turn_of(having, reviews, chance), _told(left_out)


def drawn_within(turn: Turn, standings: Sequence[Standing], shifts: Shifts, may: May, chance: Chance) -> Lot | None:
    """The recording of the agent whose turn it is. ``may``: as above."""
    weighed = _weighed(standings, shifts, None, may)
    return lot_within(turn, weighed.candidates, weighed.reviews, chance)


def drawn_of_shift(standings: Sequence[Standing], shifts: Shifts, asked: ShiftAsked, may: May, chance: Chance) -> Drawn:
    """The recording of a shift for one reviewer. ``may``: as above."""
    weighed = _weighed(standings, shifts, asked, may)
    return Drawn(lot_for(weighed.candidates, weighed.reviews, chance), _told(weighed.left_out))


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidates: list[Candidate]
    reviews: Counter[tuple[AgentName, str]]
    left_out: Counter[LeftOut]


def _weighed(standings: Sequence[Standing], shifts: Shifts, asked: ShiftAsked | None, may: May) -> _Weighed:
    weighed = _Weighed([], Counter(), Counter())
    refusal = cache(may)
    for each in standings:
        agent = each.whose.agent
        if agent is None or refusal(each.whose):
            continue
        worked = shifts.worked(agent, each.began_at)
        if asked is not None and not asked.holds(worked):
            continue
        shift = shifts.named(worked)
        weighed.reviews[agent, shift] += each.counts
        if each.left_out is None:
            weighed.candidates.append(Candidate(each.recording, agent, shift))
        else:
            weighed.left_out[each.left_out] += 1
    return weighed


def _told(left_out: Counter[LeftOut]) -> Mapping[str, int]:
    return {why.value: left_out[why] for why in LeftOut if left_out[why]}
