"""What an agent's phone shows of a call: by the queue's wish, and never more than text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from calls.offer_shown import ShownCaller, variables
from dialplan.document import Agent, Document, Queue
from ivr.world import World
from vocabulary.ids import AgentName, QueueName

ANN, GUS = AgentName("ann"), AgentName("gus")
PLAIN, TOLD = QueueName("plain"), QueueName("told")
DOCUMENT = Document(
    "v",
    {},
    World(),
    {PLAIN: Queue(QueuePolicy(PLAIN)), TOLD: Queue(QueuePolicy(TOLD), shown="{queue}: {name} <{number}>")},
    {
        ANN: Agent(AgentProfile(ANN, ()), "Ann", "71"),
        GUS: Agent(AgentProfile(GUS, ()), "Gus", "77", auto_answer=True),
    },
)
CALLER = ShownCaller("+15550100", "A Caller")


def name_shown(caller: ShownCaller, queue: QueueName | None) -> str:
    return variables(DOCUMENT, ANN, caller, queue)["CONNECTEDLINE(name)"]


@pytest.mark.parametrize(
    ("caller", "queue", "name"),
    [
        (CALLER, None, "A Caller"),
        (ShownCaller("+15550100"), None, "+15550100"),
        (CALLER, TOLD, "told: A Caller <+15550100>"),
        (ShownCaller("+15550100"), TOLD, "told: +15550100 <+15550100>"),
        (CALLER, QueueName("of another document"), "A Caller"),
    ],
)
def test_the_name_is_what_the_queue_wants_shown(caller: ShownCaller, queue: QueueName | None, name: str) -> None:
    assert name_shown(caller, queue) == name


def test_the_number_is_the_callers() -> None:
    assert variables(DOCUMENT, ANN, CALLER, TOLD)["CONNECTEDLINE(num)"] == "+15550100"


def test_only_a_phone_that_is_to_answer_by_itself_is_told_so() -> None:
    told = [
        [name for name in variables(DOCUMENT, agent, CALLER, PLAIN) if name.startswith("PJSIP_HEADER")]
        for agent in (ANN, GUS)
    ]
    assert told == [[], ["PJSIP_HEADER(add,Call-Info)", "PJSIP_HEADER(add,Alert-Info)"]]


def test_what_answers_by_itself_is_nothing_that_a_caller_says() -> None:
    hostile = ShownCaller("1>;answer-after=0", "x\r\nCall-Info: <sip:x>")
    wanted = variables(DOCUMENT, GUS, hostile, None)
    assert wanted["PJSIP_HEADER(add,Call-Info)"] == "<sip:firstline>;answer-after=0"
    assert wanted["CONNECTEDLINE(name)"] == "xCall-Info: <sip:x>"


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([None, PLAIN, TOLD]))
def test_whatever_a_caller_says_stays_one_short_line(number: str, name: str, queue: QueueName | None) -> None:
    for shown in variables(DOCUMENT, ANN, ShownCaller(number, name), queue).values():
        assert shown.isprintable()
        assert len(shown) <= 64
