"""The story at the terminal: one line an event, in words a person would use, and nothing that a terminal obeys."""

import pytest

from acd.events import (
    CallbackRegistered,
    CallbackTried,
    CallConnected,
    CallerCameBack,
    ComfortPlayed,
    ConnectionFailed,
    ContactHandedOn,
    ConversationCompleted,
    EntryEnd,
    EntryEnded,
    EntryQueued,
    EstimateJudged,
    LegsBridged,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OfferRinging,
    PositionAnnounced,
    PriorityChanged,
    StepChange,
    StepOpened,
    WrapUpBegan,
    WrapUpEnded,
)
from acd.policy import Line, Selection
from acd.why import Why
from cdr.events import ContactBegan, ContactEnded, ContactFact
from cdr.fold import ContactFold
from cdr.record_rows import rows_for
from cdr.story import line_for
from ivr.reports import (
    AnswerFault,
    DialogueBegan,
    DialogueEnd,
    DialogueEnded,
    FlowEntered,
    MenuAnswered,
    MenuFailed,
    PromptsStarted,
)
from recordings.events import (
    GapBegan,
    GapCause,
    GapEnded,
    NotRecorded,
    RecordingBegan,
    RecordingEnded,
    RecordingFinished,
    RecordingState,
)
from recordings.policy import WhyNot
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, MediaUri, OfferId, PlaybackId, QueueName, RecordingId
from vocabulary.instant import Instant
from vocabulary.parties import Party

C, E, OFFER, R = ContactId("c-1"), EntryId("e-1"), OfferId("o-1"), RecordingId("rec-o-1")
ALICE, SUPPORT = AgentName("alice"), QueueName("support")
NORMAL = HangUpCause.NORMAL
SECOND = QueueName("second")
WHY = Why(Selection.LONGEST_IDLE, 1, 1, (0.0, 1.0, E), False, (0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0))
AT = Instant(5.0, 1_800_000_000.25)

