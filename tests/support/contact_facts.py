"""What is told of one contact, for tests of its record: pieces of a call to be put together. Judges nothing."""

from collections.abc import Sequence
from typing import Any

import pytest

from acd.events import (
    CallConnected,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    WrapUpBegan,
)
from acd.policy import Line, Selection
from acd.why import Why
from cdr.events import (
    CallHeld,
    ConsultAnswered,
    ConsultBegan,
    ContactBegan,
    ContactEnded,
    ContactFact,
    TransferBegan,
    TransferKind,
)
from cdr.fold import ContactFold
from cdr.record import ContactRecord, FinalStatus
from ivr.reports import AnswerFault, DialogueBegan, MenuAnswered, MenuFailed, PromptsStarted
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, MediaUri, OfferId, PlaybackId, QueueName
from vocabulary.instant import Instant
from vocabulary.parties import Party

C, CONSULT = ContactId("c-1"), ContactId("c-1-k1")
E = EntryId("e-1")
O1, O2, T1 = OfferId("o-1"), OfferId("o-2"), OfferId("t-1")
ALICE, BOB = AgentName("alice"), AgentName("bob")
SUPPORT = QueueName("support")
START = Instant(1000.0, 1_800_000_000.0)
NORMAL = HangUpCause.NORMAL
NUMBER = "+12025550111"
WHY = Why(Selection.LONGEST_IDLE, 2, 1, (-5.0, 998.0, E), True, (0, 3, 0, 0, 0, 1, 0, 0, 0, 4, 2, 0, 1))
"""Of four able agents who were ready one had been tried and none had a delay; two more did not meet the step."""

Told = tuple[float, ContactFact]

BEGAN: Told = (0.0, ContactBegan(C, "100", "555", "Ann", "v1"))
IN_MENU: list[Told] = [
    BEGAN,
    (0.1, DialogueBegan("main")),
    (0.1, PromptsStarted(PlaybackId("p-1"), (MediaUri("sound:welcome"),))),
]
QUEUED: list[Told] = [
    *IN_MENU,
    (2.0, MenuFailed(AnswerFault.WRONG_KEY, "9", 1)),
    (3.0, MenuAnswered("1")),
    (3.0, EntryQueued(E, C, SUPPORT, Line.SECOND, 5, 2)),
    (3.0, PositionAnnounced(E, C, 2)),
    (4.0, PositionAnnounced(E, C, 1)),
]
EXPIRED: list[Told] = [
    (5.0, OfferMade(O1, E, C, ALICE, WHY)),
    (5.5, OfferRinging(O1, C)),
    (10.5, OfferEnded(O1, E, C, ALICE, OfferEnd.EXPIRED, HangUpCause.NO_ANSWER, 5.0)),
]
CONNECTED: list[Told] = [
    (11.0, OfferMade(O2, E, C, BOB, WHY)),
    (11.5, OfferRinging(O2, C)),
    (13.0, CallConnected(O2, E, C, BOB, 10.0, 1.5)),
]
BRIDGED: list[Told] = [
    (13.1, LegsBridged(O2, C)),
    (13.1, EntryEnded(E, C, SUPPORT, EntryEnd.ANSWERED, 1, 10.0)),
]
TALKING: list[Told] = [*QUEUED, *EXPIRED, *CONNECTED, *BRIDGED]
"""Bob talks with the caller from second 13.1 on."""


def over(seconds: float, offer: OfferId = O2, by: Party = Party.CALLER, began: float = 13.1) -> Told:
    """The conversation under this offer, of Bob or whoever, is complete."""
    agent = BOB if offer == O2 else ALICE
    return (seconds, ConversationCompleted(offer, E, C, agent, by, seconds - began))


ASKED: list[Told] = [
    *TALKING,
    (15.1, CallHeld(C, BOB)),
    (15.1, ConsultBegan(C, BOB, "alice")),
    (17.1, ConsultAnswered(C, "alice")),
]
HANDED: list[Told] = [
    *TALKING,
    (20.1, TransferBegan(C, BOB, "alice", TransferKind.BLIND, "knows\x1b all")),
    over(20.1, by=Party.AGENT),
    (20.1, WrapUpBegan(BOB, C, 10.0)),
]
ENDED = ContactEnded(C, Party.CALLER, NORMAL)
BY_SYSTEM = ContactEnded(C, Party.SYSTEM, HangUpCause.FAILURE)


def fold(*told: Told) -> ContactFold:
    """The fold that took all of this, each fact at its second."""
    gathered = ContactFold(C)
    for seconds, event in told:
        gathered.take(event, START.plus(seconds))
    return gathered


def ends(told: Sequence[Told], *rest: Told) -> FinalStatus:
    """The final status of the contact of which this is told."""
    return fold(*told, *rest).record().final_status


def about(seconds: float) -> Any:
    """So many seconds, but for the rounding of sums."""
    return pytest.approx(seconds)


def kinds(record: ContactRecord) -> list[tuple[str, str]]:
    """What came after the queue: each stay and its end."""
    return [(segment.kind.value, segment.end) for segment in record.segments[2:]]
