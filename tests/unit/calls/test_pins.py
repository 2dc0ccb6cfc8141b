"""A right PIN is taken, a wrong one is counted, and after too many none is taken for a while."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from acd.profile import AgentProfile
from calls.pins import PinPolicy, Pins
from dialplan.document import Agent, Document
from dialplan.sections.people import SupervisorSpec
from dialplan.sections.secrets import SecretSpec
from ivr.world import World
from vocabulary.ids import AgentName, DeviceName
from vocabulary.instant import Instant

BEGIN = Instant(1_000.0, 1_700_000_000.0)
DESK, OTHER = DeviceName("desk"), DeviceName("other")
POLICY = PinPolicy()


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    """alice and bob with a PIN each, carol without, sam and the supervisor alice with another, dan whose is missing."""
    for name, pin in {"alice": "4711", "bob": "0815\n", "sam": "9999", "boss": "1234"}.items():
        (tmp_path / name).write_text(pin, encoding="utf-8")

    def agent(name: str, *, pin: str | None) -> tuple[AgentName, Agent]:
        spec = None if pin is None else SecretSpec.model_validate({"file": pin})
        return AgentName(name), Agent(AgentProfile(AgentName(name), ()), name, pin=spec)

    def supervisor(pin: str) -> SupervisorSpec:
        return SupervisorSpec.model_validate({"name": "S", "may": ["monitor"], "queues": ["q"], "pin": {"file": pin}})

    agents = dict(
        [agent("alice", pin="alice"), agent("bob", pin="bob"), agent("carol", pin=None), agent("dan", pin="nowhere")]
    )
    supervisors = {"sam": supervisor("sam"), "alice": supervisor("boss")}
    document = Document("v", {}, World(), {}, agents, directory=tmp_path, supervisors=supervisors)
    return Pins(lambda: document)


def fail(pins: Pins, person: str, times: int, device: DeviceName | None = None, at: Instant = BEGIN) -> None:
    for _ in range(times):
        assert pins.check(person, "0000", at, device).refused == "wrong PIN"


@pytest.mark.parametrize(("person", "pin"), [("alice", "4711"), ("bob", "0815"), ("sam", "9999")])
def test_the_right_pin_is_taken(pins: Pins, person: str, pin: str) -> None:
    assert pins.check(person, pin, BEGIN, DESK).granted


def test_somebody_who_is_both_confirms_as_a_supervisor_with_that_pin(pins: Pins) -> None:
    assert pins.check("alice", "1234", BEGIN, as_supervisor=True).granted
    assert not pins.check("alice", "4711", BEGIN, as_supervisor=True).granted
    assert not pins.check("alice", "1234", BEGIN).granted


@pytest.mark.parametrize(
    ("person", "pin"), [("alice", ""), ("alice", "47110"), ("alice", "471"), ("carol", ""), ("nobody", ""), ("dan", "")]
)
def test_a_wrong_pin_no_pin_and_nobody_are_answered_alike(pins: Pins, person: str, pin: str) -> None:
    assert pins.check(person, pin, BEGIN, DESK).refused == "wrong PIN"


def test_it_is_known_who_has_a_pin(pins: Pins) -> None:
    assert pins.has_pin("alice")
    assert pins.has_pin("sam")
    assert not pins.has_pin("carol")
    assert not pins.has_pin("carol", as_supervisor=True)


def test_after_too_many_wrong_ones_the_right_one_is_refused_too(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most)
    assert "too many" in pins.check("alice", "4711", BEGIN).refused


def test_after_a_while_the_right_one_is_taken_again(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most)
    assert not pins.check("alice", "4711", BEGIN.plus(POLICY.refused_seconds - 1)).granted
    assert pins.check("alice", "4711", BEGIN.plus(POLICY.refused_seconds)).granted


def test_wrong_ones_long_ago_do_not_count(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most - 1)
    later = BEGIN.plus(POLICY.within_seconds)
    fail(pins, "alice", POLICY.wrong_at_most - 1, at=later)
    assert pins.check("alice", "4711", later).granted


def test_other_people_at_other_phones_are_not_refused(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most, DESK)
    assert pins.check("bob", "0815", BEGIN, OTHER).granted


def test_changing_phones_gives_no_more_tries(pins: Pins) -> None:
    for number in range(POLICY.wrong_at_most):
        fail(pins, "alice", 1, DeviceName(f"phone-{number}"))
    assert "too many" in pins.check("alice", "4711", BEGIN, OTHER).refused


def test_changing_names_gives_no_more_tries(pins: Pins) -> None:
    for person in ("alice", "bob", "carol", "nobody", "sam"):
        fail(pins, person, 1, DESK)
    assert "too many" in pins.check("bob", "0815", BEGIN, DESK).refused
    assert pins.check("bob", "0815", BEGIN, OTHER).granted


def test_a_right_one_in_between_forgives_nothing(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most - 1, DESK)
    assert pins.check("bob", "0815", BEGIN, DESK).granted
    fail(pins, "alice", 1, DESK)
    assert "too many" in pins.check("bob", "0815", BEGIN, DESK).refused


def test_trying_on_does_not_make_it_longer(pins: Pins) -> None:
    fail(pins, "alice", POLICY.wrong_at_most)
    for seconds in range(0, int(POLICY.refused_seconds), 60):
        assert not pins.check("alice", "0000", BEGIN.plus(seconds)).granted
    assert pins.check("alice", "4711", BEGIN.plus(POLICY.refused_seconds)).granted


def test_names_that_nobody_has_are_not_kept(pins: Pins) -> None:
    for number in range(100):
        pins.check(f"nobody-{number}", "1", BEGIN)
    assert pins._tries == {}


def test_no_digit_of_a_pin_is_logged(pins: Pins) -> None:
    with capture_logs() as logs:
        for _ in range(POLICY.wrong_at_most + 1):
            pins.check("alice", "86420", BEGIN, DESK)
        pins.check("dan", "86420", BEGIN, OTHER)
    assert logs
    assert "86420" not in repr(logs)
    assert "4711" not in repr(logs)
