"""Every pair of state and report is classified, once, and behaves as classified."""

import itertools
from typing import get_args

import pytest

from ivr.errands import LookUp, RecordMessage
from ivr.flow import Enqueue, Flow, Menu, Play, RunErrand
from ivr.interpreter import Dialogue, UnexpectedReport
from ivr.reports import (
    CallerArrived,
    CallerHungUp,
    CallerReturned,
    Decision,
    ErrandEnded,
    KeyPressed,
    PlaybackEnded,
    Report,
)
from ivr.transitions import DEADLINES, LATE, TRANSITIONS, DialogueState
from vocabulary.ids import ErrandId, FlowName, MediaUri, PlaybackId, QueueName
from vocabulary.instant import Instant

NOW = Instant(100.0, 1_700_000_000.0)
WELCOME = MediaUri("sound:welcome")
REPORTS: dict[type[Report], Report] = {
    CallerArrived: CallerArrived(),
    KeyPressed: KeyPressed("1"),
    PlaybackEnded: PlaybackEnded(PlaybackId("p-1")),
    CallerReturned: CallerReturned(),
    ErrandEnded: ErrandEnded(ErrandId("p-e1"), done=True),
    CallerHungUp: CallerHungUp(),
}
PAIRS = list(itertools.product(DialogueState, REPORTS))


def dialogue_in(state: DialogueState) -> Dialogue:
    """A dialogue led into this state by ordinary reports."""
    menu = Menu((WELCOME,), {"1": (), "12": ()})
    steps = {
        DialogueState.PLAYING: (Play((WELCOME,)), menu),
        DialogueState.IN_QUEUE: (Enqueue(QueueName("support")),),
        DialogueState.ON_ERRAND: (RunErrand(LookUp("GET", "https://example.net")), menu),
        DialogueState.LEAVING: (RunErrand(RecordMessage()),),
        DialogueState.ENDED: (),
    }.get(state, (menu,))
    dialogue = Dialogue(Flow(FlowName("main"), steps), "p")
    if state is not DialogueState.EXPECTED:
        dialogue.receive(CallerArrived(), NOW)
    if state in {DialogueState.AWAITING_KEY, DialogueState.COLLECTING}:
        dialogue.receive(PlaybackEnded(PlaybackId("p-1")), NOW)
    if state is DialogueState.COLLECTING:
        dialogue.receive(KeyPressed("1"), NOW)
    if state is DialogueState.LEAVING:
        dialogue.receive(CallerHungUp(), NOW)
    assert dialogue.state is state
    return dialogue


def test_the_tables_name_every_state_and_no_unknown_report() -> None:
    assert set(REPORTS) == set(get_args(Report))
    assert set(TRANSITIONS) == set(LATE) == set(DialogueState)
    for state in DialogueState:
        assert set(TRANSITIONS[state]) | LATE[state] <= set(REPORTS)


@pytest.mark.parametrize(("state", "kind"), PAIRS)
def test_no_pair_means_something_and_comes_late_at_once(state: DialogueState, kind: type[Report]) -> None:
    assert not (kind in TRANSITIONS[state] and kind in LATE[state])


@pytest.mark.parametrize(("state", "kind"), PAIRS)
def test_every_pair_behaves_as_classified(state: DialogueState, kind: type[Report]) -> None:
    dialogue = dialogue_in(state)
    deadline = dialogue.next_deadline()
    if kind in TRANSITIONS[state]:
        dialogue.receive(REPORTS[kind], NOW)
        assert dialogue.state in DialogueState
    elif kind in LATE[state]:
        assert dialogue.receive(REPORTS[kind], NOW) == Decision()
        assert (dialogue.state, dialogue.next_deadline()) == (state, deadline)
    else:
        with pytest.raises(UnexpectedReport, match=f"{state}.*{kind.__name__}"):
            dialogue.receive(REPORTS[kind], NOW)


@pytest.mark.parametrize("state", DialogueState)
def test_exactly_the_states_with_a_deadline_reaction_have_a_deadline(state: DialogueState) -> None:
    assert (dialogue_in(state).next_deadline() is not None) == (state in DEADLINES)


def test_once_ended_every_report_comes_late() -> None:
    assert TRANSITIONS[DialogueState.ENDED] == {}
    assert LATE[DialogueState.ENDED] == set(REPORTS)
