"""What a flow has to do with recordings: who was told, and what is paused. Times are seconds since the call arrived."""

import pytest

from ivr.flow import Enqueue, IfMarked, Mark, MarkKind, Menu, PauseRecording, Play
from ivr.interpreter import Dialogue
from ivr.policy import DialoguePolicy
from ivr.reports import CallerHungUp, CallerReturned, ContactMarked, PlaybackEnded, RecordingAsked
from ivr.transitions import DialogueState
from tests.support.dialogue import (
    CHOOSE,
    NOTICE,
    SALES,
    TO_SALES,
    WELCOME,
    at,
    began,
    effects_at_first,
    ended,
    play,
    press,
)
from vocabulary.ids import PlaybackId, QueueName

PROOF = MarkKind.CONSENT_PROMPT_PLAYED
TOLD = ContactMarked(PROOF, "yes")
TELL = Play((NOTICE,), barge_in=False, proof=PROOF)
TO_LATER = Enqueue(QueueName("later"))


def telling() -> Dialogue:
    """A caller who is being told, and is then handed to a queue."""
    return began(IfMarked(PROOF, otherwise=(TELL,)), SALES)


def test_who_heard_the_notice_to_its_end_is_marked() -> None:
    decision = telling().receive(ended(1), at(4))
    assert decision.events == (TOLD,)
    assert decision.effects == (TO_SALES,)


def test_a_notice_that_could_not_be_played_proves_nothing() -> None:
    decision = telling().receive(PlaybackEnded(PlaybackId("p-1"), heard=False), at(4))
    assert decision.events == ()
    assert decision.effects == (TO_SALES,)


def test_a_notice_whose_end_was_never_told_proves_nothing() -> None:
    dialogue = began(TELL, SALES, policy=DialoguePolicy(playback_guard_seconds=5))
    decision = dialogue.handle_deadline(at(5))
    assert TOLD not in decision.events
    assert decision.effects[-1] == TO_SALES


def test_who_hangs_up_during_the_notice_was_not_told() -> None:
    assert TOLD not in telling().receive(CallerHungUp(), at(2)).events


def test_a_notice_that_a_key_stopped_proves_nothing() -> None:
    events, _ = press(began(Play((NOTICE,), proof=PROOF), SALES), "1", 1)
    assert TOLD not in events


def test_what_plays_behind_the_notice_proves_nothing_more() -> None:
    dialogue = began(TELL, Play((WELCOME,)), SALES)
    dialogue.receive(ended(1), at(4))
    assert dialogue.receive(ended(2), at(6)).events == ()


def test_a_caller_is_told_once_and_spared_it_before_the_next_queue() -> None:
    tell = IfMarked(PROOF, otherwise=(TELL,))
    dialogue = began(tell, SALES, tell, TO_LATER)
    dialogue.receive(ended(1), at(4))
    effects = dialogue.receive(CallerReturned("closed"), at(9)).effects
    assert [type(effect).__name__ for effect in effects] == ["HandToQueue"]


def test_who_was_not_told_before_one_queue_is_told_before_the_next() -> None:
    tell = IfMarked(PROOF, otherwise=(TELL,))
    dialogue = began(tell, SALES, tell, TO_LATER)
    dialogue.receive(PlaybackEnded(PlaybackId("p-1"), heard=False), at(4))
    assert dialogue.receive(CallerReturned("closed"), at(9)).effects == (play(2, NOTICE),)


def test_what_follows_a_mark_is_walked_and_then_what_stands_behind() -> None:
    marked = IfMarked(MarkKind.CATEGORY, (Play((WELCOME,)),), (Play((NOTICE,)),))
    assert effects_at_first(Mark(MarkKind.CATEGORY, "order"), marked) == (play(1, WELCOME),)
    assert effects_at_first(marked) == (play(1, NOTICE),)
    dialogue = began(Mark(MarkKind.CATEGORY, "order"), marked, SALES)
    assert dialogue.receive(ended(1), at(2)).effects == (TO_SALES,)


def test_a_choice_taken_back_takes_back_nothing_that_was_heard() -> None:
    tell = IfMarked(PROOF, otherwise=(TELL,))
    inner = Menu((WELCOME,), {"5": (SALES,)}, undo="*")
    dialogue = began(Menu((CHOOSE,), {"1": (tell, inner), "2": (tell, SALES)}))
    press(dialogue, "1", 1)
    dialogue.receive(ended(2), at(5))
    press(dialogue, "*", 6)
    assert press(dialogue, "2", 7)[1][-1] == TO_SALES


@pytest.mark.parametrize("on", [True, False])
def test_a_recording_pauses_or_goes_on_while_the_flow_does(on: bool) -> None:
    assert effects_at_first(PauseRecording(on), Play((WELCOME,))) == (RecordingAsked(on), play(1, WELCOME))


def test_keys_typed_over_a_pause_are_kept_for_the_question_behind_it() -> None:
    dialogue = began(Play((WELCOME,)), PauseRecording(True), Menu((CHOOSE,), {"1": (SALES,)}))
    assert press(dialogue, "1", 1)[1][-2:] == (RecordingAsked(True), TO_SALES)


def test_keys_are_kept_for_a_question_asked_only_of_who_is_marked() -> None:
    dialogue = began(Play((WELCOME,), barge_in=False), IfMarked(PROOF, (Menu((), {"1": (SALES,)}),)), Play((NOTICE,)))
    press(dialogue, "1", 1)
    assert dialogue.state is DialogueState.PLAYING
    assert dialogue.receive(ended(1), at(3)).effects == (play(2, NOTICE),)
