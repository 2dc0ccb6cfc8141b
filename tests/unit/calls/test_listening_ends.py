"""How listenings end: taken over, refused, with the contact, by wish; and what is left, and written down, of them."""

from dataclasses import replace

import pytest

from acd.commands import OccupyAgent, VacateAgent
from calls.asks import Answer
from calls.listening import LAST_WORD_SECONDS, REFUSED
from cdr.events import ListeningBegan, ListeningChanged, ListeningEnded, ListeningMode
from tests.unit.calls.listening_stage import (
    ALEX,
    BEA,
    CALLER,
    CONTACT,
    HELD,
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


async def test_a_caller_who_is_gone_ends_the_listening_before_the_contact_is_over() -> None:
    stage = Stage()
    listening = await stage.begins()
    stage.becomes(replace(TALKS, caller=None))
    await stage.settle(listening)

    assert stage.facts[-1] == ListeningEnded(CONTACT, N)
    assert stage.asterisk.played == [REFUSED]
    assert not stage.asterisk.snoops
