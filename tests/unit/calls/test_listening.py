"""A listener hears whom they should, is heard by whom they may, and follows the contact wherever it goes."""

import pytest

from calls.listening import DONE, REFUSED
from calls.scene import Scene
from cdr.events import ListeningMode
from tests.unit.calls.listening_stage import (
    ALEX,
    BEA,
    CALLER,
    HELD,
    HELD_BY_PHONE,
    NEXT_TALK,
    OWN,
    PRIVATE,
    SUPERVISOR,
    TALK,
    TALKS,
    TALKS_NEXT,
    WAITS,
    Stage,
)
from vocabulary.ids import LegId

MONITOR, WHISPER = ListeningMode.MONITOR, ListeningMode.WHISPER
BARGE, TAKE_OVER = ListeningMode.BARGE, ListeningMode.TAKE_OVER
NOBODY: set[LegId] = set()


async def test_a_monitor_hears_the_conversation_on_the_agents_leg_and_nobody_hears_them() -> None:
    stage = Stage()
    await stage.begins(MONITOR)

    assert stage.asterisk.heard_by_supervisor == {ALEX}
    assert stage.asterisk.hear_supervisor == NOBODY
    assert stage.asterisk.bridges[TALK] == [ALEX, CALLER]


async def test_whoever_whispers_is_heard_by_the_agent_alone() -> None:
    stage = Stage()
    await stage.begins(WHISPER)

    assert stage.asterisk.hear_supervisor == {ALEX}


async def test_whoever_barges_is_in_the_conversation_and_snoops_no_more() -> None:
    stage = Stage()
    await stage.begins(BARGE)

    assert stage.asterisk.bridges[TALK] == [ALEX, CALLER, SUPERVISOR]
    assert not stage.asterisk.snoops


async def test_the_caller_is_heard_while_nobody_talks_with_them_whatever_mode_was_wished() -> None:
    for mode in (MONITOR, WHISPER, BARGE):
        stage = Stage(present=WAITS)
        await stage.begins(mode)

        assert stage.asterisk.heard_by_supervisor == {CALLER}
        assert stage.asterisk.hear_supervisor == NOBODY


async def test_keys_change_the_mode_and_the_phone_says_so() -> None:
    stage = Stage()
    listening = await stage.begins()
    heard_by: dict[tuple[int, str], set[LegId]] = {}
    for key in "5646":
        stage.press(key)
        await stage.settle(listening)
        heard_by[len(heard_by), key] = set(stage.asterisk.hear_supervisor)

    assert heard_by == {(0, "5"): {ALEX}, (1, "6"): {ALEX, CALLER}, (2, "4"): NOBODY, (3, "6"): {ALEX, CALLER}}
    assert stage.asterisk.played == [DONE] * 4


async def test_keys_of_the_parties_mean_nothing() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.press("5", ALEX)
    stage.press("1")
    await stage.settle(listening)

    assert stage.asterisk.hear_supervisor == NOBODY
    assert not stage.asterisk.played


async def test_a_mode_without_permission_is_refused_by_a_sound_and_nothing_changes() -> None:
    stage = Stage(forbidden={BARGE})
    listening = await stage.begins()
    stage.press("6")
    await stage.settle(listening)

    assert stage.asterisk.played == [REFUSED]
    assert stage.asterisk.bridges[TALK] == [ALEX, CALLER]
    assert stage.asterisk.heard_by_supervisor == {ALEX}


async def test_the_listener_follows_the_contact_from_one_agent_over_the_queue_to_the_next() -> None:
    stage = Stage()
    listening = await stage.begins(BARGE)
    heard = []
    for scene in (WAITS, TALKS_NEXT):
        stage.becomes(scene)
        await stage.settle(listening)
        heard.append((stage.asterisk.heard_by_supervisor, stage.asterisk.hear_supervisor))

    assert heard == [({CALLER}, NOBODY), ({BEA, CALLER}, {BEA, CALLER})]
    assert stage.asterisk.bridges[NEXT_TALK] == [BEA, CALLER, SUPERVISOR]


@pytest.mark.parametrize("held", [HELD, HELD_BY_PHONE])
async def test_while_the_caller_is_held_the_agent_is_heard(held: Scene) -> None:
    stage = Stage()
    listening = await stage.begins(BARGE)
    stage.becomes(held)
    await stage.settle(listening)
    assert stage.asterisk.heard_by_supervisor == {ALEX}
    assert stage.asterisk.hear_supervisor == NOBODY

    stage.becomes(TALKS)
    await stage.settle(listening)
    assert stage.asterisk.hear_supervisor == {ALEX, CALLER}


async def test_holding_the_caller_does_not_make_a_monitor_hear_anew() -> None:
    stage = Stage()
    listening = await stage.begins(MONITOR)
    before = dict(stage.asterisk.snoops)
    stage.becomes(HELD)
    stage.becomes(TALKS)
    await stage.settle(listening)

    assert stage.asterisk.snoops == before


