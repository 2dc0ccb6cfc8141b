"""A recording played on a phone: written down before it is heard, moved by keys, and gone afterwards."""

import pytest

from acd.commands import Occupation, OccupyAgent, VacateAgent
from asterisk.ari.errors import AriGone
from asterisk.ari.events import Playback, PlaybackFinished
from calls.messages import LegsSeen
from calls.playing import LONGEST_PAUSE_SECONDS, LOOK_SECONDS, REFUSED, STEP_SECONDS
from tests.unit.calls.playing_stage import BOB, FILE, LEG, OTHER, PLAYBACK, Stage
from vocabulary.ids import PlaybackId, TaskId


async def test_it_is_written_down_before_anything_is_heard() -> None:
    stage = Stage()
    await stage.playing(12.5).begin()
    assert stage.done == ["noted", "played"]
    assert stage.heard == [(FILE, 12.5, STEP_SECONDS)]


async def test_what_cannot_be_written_down_is_not_heard() -> None:
    stage = Stage(can_note=False)
    playing = await stage.begins()
    assert stage.done == ["noted", REFUSED]
    assert await stage.press(playing, "1", "5", "6") == []
    await playing.take(PlaybackFinished(Playback(PLAYBACK, "", "", "done")))
    assert playing.over


async def test_a_refusal_whose_end_is_not_told_ends_by_itself() -> None:
    stage = Stage(can_note=False)
    playing = await stage.begins()
    deadline = playing.next_deadline()
    assert deadline is not None
    await playing.handle_deadline(deadline)
    assert playing.over


@pytest.mark.parametrize(
    ("keys", "orders"),
    [
        ("4", ["reverse"]),
        ("6", ["forward"]),
        ("1", ["restart"]),
        ("5", ["pause"]),
        ("55", ["pause", "unpause"]),
        ("56", ["pause", "unpause", "forward"]),
        ("51", ["pause", "unpause", "restart"]),
        ("555", ["pause", "unpause", "pause"]),
        ("23789*0A", []),
    ],
)
async def test_each_key_does_what_it_is_for(keys: str, orders: list[str]) -> None:
    stage = Stage()
    assert await stage.press(await stage.begins(), *keys) == orders


async def test_a_key_ends_it() -> None:
    stage = Stage()
    playing = await stage.begins()
    await stage.press(playing, "#")
    assert playing.over


async def test_keys_of_another_leg_mean_nothing() -> None:
    stage = Stage()
    playing = await stage.begins()
    assert await stage.press(playing, "5", "#", leg=OTHER) == []
    assert not playing.over


async def test_the_end_of_the_file_is_the_end_and_of_another_file_is_not() -> None:
    stage = Stage()
    playing = await stage.begins()
    await playing.take(PlaybackFinished(Playback(PlaybackId("p-s-2"), "", "", "done")))
    assert not playing.over
    await playing.take(PlaybackFinished(Playback(PLAYBACK, "", "", "done")))
    assert playing.over


async def test_a_key_in_the_moment_of_the_end_changes_nothing() -> None:
    stage = Stage()
    playing = await stage.begins()
    stage.plays = False
    with pytest.raises(AriGone):
        await stage.press(playing, "5")
    stage.plays = True
    assert await stage.press(playing, "5") == ["pause"]


@pytest.mark.parametrize("plays", [True, False])
async def test_after_a_gap_it_is_over_only_if_its_end_was_missed(plays: bool) -> None:
    stage = Stage()
    playing = await stage.begins()
    stage.plays = plays
    await playing.take(LegsSeen({LEG: "Up"}, stage.now_is))
    assert playing.over is not plays


async def test_an_end_that_is_never_told_is_found_by_looking() -> None:
    stage = Stage()
    playing = await stage.begins()
    looks = 0
    while not playing.over:
        stage.plays = looks < 2
        deadline = playing.next_deadline()
        assert deadline == stage.now_is.plus(LOOK_SECONDS)
        stage.now_is = deadline
        await playing.handle_deadline(deadline)
        looks += 1
    assert looks == 3


async def test_a_phone_left_lying_in_a_pause_is_hung_up_in_the_end() -> None:
    stage = Stage()
    playing = await stage.begins()
    await stage.press(playing, "5")
    paused_at = stage.now_is
    while not playing.over:
        deadline = playing.next_deadline()
        assert deadline is not None
        assert deadline.since(paused_at) < LONGEST_PAUSE_SECONDS + LOOK_SECONDS
        stage.now_is = deadline
        await playing.handle_deadline(deadline)


async def test_an_agent_is_kept_from_offers_for_as_long_as_it_lasts() -> None:
    stage = Stage()
    playing = stage.playing(agent=BOB)
    await playing.begin()
    assert stage.commands == [OccupyAgent(BOB, TaskId("s-1-h"), Occupation.CALLING)]
    await playing.close()
    assert stage.commands[1:] == [VacateAgent(BOB, TaskId("s-1-h"))]


async def test_the_file_is_gone_also_where_the_phone_never_answered() -> None:
    stage = Stage()
    await stage.playing(agent=BOB).close()
    assert (stage.done, stage.commands) == (["removed"], [])
