"""Calls from and to phones: begun, rung, told what they are concerned with, and closed however they end."""

import asyncio
from collections.abc import Callable

import pytest

from asterisk.ari.errors import AriRefused
from asterisk.ari.events import Channel, ChannelDestroyed, ChannelStateChange, StasisStart
from calls.dialled import Action, CodeDialled, Meaning, NothingDialled, QueueDialled
from calls.messages import LegsSeen, Message
from calls.phone_desk import MOST_AT_ONCE, PhoneDesk
from calls.phone_session import Behaviour, Hear
from calls.surroundings import Surroundings
from tests.unit.calls.keypad.phone_stage import LEG, Stage, channel, gone, hung_up_first, key
from vocabulary.ids import BridgeId, DeviceName, LegId, QueueName
from vocabulary.instant import Instant

PHONE = DeviceName("bob")
PATIENCE_SECONDS = 10.0


class Act:
    """A behaviour that notes what becomes of it, and ends by the key 9."""

    def __init__(self, *, gave_away: bool = False, fails: Exception | None = None, deadline: Instant | None = None):
        self.over = False
        self.gave_away = gave_away
        self.bridges = (BridgeId("b-1"),)
        self.told: list[object] = []
        self.bell = asyncio.Event()
        self._fails = fails
        self._deadline = deadline

    def next_deadline(self) -> Instant | None:
        return self._deadline

    async def begin(self) -> None:
        self._note("begun")
        if self._fails is not None:
            raise self._fails

    async def take(self, message: Message) -> None:
        self._note(message)
        if message == key("9"):
            self.over = True

    async def handle_deadline(self, now: Instant) -> None:
        self._note(("deadline", now))
        self._deadline, self.over = None, True

    async def close(self) -> None:
        self._note("closed")

    def _note(self, what: object) -> None:
        self.told.append(what)
        self.bell.set()


class OperatorOfTests:
    """Connects everything to one behaviour; 600 is a queue, 13 nobody's luck."""

    def __init__(self, act: Act) -> None:
        self._act = act

    def meaning(self, device: DeviceName, dialled: str) -> Meaning:
        del device
        if dialled == "600":
            return QueueDialled(QueueName("support"))
        return NothingDialled(dialled) if dialled == "13" else CodeDialled(Action.HELP)

    def behaviour(
        self, meaning: Meaning, device: DeviceName, leg: LegId, around: Surroundings, hear: Hear
    ) -> Behaviour:
        del device, leg, around, hear
        if isinstance(meaning, NothingDialled):
            raise RuntimeError("no luck")
        return self._act


def desk_with(stage: Stage, act: Act, queued: Callable[[Channel, QueueName], None] | None = None) -> PhoneDesk:
    def nowhere(*_: object) -> None:
        raise AssertionError("no queue was dialled")

    return PhoneDesk(OperatorOfTests(act), lambda: stage.around, queued or nowhere, lambda kind: f"{kind}-1")


async def over(desk: PhoneDesk) -> None:
    """Until no call is left."""
    await asyncio.gather(
        *(task for task in asyncio.all_tasks() if task.get_name().startswith("phone ")), return_exceptions=True
    )
    assert desk.sessions == ()