async def test_what_is_not_to_be_recorded_is_not_heard_in_any_mode() -> None:
    for mode in (MONITOR, WHISPER, BARGE):
        stage = Stage()
        listening = await stage.begins(mode)
        stage.becomes(PRIVATE)
        await stage.settle(listening)
        assert stage.asterisk.heard_by_supervisor == NOBODY
        assert stage.asterisk.hear_supervisor == NOBODY
        assert not stage.asterisk.snoops

        stage.becomes(TALKS)
        await stage.settle(listening)
        assert ALEX in stage.asterisk.heard_by_supervisor


async def test_whoever_no_longer_whispers_is_unheard_before_anything_else_is_done() -> None:
    stage = Stage()
    listening = await stage.begins(WHISPER)
    stage.press("4")
    await stage.handle(listening)

    assert stage.asterisk.hear_supervisor == NOBODY


async def test_a_snoop_leg_is_heard_until_the_next_one_is_there_and_never_together_with_it() -> None:
    stage = Stage()
    listening = await stage.begins(MONITOR)
    stage.becomes(TALKS_NEXT)
    await stage.handle(listening)
    assert stage.asterisk.heard_by_supervisor == {ALEX}

    await stage.settle(listening)
    assert stage.asterisk.heard_by_supervisor == {BEA}
    assert stage.asterisk.most_snoops_together == 1


async def test_a_snoop_leg_that_comes_too_late_is_ended() -> None:
    stage = Stage()
    listening = stage.listening()
    await listening.begin()
    stage.becomes(TALKS_NEXT)
    stage.becomes(WAITS)
    await stage.settle(listening)

    assert stage.asterisk.heard_by_supervisor == {CALLER}
    assert len(stage.asterisk.snoops) == 1


async def test_a_snoop_leg_that_ends_by_itself_is_made_again_after_a_while() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.asterisk.end(next(iter(stage.asterisk.snoops)))
    await stage.settle(listening)
    assert stage.asterisk.heard_by_supervisor == NOBODY
    deadline = listening.next_deadline()
    assert deadline is not None

    await listening.handle_deadline(deadline)
    await stage.settle(listening)
    assert stage.asterisk.heard_by_supervisor == {ALEX}
    assert listening.next_deadline() is None


async def test_who_was_heard_is_gone_before_the_scene_tells_and_nothing_breaks() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.asterisk.end(ALEX)
    await stage.settle(listening)
    stage.becomes(WAITS)
    await stage.settle(listening)

    assert stage.asterisk.heard_by_supervisor == {CALLER}
    assert listening.next_deadline() is None


async def test_a_conversation_that_ends_as_one_barges_into_it_leaves_the_listener_hearing() -> None:
    stage = Stage()
    listening = await stage.begins()
    del stage.asterisk.bridges[TALK]
    stage.press("6")
    await stage.settle(listening)
    assert stage.asterisk.heard_by_supervisor == {ALEX}

    stage.becomes(TALKS_NEXT)
    await stage.settle(listening)
    assert stage.asterisk.hear_supervisor == {BEA, CALLER}


async def test_a_snoop_leg_whose_coming_was_missed_in_a_gap_is_heard_after_it() -> None:
    stage = Stage()
    listening = stage.listening()
    await listening.begin()
    stage.legs_are_seen()
    await stage.settle(listening)

    assert stage.asterisk.heard_by_supervisor == {ALEX}


async def test_a_bridge_that_somebody_ended_is_made_anew_under_another_id() -> None:
    stage = Stage()
    listening = await stage.begins()
    del stage.asterisk.bridges[OWN]
    stage.becomes(TALKS_NEXT)
    await stage.rest(listening)

    assert stage.asterisk.heard_by_supervisor == {BEA}
    assert stage.asterisk.listening_bridges == ["l-n-1-2"]
    assert listening.bridges == ("l-n-1-1", "l-n-1-2")


async def test_whatever_was_done_while_the_answers_were_lost_is_found_and_nothing_is_left_twice() -> None:
    for mode in (MONITOR, WHISPER, BARGE):
        stage = Stage()
        stage.asterisk.mute = True
        listening = await stage.begins(mode)
        stage.asterisk.mute = False
        stage.legs_are_seen()
        await stage.rest(listening)

        assert ALEX in stage.asterisk.heard_by_supervisor
        assert len(stage.asterisk.snoops) == (mode is not BARGE)
        await listening.close()
        assert stage.asterisk.listening_bridges == []


async def test_a_supervisor_who_was_let_in_without_an_answer_is_taken_out_all_the_same() -> None:
    stage = Stage()
    listening = await stage.begins(MONITOR)
    stage.asterisk.mute = True
    stage.press("6")
    await stage.settle(listening)
    stage.asterisk.mute = False
    assert stage.asterisk.hear_supervisor == {ALEX, CALLER}
    stage.press("4")
    await stage.settle(listening)

    assert stage.asterisk.hear_supervisor == NOBODY
    assert stage.asterisk.heard_by_supervisor == {ALEX}
