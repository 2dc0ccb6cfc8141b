"""The story of conversations: one line for each thing that can happen in one, and the record's rows of them."""

import pytest

from acd.events import (
    AgentFellSilent,
    ConsultOver,
    ContactJoined,
    ContactTakenUp,
    DispositionGiven,
    ReturnedToHead,
)
from cdr.events import (
    CallHeld,
    CallResumed,
    ConsultAnswered,
    ConsultBegan,
    ConsultEnd,
    ConsultEnded,
    ContactBegan,
    ContactEnded,
    ContactFact,
    GuestJoined,
    GuestKind,
    GuestLeft,
    ListeningBegan,
    ListeningChanged,
    ListeningEnded,
    ListeningMode,
    RecordingGoesOn,
    RecordingPaused,
    TransferBegan,
    TransferEnded,
    TransferKind,
)
from cdr.record_rows import rows_for
from cdr.story import line_for
from recordings.events import NotRecorded
from recordings.policy import WhyNot
from tests.support.contact_facts import ALICE, BOB, ENDED, NORMAL, O1, START, SUPPORT, TALKING, C, fold
from vocabulary.ids import ContactId, ListeningId
from vocabulary.parties import Party

L, OTHER = ListeningId("l-1"), ContactId("c-2")

LINES: list[tuple[ContactFact, str]] = [
    (ContactBegan(C, "+49301", "201", "Bob", "v1", None, BOB), "bob calls +49301"),
    (CallHeld(C, BOB), "bob holds the caller"),
    (CallResumed(C, BOB), "bob goes on with the caller"),
    (ConsultBegan(C, BOB, "alice"), "bob asks 'alice'"),
    (ConsultAnswered(C, "alice"), "'alice' answers the question"),
    (ConsultEnded(C, "alice", ConsultEnd.NOT_REACHED), "question to 'alice' over: not reached"),
    (
        TransferBegan(C, BOB, "alice", TransferKind.BLIND, "a \x1bnote"),
        "caller is handed to 'alice' by bob (blind): a \\x1bnote",
    ),
    (TransferBegan(C, None, "+49301", TransferKind.BLIND), "caller is handed to '+49301' (blind)"),
    (TransferEnded(C, "alice", reached=True), "caller has reached 'alice'"),
    (
        TransferEnded(C, "alice", reached=False, why="busy", goes_to="bob"),
        "'alice' was not reached: busy, caller goes to bob",
    ),
    (GuestJoined(C, "+49301", GuestKind.OUTSIDE), "+49301 (outside) talks with the caller"),
    (GuestLeft(C, "+49301", Party.CALLER, 3.0), "talk with +49301 over after 3.0 s, ended by caller"),
    (ListeningBegan(C, L, "carol", ListeningMode.MONITOR, BOB), "carol listens (monitor), bob is heard"),
    (ListeningBegan(C, L, "carol", ListeningMode.MONITOR, None), "carol listens (monitor)"),
    (ListeningChanged(C, L, ListeningMode.BARGE, ALICE), "listening goes on (barge), alice is heard"),
    (ListeningEnded(C, L), "listening is over"),
    (RecordingPaused(C, "bob"), "recording pauses (by bob)"),
    (RecordingGoesOn(C, "bob"), "recording goes on (by bob)"),
    (ContactTakenUp(O1, C, ALICE, SUPPORT, BOB), "alice takes the caller up from bob"),
    (ContactTakenUp(O1, C, ALICE, SUPPORT, None), "alice takes the caller up"),
    (ContactJoined(O1, C, OTHER, ALICE, BOB), "alice, who was asked, takes the caller up from bob"),
    (ConsultOver(C, OTHER), "the conversation goes on as contact c-2"),
    (ReturnedToHead(C, SUPPORT, "lost", BOB), "caller is at the head of 'support' again, parted from bob: lost"),
    (ReturnedToHead(C, SUPPORT, "", None), "caller is at the head of 'support' again"),
    (AgentFellSilent(O1, C, BOB), "nothing is heard from bob"),
    (DispositionGiven(C, BOB, "sale"), "bob says how it came out: sale"),
]


@pytest.mark.parametrize(("fact", "words"), LINES)
def test_each_fact_of_a_conversation_is_one_line(fact: ContactFact, words: str) -> None:
    line = line_for(fact, START)
    assert line is not None
    assert line.partition("  ")[2] == words


def test_the_rows_of_a_record_tell_what_went_on_in_the_conversation() -> None:
    rows = rows_for(
        fold(
            *TALKING,
            (13.1, NotRecorded(C, O1, WhyNot.NOT_SAMPLED)),
            (14.0, ListeningBegan(C, L, "carol", ListeningMode.MONITOR, BOB)),
            (15.0, CallHeld(C, BOB)),
            (15.0, ConsultBegan(C, BOB, "alice")),
            (16.0, ConsultAnswered(C, "alice")),
            (19.0, ConsultEnded(C, "alice", ConsultEnd.CONFERENCE)),
            (19.0, GuestJoined(C, "alice", GuestKind.COLLEAGUE)),
            (20.0, RecordingPaused(C, "bob")),
            (21.0, RecordingGoesOn(C, "bob")),
            (22.0, GuestLeft(C, "alice", Party.AGENT, 3.0)),
            (23.0, CallHeld(C, BOB)),
            (24.0, CallResumed(C, BOB)),
            (25.0, AgentFellSilent(O1, C, BOB)),
            (26.0, TransferBegan(C, BOB, "dave", TransferKind.BLIND, "wants a refund")),
            (27.0, TransferEnded(C, "dave", reached=False, why="busy", goes_to="bob")),
            (28.0, DispositionGiven(C, BOB, "refund")),
            (30.0, ENDED),
        ).record()
    )
    assert ("hold", "5.000 s, 2 times, 4.000 s at most") in rows
    assert ("disposition", "refund (by bob)") in rows
    assert rows[-9:] == [
        ("segment 3", "with bob: 16.900 s, ended by caller"),
        ("consult", "bob asked 'alice': answered after 1.000 s, 4.000 s in all, conference"),
        ("transfer", "to 'dave' by bob (blind): not reached (busy), on to bob: wants a refund"),
        ("guest", "alice (colleague): 3.000 s, ended by agent"),
        ("listener", "carol: monitor 16.000 s; heard bob"),
        ("recording paused", "1.000 s (by bob)"),
        ("flag", "agent fell silent (bob)"),
        ("talks", "16.900 s not recorded"),
        ("  seconds", "13.100 to 30.000: not recorded: not in the sample"),
    ]


def test_a_call_by_an_agent_says_who_called_whom() -> None:
    began = ContactBegan(C, "+49301", "201", "Bob", "v1", None, BOB)
    rows = rows_for(
        fold(
            (0.0, began),
            (5.0, GuestJoined(C, "+49301", GuestKind.OUTSIDE)),
            (9.0, GuestLeft(C, "+49301", Party.AGENT, 4.0)),
            (9.0, ContactEnded(C, Party.AGENT, NORMAL)),
        ).record()
    )
    assert rows[1:3] == [("called by", "bob"), ("dialled", "+49301")]
    assert ("segment 1", "with +49301 (outside): 4.000 s, ended by agent") in rows
