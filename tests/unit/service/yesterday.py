"""A small day of a call centre, told to a distributor and written into a log. Asserts nothing."""

from pathlib import Path
from types import TracebackType
from typing import Self

from acd.commands import (
    CallerEntered,
    Command,
    ConfigureAgent,
    ConfigureQueue,
    Device,
    DeviceReported,
    LegsJoined,
    LogInAgent,
    LogOutAgent,
    OfferAnswered,
    OfferFailed,
    PauseAgent,
    Unanswered,
)
from acd.distributor import Distributor
from acd.policy import QueuePolicy, Selection
from acd.profile import AgentProfile, Assignment
from service.command_log import JsonLinesLog
from tests.support.desk import moment
from vocabulary.causes import HangUpCause
from vocabulary.chance import SeededChance
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName
from vocabulary.skills import Requirement, Step, Threshold

SEED = 5
SUPPORT = QueueName("support")
ALICE, BOB, CAROL = AgentName("alice"), AgentName("bob"), AgentName("carol")
ENGLISH = SkillName("english")
GOOD_ENGLISH = Requirement((Step(Threshold(ENGLISH, 3), 30.0), Step(Threshold(ENGLISH, 1))))


class Day:
    """Writes each command into the log, then decides on it; deadlines between two moments each at its own time."""

    def __init__(self, folder: Path, began: float = 0.0) -> None:
        self._distributor = Distributor(chance=SeededChance(SEED))
        self._now = moment(began)
        self._log = JsonLinesLog(folder, self._now, seed=SEED, version="abc")
        self.path = self._log.path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._log.__exit__(kind, error, trace)

    def tell(self, *commands: Command) -> None:
        for command in commands:
            self._log.append(command, self._now)
            self._distributor.receive(command, self._now)

    def at(self, seconds: float) -> None:
        then = moment(seconds)
        while (due := self._distributor.next_deadline()) is not None and due <= then:
            self._log.append_deadline(due)
            self._distributor.handle_deadline(due)
        self._now = then


def open_support(day: Day) -> None:
    """Alice (english 3) and Bob (english 5) are at work, Carol (english 2) has not come."""
    day.tell(ConfigureQueue(QueuePolicy(SUPPORT, selection=Selection.MOST_PROFICIENT)))
    for name, level in ((ALICE, 3), (BOB, 5), (CAROL, 2)):
        day.tell(ConfigureAgent(AgentProfile(name, (Assignment(SUPPORT),), ((ENGLISH, level),))))
        day.tell(LogInAgent(name), DeviceReported(name, Device.FREE))
    day.tell(LogOutAgent(CAROL))


def declined_then_answered(day: Day) -> None:
    """The contact c-1 (stay e-1) is offered to Bob, who declines after 7 s, then to Alice, who answers in 2 s."""
    day.at(5.0)
    day.tell(CallerEntered(EntryId("e-1"), ContactId("c-1"), SUPPORT, GOOD_ENGLISH, caller="+4930"))
    day.at(12.0)
    day.tell(OfferFailed(OfferId("e-1-1"), Unanswered.DECLINED, HangUpCause.REJECTED))
    day.at(14.0)
    day.tell(OfferAnswered(OfferId("e-1-2")), LegsJoined(OfferId("e-1-2")))


def left_waiting(day: Day) -> None:
    """The contact c-2 waits since second 20: Bob is at lunch, Alice is busy."""
    day.at(14.5)
    day.tell(PauseAgent(BOB, "lunch"))
    day.at(20.0)
    day.tell(CallerEntered(EntryId("e-2"), ContactId("c-2"), SUPPORT, GOOD_ENGLISH))
