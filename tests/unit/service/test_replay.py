"""A log that is read back and replayed gives the same decisions, each time."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from acd.codec import Deadline, Logged
from acd.commands import ConversationEnded, LogInAgent
from acd.decision import Decision
from acd.distributor import Distributor
from acd.events import RequestRefused
from service.command_log import JsonLinesLog, read_header, read_log
from service.replay import replay
from tests.property.acd.profiles import COMMON
from tests.support.desk import moment
from tests.unit.acd.floor import SEED, Floor, floors
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

FEWER = settings(COMMON, max_examples=60)


def logged(floor: Floor, folder: Path) -> Path:
    """What the floor was told, in a log."""
    with JsonLinesLog(folder, moment(0.0), seed=SEED, version="v") as log:
        for command, at in floor.told:
            if isinstance(command, Deadline):
                log.append_deadline(at)
            else:
                log.append(command, at)
    return log.path


def replayed(path: Path) -> list[Decision]:
    distributor = Distributor(chance=SeededChance(read_header(path).seed))
    return [decision for _, _, decision in replay(distributor, read_log(path))]


@FEWER
@given(floors())
def test_a_log_read_back_gives_equal_decisions_twice(floor: Floor) -> None:
    with TemporaryDirectory() as folder:
        path = logged(floor, Path(folder))
        assert list(read_log(path)) == floor.told
        assert repr(replayed(path)) == repr(floor.decisions)
        assert repr(replayed(path)) == repr(floor.decisions)


@FEWER
@given(floors(most=30), st.integers(1, 400))
def test_a_log_cut_anywhere_gives_the_decisions_up_to_there(floor: Floor, lost: int) -> None:
    with TemporaryDirectory() as folder:
        path = logged(floor, Path(folder))
        path.write_bytes(path.read_bytes()[:-lost])
        decisions = replayed(path)
        assert repr(decisions) == repr(floor.decisions[: len(decisions)])
        assert len(floor.decisions) - len(decisions) <= lost


def test_a_command_that_was_a_mistake_of_ours_is_passed_over_as_the_desk_passed_over_it() -> None:
    told: list[tuple[Logged, Instant]] = [
        (ConversationEnded(OfferId("never"), Party.CALLER), moment(1.0)),
        (LogInAgent(AgentName("anne")), moment(2.0)),
    ]
    *_, (_, _, decision) = replay(Distributor(), told)
    assert decision.events == (RequestRefused("anne", "no agent named anne"),)
