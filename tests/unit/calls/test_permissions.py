"""Who may ask for what: every ask as every kind of person, and who somebody is."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from calls import asks
from calls.asks import Ask, ToAgent, ToNumber, ToQueue
from calls.permissions import ADMIN, Person, person_at, person_called, refusal, refusal_of_queue, refusal_of_waiting
from cdr.events import ListeningMode
from dialplan.document import Agent, Document, Queue
from dialplan.sections.people import SupervisorSpec, TeamSpec
from dialplan.sections.trunks import TrunkSpec
from ivr.world import World
from vocabulary.ids import AgentName, ContactId, DeviceName, QueueName

BOB, CAROL, EVE = AgentName("bob"), AgentName("carol"), AgentName("eve")
SUPPORT, SALES = QueueName("support"), QueueName("sales")
CONTACT = ContactId("c-1")
LISTENED = ListeningMode.MONITOR


def agent(name: AgentName, number: str, *queues: QueueName) -> Agent:
    return Agent(AgentProfile(name, tuple(map(Assignment, queues))), name.title(), number)


def supervisor(**fields: object) -> SupervisorSpec:
    return SupervisorSpec.model_validate({"name": "S", "may": ["monitor"], **fields})


EVERYTHING = ["monitor", "whisper", "barge", "take_over", "record"]

DOCUMENT = Document(
    "v",
    {},
    World(),
    {name: Queue(QueuePolicy(name)) for name in (SUPPORT, SALES)},
    {
        BOB: agent(BOB, "201", SUPPORT),
        CAROL: agent(CAROL, "202", SALES),
        EVE: agent(EVE, "203", SALES),
    },
    directory=Path(),
    teams={
        "first": TeamSpec.model_validate({"name": "First", "agents": ["bob", "eve"]}),
        "other": TeamSpec.model_validate({"name": "Other", "agents": ["carol"]}),
    },
    supervisors={
        "tess": supervisor(device="290", teams=["first"], may=EVERYTHING),
        "mona": supervisor(device="291", teams=["first"]),
        "quinn": supervisor(device="292", queues=["support"], may=EVERYTHING),
        "olga": supervisor(device="293", teams=["other"], may=EVERYTHING),
        "boss": supervisor(agent="eve", teams=["first"], may=EVERYTHING),
    },
    trunks={
        "ours": TrunkSpec.model_validate(
            {"address": "127.0.0.3", "may_call_out": ["agents"], "calls_to": ["+1202555*"], "country": "US"}
        ),
        "theirs": TrunkSpec.model_validate(
            {"address": "127.0.0.4", "may_call_out": ["supervisors"], "calls_to": ["+44*"], "country": "GB"}
        ),
        "flows": TrunkSpec.model_validate({"address": "127.0.0.5", "may_call_out": ["flows"]}),
    },
)

PEOPLE = ("bob", "carol", "tess", "mona", "quinn", "olga", "eve")
"""The agent it is about, another one, supervisors of the team, of the same with one permission, of the queue, of
another team, and one who is an agent too."""

SUPERVISORS = {"tess", "mona", "quinn", "eve"}
OF_TEAM = {"tess", "mona", "eve"}


def person(name: str) -> Person:
    found = person_called(DOCUMENT, name)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """An ask, whom the contact talks with and where it is, and who may ask it."""

    ask: Ask
    may: set[str]
    about: AgentName | None = BOB
    queue: QueueName | None = SUPPORT
    admin: bool = True


def listening(mode: ListeningMode, may: set[str]) -> list[Case]:
    return [
        Case(asks.Listen(mode, agent=BOB), may, admin=False),
        Case(asks.Listen(mode, contact=CONTACT), may, admin=False),
    ]


CASES = [
    *(
        Case(ask, {"bob", *OF_TEAM}, about=None, queue=None)
        for ask in (
            asks.LogIn(BOB),
            asks.LogIn(BOB, device=DeviceName("desk")),
            asks.LogOut(BOB),
            asks.Pause(BOB, "lunch"),
            asks.Resume(BOB),
            asks.EndWrapUp(BOB),
            asks.AskForWrapUp(BOB),
            asks.Dispose(BOB, "solved"),
            asks.RaiseHand(BOB),
            asks.LowerHand(BOB),
            asks.DialOut(BOB, ToAgent(CAROL)),
            asks.DialOut(BOB, ToNumber("+12025550100")),
        )
    ),
    Case(asks.DialOut(BOB, ToNumber("+442079460000")), OF_TEAM, about=None, queue=None),
    Case(asks.DialOut(BOB, ToNumber("+33100000000")), set(), about=None, queue=None, admin=False),
    Case(asks.LogIn(BOB, queue=SUPPORT), {"bob", *SUPERVISORS}, about=None, queue=None),
    Case(asks.LogOut(BOB, queue=SUPPORT), {"bob", *SUPERVISORS}, about=None, queue=None),
    Case(asks.LogOut(CAROL, queue=SUPPORT), {"carol", "olga"}, about=None, queue=None),
    *(
        Case(ask, {"bob", *SUPERVISORS})
        for ask in (
            asks.Hold(),
            asks.GoOn(),
            asks.Transfer(ToQueue(SALES)),
            asks.Transfer(ToNumber("+12025550100")),
            asks.Consult(ToAgent(CAROL)),
            asks.Complete(),
            asks.CancelConsult(),
            asks.Conference(),
            asks.HangUp(),
            asks.Escalate(CONTACT),
            asks.ReturnBack(CONTACT),
        )
    ),
    Case(asks.Transfer(ToNumber("+442079460000")), SUPERVISORS),
    Case(asks.Consult(ToNumber("+33100000000")), set(), admin=False),
    *(
        Case(ask, {"bob", "tess", "quinn", "eve"})
        for ask in (asks.Record(on=True), asks.Record(on=False), asks.PauseRecording("x"), asks.RecordAgain("x"))
    ),
    Case(asks.Hold(), set(), about=None, queue=None),
    Case(asks.Hold(), {"quinn"}, about=None),
    Case(asks.TakeOver("tess", "leg"), set(), admin=False),
    *(
        Case(ask, SUPERVISORS, about=None)
        for ask in (asks.Prioritise(CONTACT, 5), asks.Escalate(CONTACT), asks.ReturnBack(CONTACT))
    ),
    Case(asks.Prioritise(CONTACT, 5), {"olga", "tess", "mona", "eve"}, about=None, queue=SALES),
    Case(asks.Prioritise(CONTACT, 5), set(), about=None, queue=None),
    Case(asks.Pull(CONTACT, BOB), SUPERVISORS, about=None),
    Case(asks.Pull(CONTACT, CAROL), set(), about=None),
    *listening(ListeningMode.MONITOR, SUPERVISORS),
    *(
        case
        for mode in (ListeningMode.WHISPER, ListeningMode.BARGE, ListeningMode.TAKE_OVER)
        for case in listening(mode, {"tess", "quinn", "eve"})
    ),
    Case(asks.Listen(LISTENED, agent=EVE), {"tess", "mona"}, about=EVE, queue=SALES, admin=False),
    Case(asks.Listen(LISTENED, contact=CONTACT), {"quinn"}, about=None, admin=False),
    Case(asks.Listen(LISTENED, contact=CONTACT), set(), about=None, queue=None, admin=False),
    Case(asks.SwitchMode(ListeningMode.MONITOR), {*SUPERVISORS, "olga"}, about=None, queue=None, admin=False),
    Case(asks.SwitchMode(ListeningMode.BARGE), {"tess", "quinn", "olga", "eve"}, about=None, queue=None, admin=False),
    Case(asks.StopListening(), {*SUPERVISORS, "olga"}, about=None, queue=None, admin=False),
]


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.ask} of {case.about} in {case.queue}")
def test_each_may_what_is_theirs_and_nothing_else(case: Case, name: str) -> None:
    why = refusal(DOCUMENT, person(name), case.ask, case.about, case.queue)
    assert (why == "") is (name in case.may), why


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.ask} of {case.about} in {case.queue}")
def test_the_admin_may_all_but_listen_and_call_where_no_trunk_goes(case: Case) -> None:
    assert (refusal(DOCUMENT, ADMIN, case.ask, case.about, case.queue) == "") is case.admin


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.ask} of {case.about} in {case.queue}")
def test_whoever_is_nobody_may_nothing(case: Case) -> None:
    assert refusal(DOCUMENT, Person("stranger"), case.ask, case.about, case.queue)


def test_the_table_holds_every_ask() -> None:
    kinds = {kind for union in get_args(Ask) for kind in (get_args(union) or (union,))}
    assert {type(case.ask) for case in CASES} == kinds


def test_a_permission_of_a_supervisor_who_is_gone_is_gone() -> None:
    gone = Person("tess", supervisor="gone")
    assert refusal(DOCUMENT, gone, asks.Listen(LISTENED, agent=BOB), BOB, SUPPORT)
    assert refusal(DOCUMENT, gone, asks.LogOut(BOB))


def test_a_supervisor_does_not_listen_to_themselves() -> None:
    assert refusal(DOCUMENT, person("eve"), asks.Listen(LISTENED, agent=EVE), EVE, SALES)


@pytest.mark.parametrize(
    ("name", "may"), [("bob", False), ("tess", True), ("quinn", True), ("olga", False), ("eve", True)]
)
def test_a_queue_is_opened_and_its_contacts_changed_by_those_who_lead_it(name: str, *, may: bool) -> None:
    assert (refusal_of_queue(DOCUMENT, person(name), SUPPORT) == "") is may
    assert (refusal_of_waiting(DOCUMENT, person(name), SUPPORT) == "") is may


def test_the_admin_opens_queues_and_changes_contacts() -> None:
    assert refusal_of_queue(DOCUMENT, ADMIN, SUPPORT) == ""
    assert refusal_of_waiting(DOCUMENT, ADMIN, None) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bob", Person("bob", BOB)),
        ("201", Person("bob", BOB)),
        ("tess", Person("tess", None, "tess")),
        ("290", Person("tess", None, "tess")),
        ("eve", Person("eve", EVE, "boss")),
        ("boss", Person("boss", EVE, "boss")),
        ("", None),
        ("admin", None),
        ("299", None),
    ],
)
def test_people_are_called_by_name_or_number(text: str, found: Person | None) -> None:
    assert person_called(DOCUMENT, text) == found


@dataclass
class Seated:
    """Who sits where."""

    agents: dict[str, AgentName]
    supervisors: dict[str, str]

    def agent_at(self, device: DeviceName) -> AgentName | None:
        return self.agents.get(device)

    def supervisor_at(self, device: DeviceName) -> str | None:
        return self.supervisors.get(device)


@pytest.mark.parametrize(
    ("device", "found"),
    [
        ("bob", Person("bob", BOB)),
        ("eve", Person("eve", EVE, "boss")),
        ("290", Person("tess", None, "tess")),
        ("291", Person("carol", CAROL)),
        ("desk", None),
        ("292", None),
    ],
)
def test_whoever_uses_a_phone_is_known_by_it(device: str, found: Person | None) -> None:
    seated = Seated(
        {"bob": BOB, "eve": EVE, "291": CAROL, "292": AgentName("gone")}, {"290": "tess", "291": "mona", "eve": "boss"}
    )
    assert person_at(DOCUMENT, seated, DeviceName(device)) == found