LINES: list[tuple[ContactFact, str | None]] = [
    (ContactBegan(C, "100", "555", "Ann", "v1"), "Ann <555> calls 100"),
    (ContactBegan(C, "100", "", "", "v1"), "unknown number calls 100"),
    (ContactBegan(C, "100", "555", "\x1b[2J", "v1"), "\\x1b[2J <555> calls 100"),
    (DialogueBegan("main"), "caller enters the flow 'main'"),
    (PromptsStarted(PlaybackId("p"), (MediaUri("sound:a"), MediaUri("sound:b"))), "caller hears 'a', 'b'"),
    (MenuAnswered("1"), "caller presses 1"),
    (MenuFailed(AnswerFault.WRONG_KEY, "9", 1), "wrong key 9 (attempt 1)"),
    (MenuFailed(AnswerFault.NO_KEY, "", 2), "no key (attempt 2)"),
    (DialogueEnded(DialogueEnd.CALLER_HUNG_UP), None),
    (EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 3), "caller waits in 'support' (line 1, position 3)"),
    (
        EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 3, 300.0),
        "caller waits in 'support' (line 1, position 3, 300 s to their credit)",
    ),
    (PositionAnnounced(E, C, 1), "caller hears 'you are next in line' (position 1)"),
    (PositionAnnounced(E, C, 3), "caller hears their place in line (position 3)"),
    (
        PositionAnnounced(E, C, 3, 40.0, 95.4, wait_spoken=True),
        "caller hears their place in line (position 3, told: at most 95 s)",
    ),
    (
        PositionAnnounced(E, C, 1, 40.0, 95.4),
        "caller hears 'you are next in line' (position 1, not told: at most 95 s)",
    ),
    (ComfortPlayed(E, C, 0), "caller hears message 1 of the queue"),
    (EstimateJudged(E, C, SUPPORT, 40.0, 95.0, 60.0), "the first estimate, at most 95 s, is held"),
    (EstimateJudged(E, C, SUPPORT, 40.0, 95.0, 96.0), "the first estimate, at most 95 s, is not held"),
    (StepOpened(E, C, 2, StepChange.EXPIRED), "step 2 of what is needed begins (expired)"),
    (PriorityChanged(E, C, 5, 0.0), "priority is 5 from now on"),
    (PriorityChanged(E, C, 5, -30.0), "priority is 5 from now on, -30 s of waiting"),
    (FlowEntered("voicemail"), "caller is taken to the flow 'voicemail'"),
    (OfferMade(OFFER, E, C, ALICE, WHY), "alice is offered the call (longest idle, rank 1, 1 paused, 2 talking)"),
    (OfferRinging(OFFER, C), "the agent's phone rings"),
    (
        OfferEnded(OFFER, E, C, ALICE, OfferEnd.EXPIRED, HangUpCause.NO_ANSWER, 20.0),
        "offer to alice over: ring no answer after 20.0 s (not answered)",
    ),
    (CallConnected(OFFER, E, C, ALICE, 12.3, 2.1), "alice answers after 12.3 s, rang 2.1 s"),
    (LegsBridged(OFFER, C), "caller and agent hear each other"),
    (RecordingBegan(C, OFFER, R), "both legs are being recorded"),
    (ConnectionFailed(OFFER, E, C, ALICE), "alice answered but was lost: caller keeps the place"),
    (EntryEnded(E, C, SUPPORT, EntryEnd.ANSWERED, 1, 12.3), None),
    (
        EntryEnded(E, C, SUPPORT, EntryEnd.ABANDONED, 2, 4.0),
        "caller leaves 'support': abandoned after 4.0 s at position 2",
    ),
    (
        EntryEnded(E, C, SUPPORT, EntryEnd.TIMED_OUT, 2, 80.0, SECOND),
        "caller leaves 'support': timed out after 80.0 s at position 2, on to 'second'",
    ),
    (EntryEnded(E, C, SUPPORT, EntryEnd.FULL, 0, 0.0), "'support' does not take the caller: full"),
    (
        EntryEnded(E, C, SUPPORT, EntryEnd.CLOSED, 0, 0.0, SECOND),
        "'support' does not take the caller: closed, on to 'second'",
    ),
    (
        ContactHandedOn(C, SUPPORT, SECOND, Line.SECOND, False, ALICE, "a \x1bnote"),
        "contact is escalated from 'support' to 'second' (line 2) by alice: a \\x1bnote",
    ),
    (
        ContactHandedOn(C, SECOND, SUPPORT, Line.FIRST, True, None, ""),
        "contact is returned from 'second' to 'support' (line 1)",
    ),
    (CallerCameBack(E, C, ContactId("c-0"), None), "caller is back: takes the place of c-0"),
    (CallerCameBack(E, C, ContactId("c-0"), ALICE), "caller is back: takes the place of c-0, alice preferred"),
    (
        CallbackRegistered(E, C, SUPPORT, "555"),
        "caller keeps the place in 'support' and will be called back at 555",
    ),
    (
        CallbackTried(E, C, ALICE, 2, HangUpCause.NO_ANSWER),
        "alice was there, the caller was not (attempt 2, not answered)",
    ),
    (
        ConversationCompleted(OFFER, E, C, ALICE, Party.AGENT, 30.0),
        "conversation with alice over after 30.0 s, ended by agent",
    ),
    (WrapUpBegan(ALICE, C, 10.0), "alice wraps up (up to 10 s)"),
    (WrapUpBegan(ALICE, C, None), "alice wraps up (until they say so)"),
    (WrapUpEnded(ALICE, C, 4.5), "alice is done wrapping up after 4.5 s"),
    (ContactEnded(C, Party.CALLER, NORMAL), "caller hangs up"),
    (
        RecordingFinished(C, OFFER, R, "/r/a.wav", RecordingState.COMPLETE, 3.0, 3.0),
        "recording complete, 3.0 s, /r/a.wav",
    ),
    (RecordingEnded(C, R), "recording ends"),
    (RecordingEnded(C, R, "bob\x1b"), "recording ends (by bob\\x1b)"),
    (NotRecorded(C, OFFER, WhyNot.REFUSED), "not recorded: refused by the caller"),
    (
        GapBegan(C, R, GapCause.DISK_FULL, 4.25, "3 MB free"),
        "ALARM: nothing is recorded, for 4.2 s by now: the disk is full: 3 MB free",
    ),
    (
        GapBegan(C, None, GapCause.NOT_BEGUN, 0.0),
        "ALARM: nothing is recorded, for 0.0 s by now: it could not be begun",
    ),
    (GapEnded(C, R), "recorded again"),
    (
        RecordingFinished(C, OFFER, R, "/r/a.wav", RecordingState.SHORT, 3.0, 1.0, "why"),
        "recording short, 1.0 s, /r/a.wav: why",
    ),
]


