"""Who may hear and find whose recordings: agents their own, supervisors those they lead, if the document says so."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from calls.permissions import ADMIN, Hearable, Person, hearable, refusal_of_hearing, refusal_of_keeping
from calls.recordings_at_hand import within
from dialplan.sections.people import SupervisorSpec
from storage.catalogue_search import Criteria
from tests.support.asking import BOB, CAROL, DOCUMENT, SALES, SUPPORT, person
from vocabulary.ids import AgentName, QueueName


def supervisor(**fields: object) -> SupervisorSpec:
    return SupervisorSpec.model_validate({"name": "S", "may": ["hear_recordings"], **fields})


LED = replace(
    DOCUMENT,
    supervisors={
        "tess": supervisor(device="290", teams=["first"]),
        "quinn": supervisor(device="291", queues=["sales"]),
        "mona": supervisor(device="292", teams=["first"], queues=["sales"], may=["monitor"]),
        "boss": supervisor(agent="carol", teams=["first"]),
        "chief": supervisor(agent="carol", teams=["first"], may=["monitor"]),
    },
)
TESS, QUINN, MONA = (Person(name, None, name) for name in ("tess", "quinn", "mona"))
BOSS, CHIEF = (Person(name, CAROL, name) for name in ("boss", "chief"))
NOT_THEIRS = "this is not a recording of yours"


@pytest.mark.parametrize(
    ("who", "agent", "queue", "refused"),
    [
        (ADMIN, None, None, ""),
        (person("bob"), BOB, SUPPORT, ""),
        (person("bob"), CAROL, SUPPORT, NOT_THEIRS),
        (person("bob"), None, SUPPORT, NOT_THEIRS),
        (TESS, BOB, SUPPORT, ""),
        (TESS, CAROL, SUPPORT, NOT_THEIRS),
        (TESS, None, None, NOT_THEIRS),
        (QUINN, CAROL, SALES, ""),
        (QUINN, None, SALES, ""),
        (QUINN, BOB, SUPPORT, NOT_THEIRS),
        (MONA, BOB, SUPPORT, "you have no permission to hear recordings"),
        (BOSS, CAROL, SUPPORT, ""),
        (BOSS, BOB, SUPPORT, ""),
        (CHIEF, CAROL, SUPPORT, ""),
        (CHIEF, BOB, SUPPORT, "you have no permission to hear recordings"),
    ],
)
def test_each_hears_what_is_theirs_to_hear(
    who: Person, agent: AgentName | None, queue: QueueName | None, refused: str
) -> None:
    assert refusal_of_hearing(LED, who, agent, queue) == refused


def test_what_is_kept_is_the_admins_to_say() -> None:
    assert refusal_of_keeping(ADMIN) == ""
    assert refusal_of_keeping(TESS) != ""
    assert refusal_of_keeping(person("bob")) != ""


def test_whoever_may_hear_something_may_find_it_and_nothing_else() -> None:
    assert hearable(LED, ADMIN) is None
    assert hearable(LED, person("bob")) == Hearable((BOB,), ())
    assert hearable(LED, QUINN) == Hearable((), (SALES,))
    assert hearable(LED, MONA) == Hearable((), ())
    assert hearable(LED, BOSS) == Hearable((CAROL, BOB), ())


@pytest.mark.parametrize(
    ("wanted", "heard", "asked"),
    [
        (Criteria(), None, (Criteria(),)),
        (Criteria(), Hearable((), ()), ()),
        (Criteria(), Hearable((BOB,), (SALES,)), (Criteria(agents=(BOB,)), Criteria(queues=(SALES,)))),
        (Criteria(agents=(CAROL,)), Hearable((BOB,), ()), ()),
        (Criteria(agents=(CAROL,)), Hearable((BOB,), (SALES,)), (Criteria(agents=(CAROL,), queues=(SALES,)),)),
        (Criteria(queues=(SUPPORT,)), Hearable((BOB,), (SALES,)), (Criteria(agents=(BOB,), queues=(SUPPORT,)),)),
        (
            Criteria(longer=60.0, since=datetime(2026, 3, 2, tzinfo=UTC)),
            Hearable((BOB, CAROL), ()),
            (Criteria(longer=60.0, since=datetime(2026, 3, 2, tzinfo=UTC), agents=(BOB, CAROL)),),
        ),
    ],
)
def test_a_search_asks_for_nothing_that_may_not_be_heard(
    wanted: Criteria, heard: Hearable | None, asked: tuple[Criteria, ...]
) -> None:
    assert within(wanted, heard) == asked