async def told(act: Act, what: object) -> None:
    """Until the behaviour was told this."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while what not in act.told:
            act.bell.clear()
            await act.bell.wait()


async def lives_on(stage: Stage, act: Act) -> None:
    """Until something told after all the rest was heard: the call is not over."""
    stage.heard_by[LEG](key("5"))
    await told(act, key("5"))


async def test_a_phone_that_called_is_hung_up_once_there_is_nothing_more_to_do() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    assert (desk.bridges, len(desk.listeners)) == (("b-1",), 1)
    stage.heard_by[LEG](key("9"))
    await over(desk)
    assert (act.told, stage.hung_up, stage.heard_by) == (["begun", key("9"), "closed"], [LEG], {})


async def test_a_phone_that_hung_up_is_not_hung_up_again() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    stage.heard_by[LEG](gone())
    await over(desk)
    assert (act.told, stage.hung_up) == (["begun", gone(), "closed"], [])


async def test_a_leg_given_away_is_neither_hung_up_nor_disowned() -> None:
    stage, act = Stage(), Act(gave_away=True)
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    stage.heard_by[LEG](key("9"))
    await over(desk)
    assert (act.told[-1], stage.hung_up, list(stage.heard_by)) == ("closed", [], [LEG])


async def test_the_end_of_another_leg_ends_nothing() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    stage.heard_by[LEG](gone(LegId("another")))
    await lives_on(stage, act)
    await desk.close()


async def test_a_deadline_is_handled_when_it_has_come() -> None:
    stage = Stage()
    act = Act(deadline=stage.now)
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    await over(desk)
    assert act.told == ["begun", ("deadline", stage.now), "closed"]


async def test_a_behaviour_that_fails_closes_its_call() -> None:
    stage, act = Stage(), Act(fails=RuntimeError("a mistake of ours"))
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    await over(desk)
    assert (act.told, stage.hung_up) == (["begun", "closed"], [LEG])


async def test_a_leg_that_was_gone_first_is_reported_by_its_own_event() -> None:
    stage, act = Stage(), Act(fails=hung_up_first())
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    await told(act, "begun")
    assert desk.sessions
    stage.heard_by[LEG](gone())
    await over(desk)


async def test_after_a_gap_a_phone_that_is_not_there_is_gone() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    desk.listeners[0](LegsSeen({}, Instant(1.0, 1.0)))
    await over(desk)
    assert stage.hung_up == []


async def test_after_a_gap_a_phone_that_came_later_is_there() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    desk.listeners[0](LegsSeen({}, Instant(-1.0, -1.0)))
    await lives_on(stage, act)
    await desk.close()


async def test_a_queue_that_is_dialled_is_a_caller_s_call() -> None:
    stage, queued = Stage(), list[QueueName]()
    desk = desk_with(stage, Act(), lambda _, queue: queued.append(queue))
    desk.begin(channel(), PHONE, "600")
    assert (queued, desk.sessions) == (["support"], ())


async def test_what_nobody_knows_what_to_do_with_is_turned_away() -> None:
    stage = Stage()
    desk = desk_with(stage, Act())
    desk.begin(channel(), PHONE, "13")
    await desk.close()
    assert stage.hung_up == [LEG]


async def test_a_phone_that_we_call_is_begun_with_once_it_answers() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    answer = await desk.ring(PHONE, lambda _, __: act, "monitor alice")
    leg = LegId("s-1")
    assert (answer.granted, stage.created) == (True, [(leg, "PJSIP/bob", {"CONNECTEDLINE(name)": "monitor alice"})])
    stage.heard_by[leg](StasisStart(("outgoing",), channel(leg)))
    stage.heard_by[leg](ChannelStateChange(channel(leg)))
    await told(act, "begun")
    stage.heard_by[leg](key("9", leg))
    stage.heard_by[leg](gone(leg))
    await over(desk)
    assert (stage.dialled, act.told[0], act.told[-1]) == ([leg], "begun", "closed")


async def test_a_phone_that_we_call_and_does_not_answer_is_begun_with_never() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    await desk.ring(PHONE, lambda _, __: act, "")
    leg = LegId("s-1")
    stage.heard_by[leg](StasisStart(("outgoing",), channel(leg)))
    stage.heard_by[leg](ChannelDestroyed(19, "", channel(leg)))
    await over(desk)
    assert act.told == ["closed"]


async def test_a_phone_that_cannot_be_called_is_told_to_whoever_asked() -> None:
    stage, act = Stage(refuses={"create": AriRefused(asked="create", status=500, message="Allocation failed")}), Act()
    desk = desk_with(stage, act)
    answer = await desk.ring(PHONE, lambda _, __: act, "")
    assert answer.refused == "the phone bob cannot be reached"
    await over(desk)


async def test_at_the_end_every_call_is_closed_and_none_is_begun() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    await told(act, "begun")
    await desk.close()
    desk.begin(channel(LegId("p-2")), PHONE, "*0")
    assert (act.told[-1], stage.hung_up, desk.sessions) == ("closed", [LEG], ())
    assert not (await desk.ring(PHONE, lambda _, __: act, "")).granted


async def test_a_session_that_is_stuck_is_ended() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    desk.begin(channel(), PHONE, "*0")
    await told(act, "begun")
    for _ in range(1_000):
        stage.heard_by[LEG](key("1"))
    with pytest.raises(asyncio.QueueFull):
        stage.heard_by[LEG](key("1"))
    desk.end(desk.listeners[0])
    await over(desk)
    assert stage.hung_up == [LEG]


async def test_whoever_no_longer_wants_a_phone_rung_has_it_given_up() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    asking = asyncio.create_task(desk.ring(PHONE, lambda _, __: act, ""))
    while not desk.sessions:
        await asyncio.wait((asking,), timeout=0)
    asking.cancel()
    await asyncio.wait((asking,))
    await over(desk)
    assert len(stage.created) == len(stage.hung_up)


async def test_after_a_gap_a_phone_that_rang_and_is_not_there_is_gone() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    await desk.ring(PHONE, lambda _, __: act, "")
    desk.listeners[0](LegsSeen({}, Instant(1.0, 1.0)))
    await over(desk)
    assert act.told == ["closed"]


async def test_after_a_gap_a_phone_that_was_answered_meanwhile_is_begun_with() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    await desk.ring(PHONE, lambda _, __: act, "")
    leg = LegId("s-1")
    stage.heard_by[leg](StasisStart(("outgoing",), channel(leg)))
    stage.heard_by[leg](LegsSeen({leg: "Up"}, Instant(1.0, 1.0)))
    await told(act, "begun")
    await desk.close()


async def test_one_phone_too_many_is_turned_away() -> None:
    stage, act = Stage(), Act()
    desk = desk_with(stage, act)
    for number in range(MOST_AT_ONCE + 1):
        desk.begin(channel(LegId(f"p-{number}")), PHONE, "*0")
    assert (len(desk.sessions), (await desk.ring(PHONE, lambda _, __: act, "")).granted) == (MOST_AT_ONCE, False)
    await desk.close()
    assert stage.hung_up.count(LegId(f"p-{MOST_AT_ONCE}")) == 1
