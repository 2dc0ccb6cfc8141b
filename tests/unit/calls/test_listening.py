"""A listener hears whom they should, is heard by whom they may, and follows the contact wherever it goes."""

import pytest

from acd.commands import OccupyAgent, VacateAgent
from calls.asks import Answer
from calls.listening import DONE, LAST_WORD_SECONDS, REFUSED
from cdr.events import ListeningBegan, ListeningChanged, ListeningEnded, ListeningMode
from tests.unit.calls.listening_stage import (
    ALEX,
    BEA,
    CALLER,
    CONTACT,
    HELD,
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
from vocabulary.ids import AgentName, LegId, ListeningId

MONITOR, WHISPER = ListeningMode.MONITOR, ListeningMode.WHISPER
BARGE, TAKE_OVER = ListeningMode.BARGE, ListeningMode.TAKE_OVER
N = ListeningId("n-1")
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


async def test_while_the_caller_is_held_the_agent_is_heard() -> None:
    stage = Stage()
    listening = await stage.begins(BARGE)
    stage.becomes(HELD)
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


async def test_taking_over_goes_into_the_conversation_first_and_then_gives_the_leg_away() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.press("7")
    await stage.settle(listening)
    assert (listening.gave_away, listening.over) == (True, True)
    await listening.close()

    assert stage.asterisk.bridges[TALK] == [ALEX, CALLER, SUPERVISOR]
    assert OWN not in stage.asterisk.bridges
    assert not stage.asterisk.snoops
    assert [type(fact) for fact in stage.facts][-2:] == [ListeningChanged, ListeningEnded]
    assert ListeningChanged(CONTACT, N, TAKE_OVER, AgentName("alex")) in stage.facts


async def test_a_take_over_that_is_refused_leaves_everything_as_it_was() -> None:
    stage = Stage(take_over=Answer("not now"))
    listening = await stage.begins()
    answer = stage.wishes(TAKE_OVER)
    await stage.settle(listening)

    assert answer.result() == Answer("not now")
    assert not listening.gave_away
    assert stage.asterisk.hear_supervisor == NOBODY
    assert stage.asterisk.heard_by_supervisor == {ALEX}


async def test_there_is_nothing_to_take_over_while_nobody_talks_with_the_caller() -> None:
    for scene in (WAITS, HELD, PRIVATE):
        stage = Stage(present=scene)
        listening = await stage.begins()
        stage.press("7")
        await stage.settle(listening)

        assert stage.asterisk.played == [REFUSED]
        assert not stage.asked


async def test_a_contact_that_ends_is_the_end_of_the_listening_told_at_once_and_heard_by_a_sound() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.becomes(None)
    assert stage.facts[-1] == ListeningEnded(CONTACT, N)
    await stage.settle(listening)
    before = listening.over
    stage.sound_is_over()
    await stage.settle(listening)

    assert (before, listening.over) == (False, True)
    assert stage.asterisk.played == [REFUSED]


async def test_the_phone_is_hung_up_in_time_if_the_last_sound_never_ends() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.becomes(None)
    await stage.settle(listening)
    deadline = listening.next_deadline()
    assert deadline == stage.now_is.plus(LAST_WORD_SECONDS)

    await listening.handle_deadline(deadline)
    assert listening.over


@pytest.mark.parametrize("why", ["may not", "nobody there", "one too many"])
async def test_who_may_not_finds_nobody_or_is_one_too_many_hears_so_and_nothing_else(why: str) -> None:
    on = {
        "may not": Stage(forbidden={MONITOR}),
        "nobody there": Stage(present=None),
        "one too many": Stage(full="five listen already"),
    }[why]
    listening = await on.begins()
    on.sound_is_over()
    await on.settle(listening)
    await listening.close()

    assert listening.over
    assert on.asterisk.played == [REFUSED]
    assert (on.facts, on.watchers, on.asterisk.snoops) == ([], [], {})
    assert OWN not in on.asterisk.bridges


async def test_a_listening_is_written_down_with_each_mode_and_each_agent() -> None:
    stage = Stage(present=WAITS)
    listening = await stage.begins(WHISPER)
    stage.becomes(TALKS)
    await stage.settle(listening)
    stage.press("4")
    await stage.settle(listening)
    stage.becomes(TALKS_NEXT)
    await stage.settle(listening)
    await listening.close()
    await listening.close()

    alex, bea = AgentName("alex"), AgentName("bea")
    assert stage.facts == [
        ListeningBegan(CONTACT, N, "sue", MONITOR, None),
        ListeningChanged(CONTACT, N, WHISPER, alex),
        ListeningChanged(CONTACT, N, MONITOR, alex),
        ListeningChanged(CONTACT, N, MONITOR, bea),
        ListeningEnded(CONTACT, N),
    ]


async def test_closing_leaves_neither_snoop_nor_bridge_nor_watcher() -> None:
    for mode in (MONITOR, WHISPER, BARGE):
        stage = Stage()
        listening = await stage.begins(mode)
        await listening.close()

        assert not stage.asterisk.snoops
        assert OWN not in stage.asterisk.bridges
        assert (stage.watchers, stage.adopted) == ([], set())
        assert not stage.entered


async def test_a_supervisor_who_takes_calls_too_is_offered_none_meanwhile() -> None:
    stage = Stage(agent=AgentName("cleo"))
    listening = await stage.begins()
    await listening.close()
    await listening.close()

    assert [type(command) for command in stage.commands] == [OccupyAgent, VacateAgent]


async def test_what_changed_while_asterisk_could_not_be_asked_is_made_up_for() -> None:
    stage = Stage()
    listening = await stage.begins(WHISPER)
    stage.asterisk.away = True
    stage.becomes(TALKS_NEXT)
    await stage.settle(listening)
    assert stage.lost
    stage.asterisk.away = False
    stage.legs_are_seen()
    await stage.settle(listening)

    assert stage.asterisk.hear_supervisor == {BEA}
    assert len(stage.asterisk.snoops) == 1


async def test_a_wish_that_comes_after_the_end_is_answered() -> None:
    stage = Stage()
    listening = await stage.begins()
    answer = stage.wishes(None)
    await stage.settle(listening)

    assert answer.result().granted
    assert listening.over