@pytest.mark.parametrize(("event", "line"), LINES)
def test_each_event_is_told_in_one_line(event: ContactFact, line: str | None) -> None:
    told = line_for(event, AT)
    assert told == (None if line is None else f"08:00:00.250  {line}")


def test_a_record_becomes_rows_in_the_order_of_the_call() -> None:
    gathered = ContactFold(C)
    told: list[tuple[float, ContactFact]] = [
        (0.0, ContactBegan(C, "100", "555", "Ann", "v1")),
        (0.0, DialogueBegan("main")),
        (1.0, MenuAnswered("1")),
        (1.0, EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1)),
        (1.0, PositionAnnounced(E, C, 1)),
        (2.0, OfferMade(OFFER, E, C, ALICE, WHY)),
        (4.0, CallConnected(OFFER, E, C, ALICE, 3.0, 2.0)),
        (4.0, RecordingBegan(C, OFFER, R)),
        (4.0, LegsBridged(OFFER, C)),
        (4.0, EntryEnded(E, C, SUPPORT, EntryEnd.ANSWERED, 1, 3.0)),
        (9.0, ConversationCompleted(OFFER, E, C, ALICE, Party.CALLER, 5.0)),
        (9.0, ContactEnded(C, Party.CALLER, NORMAL)),
        (9.0, RecordingEnded(C, R)),
        (9.5, RecordingFinished(C, OFFER, R, "/r/a.wav", RecordingState.COMPLETE, 5.0, 5.0)),
    ]
    for seconds, event in told:
        gathered.take(event, AT.plus(seconds))
    rows = rows_for(gathered.record())
    assert rows[1:3] == [("caller", "Ann <555>"), ("dialled", "100")]
    assert ("final status", "answered") in rows
    assert ("wait", "3.000 s") in rows
    assert "wrap-up" not in dict(rows)
    assert rows[-7:] == [
        ("segment 1", "menu 'main', keys 1: 1.000 s, handed to queue"),
        ("segment 2", "queue 'support', entered at position 1, announced 1: 3.000 s, answered"),
        ("  offer", "alice: answered, rang 2.000 s; longest idle, rank 1, 1 paused, 2 talking"),
        ("segment 3", "with alice: 5.000 s, ended by caller"),
        ("talks", "5.000 s recorded"),
        ("  seconds", "4.000 to 9.000: recorded"),
        ("recording", "/r/a.wav: complete, 5.000 s"),
    ]


def test_a_record_that_was_handed_on_says_from_where_to_where_and_which_lines_it_visited() -> None:
    gathered = ContactFold(C)
    told: list[tuple[float, ContactFact]] = [
        (0.0, ContactBegan(C, "100", "555", "Ann", "v1")),
        (0.0, CallerCameBack(E, C, ContactId("c-0"), None)),
        (0.0, EntryQueued(E, C, SUPPORT, Line.FIRST, 0, 1)),
        (0.0, StepOpened(E, C, 1, StepChange.ENTERED)),
        (1.0, StepOpened(E, C, 2, StepChange.NOBODY)),
        (2.0, ContactHandedOn(C, SUPPORT, SECOND, Line.SECOND, False, None, "urgent")),
        (2.0, EntryEnded(E, C, SUPPORT, EntryEnd.HANDED_ON, 1, 2.0, SECOND)),
        (2.0, EntryQueued(EntryId("e-2"), C, SECOND, Line.SECOND, 0, 1)),
        (3.0, ContactEnded(C, Party.CALLER, NORMAL)),
    ]
    for seconds, event in told:
        gathered.take(event, AT.plus(seconds))
    rows = rows_for(gathered.record())
    assert ("lines", "1, 2") in rows
    assert ("took over from", "c-0") in rows
    assert ("segment 1", "queue 'support', entered at position 1, step 2 at the end: 2.000 s, handed on") in rows
    assert rows[-1] == ("handed on", "escalated from 'support' to 'second' (line 2): urgent")
