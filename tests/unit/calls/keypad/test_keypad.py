"""A phone that dialled a code, carried out: what is played, what is asked, and what happens when Asterisk will not."""

from typing import cast

import pytest

from acd.agents import Activity, Presence
from asterisk.ari.errors import AriUnreachable
from calls.asks import Answer, Ask
from calls.dialled import Action, CodeDialled
from calls.keypad.behaviour import WRONG_PIN, Keypad, MakeListening
from calls.keypad.turns import Standing
from calls.listening import ModeAsked
from calls.messages import LegsSeen
from calls.permissions import Person
from calls.pins import Pins
from cdr.events import ListeningMode
from tests.unit.calls.keypad.keypad_phone import (
    BOB,
    DOCUMENT,
    PHONE_OF_BOB,
    PHONE_OF_CAROL,
    PHONE_OF_TESS,
    Office,
    dialogue,
)
from tests.unit.calls.keypad.phone_stage import LEG, Stage, hung_up_first, key, over
from vocabulary.ids import BridgeId, DeviceName, LegId, PlaybackId
from vocabulary.instant import Instant


class DoorOfTests:
    """Grants everything, unless it is given something to raise."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked: list[Ask] = []
        self._fault = fault

    async def ask(self, person: Person, ask: Ask) -> Answer:
        del person
        self.asked.append(ask)
        if self._fault is not None:
            raise self._fault
        return Answer()


class PinsOfTests:
    """Has one PIN for everybody, and refuses everything once it is locked."""

    def __init__(self, pin: str, *, locked: bool = False) -> None:
        self._pin = pin
        self._locked = locked
        self.checked: list[tuple[str, DeviceName | None, bool]] = []

    def check(
        self, person: str, pin: str, now: Instant, device: DeviceName | None = None, *, as_supervisor: bool = False
    ) -> Answer:
        del now
        self.checked.append((person, device, as_supervisor))
        return Answer("locked") if self._locked else Answer() if pin == self._pin else Answer(WRONG_PIN)


def nobody_listens() -> MakeListening:
    """For phones of agents."""

    def make(*_: object) -> None:
        raise AssertionError("nobody listens here")

    return make  # type: ignore[return-value]


def phone(
    stage: Stage,
    action: Action = Action.LOG_OUT,
    *,
    door: DoorOfTests | None = None,
    pins: PinsOfTests | None = None,
    device: DeviceName = PHONE_OF_BOB,
    office: Office | None = None,
) -> Keypad:
    what = dialogue(CodeDialled(action), device, DOCUMENT, office or Office())
    return Keypad(what, LEG, device, stage.around, door or DoorOfTests(), pins or PinsOfTests("4711"), nobody_listens())


async def test_a_code_is_answered_said_and_over_once_it_was_heard() -> None:
    stage = Stage()
    keypad = phone(stage)
    await keypad.begin()
    ((playback, media, language),) = stage.played
    assert (stage.answered, media, language) == ([LEG], ("speech:en:You are logged out.",), "en")
    assert not keypad.over
    await keypad.take(over(playback))
    assert keypad.over


async def test_where_nothing_can_be_spoken_a_sound_is_the_answer() -> None:
    stage = Stage(mute=True)
    await phone(stage).begin()
    assert stage.played[0][1] == ("sound:auth-thankyou",)


async def test_a_playback_that_is_refused_is_over() -> None:
    stage = Stage(refuses={"play": AriUnreachable(base_url="x", asked="play", reason="away")})
    keypad = phone(stage)
    await keypad.begin()
    assert keypad.over


async def test_the_end_of_somebody_else_s_playback_means_nothing() -> None:
    stage = Stage()
    keypad = phone(stage)
    await keypad.begin()
    await keypad.take(over(PlaybackId("another")))
    assert not keypad.over


async def test_a_key_stops_what_is_being_said() -> None:
    stage = Stage()
    keypad = phone(stage, Action.PAUSE)
    await keypad.begin()
    await keypad.take(key("2"))
    assert stage.stopped == [stage.played[0][0]]


async def test_keys_of_another_leg_are_not_this_phone_s() -> None:
    stage = Stage()
    keypad = phone(stage, Action.PAUSE)
    await keypad.begin()
    await keypad.take(key("1", LegId("another")))
    assert stage.stopped == []


async def test_what_the_door_could_not_ask_asterisk_is_refused_audibly() -> None:
    stage = Stage()
    fault = AriUnreachable(base_url="x", asked="hang up", reason="away")
    await phone(stage, Action.PAUSE_RECORDING, door=DoorOfTests(fault)).begin()
    assert len(stage.played) == 1
    assert stage.played[0][1] != ("speech:en:The recording is paused.",)


@pytest.mark.parametrize(("typed", "said"), [("4711", "Вы вошли в систему."), ("1", "Пин-код неверный.")])
async def test_a_pin_is_checked_where_it_is_known(typed: str, said: str) -> None:
    stage = Stage()
    office = Office(pins={"carol": "known elsewhere"}, standings={})
    office.at.clear()
    keypad = phone(stage, Action.LOG_IN, device=PHONE_OF_CAROL, office=office)
    await keypad.begin()
    for digit in f"{typed}#":
        await keypad.take(key(digit))
    assert stage.played[0][1] == ("speech:ru:Наберите ваш пин-код и нажмите решётку.",)
    assert stage.played[1][1][0] == f"speech:ru:{said}"


async def test_a_pin_that_is_locked_ends_the_call() -> None:
    stage = Stage()
    office = Office(pins={"carol": "known elsewhere"})
    office.at.clear()
    locked = PinsOfTests("4711", locked=True)
    keypad = phone(stage, Action.LOG_IN, device=PHONE_OF_CAROL, office=office, pins=locked)
    await keypad.begin()
    await keypad.take(key("1"))
    await keypad.take(key("#"))
    await keypad.take(over(stage.played[-1][0]))
    assert keypad.over


def test_a_wrong_pin_is_told_as_such_by_those_who_know_them() -> None:
    assert Pins(lambda: DOCUMENT).check("bob", "1", Instant(0.0, 0.0)).refused == WRONG_PIN


async def test_after_a_gap_an_end_that_was_missed_is_made_up_for() -> None:
    stage = Stage()
    keypad = phone(stage)
    await keypad.begin()
    await keypad.take(LegsSeen({LEG: "Up"}, stage.now))
    assert keypad.over


async def test_a_phone_that_could_not_be_answered_is_answered_after_the_gap_and_only_then_its_code_done() -> None:
    stage = Stage(refuses={"answer": AriUnreachable(base_url="x", asked="answer", reason="away")})
    door = DoorOfTests()
    keypad = phone(stage, door=door)
    with pytest.raises(AriUnreachable):
        await keypad.begin()
    assert door.asked == []
    stage.refuses.clear()
    await keypad.take(LegsSeen({LEG: "Up"}, stage.now))
    assert (stage.answered, stage.played[0][1]) == ([LEG], ("speech:en:You are logged out.",))


async def test_a_phone_that_is_gone_before_it_could_be_answered_is_over_and_its_code_not_done() -> None:
    door = DoorOfTests()
    keypad = phone(Stage(refuses={"answer": hung_up_first()}), door=door)
    await keypad.begin()
    assert (keypad.over, door.asked) == (True, [])


async def test_a_phone_that_hung_up_first_is_no_fault_of_the_code() -> None:
    stage = Stage(refuses={"play": hung_up_first()})
    keypad = phone(stage)
    await keypad.begin()
    await keypad.close()
    assert keypad.bridges == ()


class ListeningOfTests:
    """Stands for a listening in which nobody can take over."""

    over = gave_away = False
    bridges = (BridgeId("l-1"),)

    def __init__(self) -> None:
        self.told: list[object] = []

    async def begin(self) -> None:
        self.told.append("begun")

    async def take(self, message: object) -> None:
        self.told.append(message.mode if isinstance(message, ModeAsked) else message)
        if isinstance(message, ModeAsked) and message.mode is not None:
            message.answer.set_result(Answer("nobody talks"))

    async def close(self) -> None:
        self.told.append("closed")


def supervisor_s_phone(stage: Stage, action: Action, listening: ListeningOfTests) -> Keypad:
    office = Office(standings={BOB: Standing(Presence.AVAILABLE, Activity.TALKING, talks=True)})
    what = dialogue(CodeDialled(action, "201"), PHONE_OF_TESS, DOCUMENT, office)
    make = cast("MakeListening", lambda *_: listening)
    return Keypad(what, LEG, PHONE_OF_TESS, stage.around, DoorOfTests(), PinsOfTests(""), make)


async def test_a_supervisor_s_pin_is_checked_as_theirs_and_counted_at_their_phone() -> None:
    pins = PinsOfTests("4711")
    office = Office(pins={"tess": "known elsewhere"})
    keypad = phone(Stage(), Action.MONITOR, device=PHONE_OF_TESS, office=office, pins=pins)
    await keypad.begin()
    for digit in "2014711#":
        await keypad.take(key(digit))
    assert pins.checked == [("tess", PHONE_OF_TESS, True)]


async def test_once_the_phone_listens_everything_is_the_listening_s() -> None:
    listening = ListeningOfTests()
    keypad = supervisor_s_phone(Stage(), Action.MONITOR, listening)
    await keypad.begin()
    await keypad.take(key("5"))
    await keypad.close()
    assert (listening.told, keypad.bridges) == (["begun", key("5"), "closed"], ("l-1",))


async def test_whoever_cannot_take_over_does_not_stay_in_the_conversation() -> None:
    listening = ListeningOfTests()
    await supervisor_s_phone(Stage(), Action.TAKE_OVER, listening).begin()
    assert listening.told == ["begun", ListeningMode.TAKE_OVER, None]
