"""The ledger hands on each record once the contact is over, and again when something late corrects it."""

import asyncio

from acd.events import (
    AgentRested,
    CallConnected,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    LegsBridged,
    OfferMade,
    QueueClosed,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line
from calls.ledger import Fact, Ledger
from cdr.events import ContactBegan, ContactEnded
from cdr.record import ContactRecord
from tests.support.contact_facts import ALICE, NORMAL, O1, START, SUPPORT, WHY, C, E
from vocabulary.ids import ContactId
from vocabulary.instant import Instant
from vocabulary.parties import Party

TALKED = (
    EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1),
    OfferMade(O1, E, C, ALICE, WHY),
    CallConnected(O1, E, C, ALICE, 1.0, 1.0),
    LegsBridged(O1, C),
    EntryEnded(E, C, SUPPORT, EntryEnd.ANSWERED, 1, 1.0),
)


def after(seconds: float) -> Instant:
    return START.plus(seconds)


def over(ledger: Ledger) -> None:
    """One contact from its begin to its end, with nothing to wrap up."""
    ledger.note(C, (ContactBegan(C, "100", "555", "Ann", "v1"),), after(0))
    ledger.note_decision(TALKED, after(1))
    ledger.note_decision((ConversationCompleted(O1, E, C, ALICE, Party.CALLER, 4.0),), after(5))
    ledger.note(C, (ContactEnded(C, Party.CALLER, NORMAL),), after(5))


async def test_an_agent_who_asks_late_for_time_to_wrap_up_gets_it_into_the_record() -> None:
    records: list[ContactRecord] = []
    ledger = Ledger(records.append)
    over(ledger)
    await asyncio.wait_for(ledger.quiet(), 1)
    assert [record.wrap_up_seconds for record in records] == [None]
    ledger.note_decision((WrapUpBegan(ALICE, C, 30.0),), after(60))
    assert list(ledger.open_contacts) == [C]
    ledger.note_decision((WrapUpEnded(ALICE, C, 12.0),), after(72))
    assert not list(ledger.open_contacts)
    assert records[-1].wrap_up_seconds == 12.0


async def test_what_agents_and_queues_do_is_told_to_whoever_watches_and_belongs_to_no_contact() -> None:
    told: list[tuple[ContactId | None, Fact]] = []
    ledger = Ledger(lambda _: None)
    ledger.watch(lambda contact, fact, _: told.append((contact, fact)))
    ledger.note_decision((QueueClosed(SUPPORT), AgentRested(ALICE, 30.0)), after(1))
    assert told == [(None, QueueClosed(SUPPORT)), (None, AgentRested(ALICE, 30.0))]
