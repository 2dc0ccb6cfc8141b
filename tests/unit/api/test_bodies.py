"""What people send becomes an ask, or is refused with what is wrong with it."""

import pytest
from pydantic import ValidationError

from acd.commands import ChangeRequirement, CloseQueue, OpenQueue
from api.agent_bodies import AGENT_ACTIONS
from api.call_bodies import CALL_ACTIONS, SUPERVISE_ACTIONS
from api.contact_bodies import CONTACT_ACTIONS, QUEUE_ACTIONS, RequireBody
from calls import asks
from calls.asks import Ask, ToAgent, ToFlow, ToNumber, ToQueue
from calls.permissions import ADMIN
from cdr.events import ListeningMode
from vocabulary.ids import AgentName, ContactId, DeviceName, FlowName, QueueName, SkillName
from vocabulary.requirement_text import ExpressionUnreadable, Kind
from vocabulary.skills import Requirement, Step, Threshold

C = ContactId("c-1")
ALICE, BOB = AgentName("alice"), AgentName("bob")
SECOND = QueueName("second")
ENGLISH = Threshold(SkillName("english"), 3)


def asked_of_agent(action: str, body: str) -> Ask:
    known = AGENT_ACTIONS[action]
    return known.ask(known.body.model_validate_json(body), ALICE)


def asked_of_contact(action: str, body: str) -> Ask:
    known = CONTACT_ACTIONS[action]
    return known.ask(known.body.model_validate_json(body), C)


def asked_of_call(action: str, body: str) -> Ask:
    known = CALL_ACTIONS[action]
    return known.ask(known.body.model_validate_json(body), ADMIN)


def asked_by_supervisor(action: str, body: str) -> Ask:
    known = SUPERVISE_ACTIONS[action]
    return known.ask(known.body.model_validate_json(body), ADMIN)


@pytest.mark.parametrize(
    ("action", "body", "ask"),
    [
        ("login", "{}", asks.LogIn(ALICE)),
        ("login", '{"device": "desk-1"}', asks.LogIn(ALICE, DeviceName("desk-1"))),
        ("logout", "{}", asks.LogOut(ALICE)),
        ("sign-in", '{"queue": "second"}', asks.LogIn(ALICE, queue=SECOND)),
        ("sign-out", '{"queue": "second"}', asks.LogOut(ALICE, SECOND)),
        ("pause", "{}", asks.Pause(ALICE, "pause")),
        ("pause", '{"reason": "lunch"}', asks.Pause(ALICE, "lunch")),
        ("resume", "{}", asks.Resume(ALICE)),
        ("end-wrap-up", "{}", asks.EndWrapUp(ALICE)),
        ("request-wrap-up", "{}", asks.AskForWrapUp(ALICE)),
        ("disposition", '{"disposition": "solved"}', asks.Dispose(ALICE, "solved")),
        ("raise-hand", "{}", asks.RaiseHand(ALICE)),
        ("raise-hand", '{"note": "angry"}', asks.RaiseHand(ALICE, "angry")),
        ("lower-hand", "{}", asks.LowerHand(ALICE)),
        ("dial", '{"to_agent": "bob"}', asks.DialOut(ALICE, ToAgent(BOB))),
        ("dial", '{"to_number": "+12025550100"}', asks.DialOut(ALICE, ToNumber("+12025550100"))),
    ],
)
def test_what_is_asked_of_an_agent_becomes_an_ask(action: str, body: str, ask: Ask) -> None:
    assert asked_of_agent(action, body) == ask


@pytest.mark.parametrize(
    ("action", "body", "ask"),
    [
        ("escalate", "{}", asks.Escalate(C)),
        ("escalate", '{"queue": "second", "note": "hard"}', asks.Escalate(C, SECOND, "hard")),
        ("move", '{"queue": "second"}', asks.Escalate(C, SECOND)),
        ("return", "{}", asks.ReturnBack(C)),
        ("return", '{"note": "solved by now?"}', asks.ReturnBack(C, "solved by now?")),
        ("priority", '{"priority": 5}', asks.Prioritise(C, 5)),
        ("priority", '{"priority": -5, "boost_seconds": 60.5}', asks.Prioritise(C, -5, 60.5)),
        ("pull", '{"agent": "alice"}', asks.Pull(C, ALICE)),
    ],
)
def test_what_is_asked_for_a_contact_becomes_an_ask(action: str, body: str, ask: Ask) -> None:
    assert asked_of_contact(action, body) == ask


@pytest.mark.parametrize(
    ("action", "body", "ask"),
    [
        ("hold", "{}", asks.Hold()),
        ("resume", "{}", asks.GoOn()),
        ("transfer", '{"to_agent": "bob", "note": "n"}', asks.Transfer(ToAgent(BOB), "n")),
        ("transfer", '{"to_queue": "second"}', asks.Transfer(ToQueue(SECOND))),
        ("transfer", '{"to_flow": "feedback"}', asks.Transfer(ToFlow(FlowName("feedback")))),
        ("transfer", '{"to_number": "0123"}', asks.Transfer(ToNumber("0123"))),
        ("consult", '{"to_queue": "second"}', asks.Consult(ToQueue(SECOND))),
        ("complete", "{}", asks.Complete()),
        ("complete", '{"note": "n"}', asks.Complete("n")),
        ("cancel", "{}", asks.CancelConsult()),
        ("conference", "{}", asks.Conference()),
        ("hang-up", "{}", asks.HangUp()),
        ("record", "{}", asks.Record(on=True)),
        ("stop-recording", "{}", asks.Record(on=False)),
        ("pause-recording", "{}", asks.PauseRecording("admin")),
        ("record-again", "{}", asks.RecordAgain("admin")),
    ],
)
def test_what_is_asked_of_a_call_becomes_an_ask(action: str, body: str, ask: Ask) -> None:
    assert asked_of_call(action, body) == ask


@pytest.mark.parametrize(
    ("action", "body", "ask"),
    [
        ("listen", '{"call": "c-1"}', asks.Listen(ListeningMode.MONITOR, C)),
        ("listen", '{"call": "c-1", "mode": "barge"}', asks.Listen(ListeningMode.BARGE, C)),
        ("mode", '{"mode": "take over"}', asks.SwitchMode(ListeningMode.TAKE_OVER)),
        ("stop", "{}", asks.StopListening()),
    ],
)
def test_what_a_supervisor_asks_becomes_an_ask(action: str, body: str, ask: Ask) -> None:
    assert asked_by_supervisor(action, body) == ask


@pytest.mark.parametrize("text", ["alice", "201"])
def test_every_ask_comes_in_somebodys_name(text: str) -> None:
    for actions in (AGENT_ACTIONS, CALL_ACTIONS, CONTACT_ACTIONS, SUPERVISE_ACTIONS):
        for action in actions.values():
            assert "person" in action.body.model_fields
    assert AGENT_ACTIONS["login"].body.model_validate({"as": text}).person == text


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("escalate", '{"queue": ""}'),
        ("escalate", '{"note": "one\\nline"}'),
        ("escalate", '{"note": "' + "x" * 501 + '"}'),
        ("return", '{"queue": "second"}'),
        ("move", "{}"),
        ("pull", "{}"),
        ("priority", "{}"),
        ("priority", '{"priority": 101}'),
        ("priority", '{"priority": 1, "boost_seconds": 1e9}'),
        ("priority", '{"priority": 1.5}'),
    ],
)
def test_what_cannot_be_read_of_a_contact_is_refused(action: str, body: str) -> None:
    with pytest.raises(ValidationError):
        asked_of_contact(action, body)


@pytest.mark.parametrize(
    "body",
    [
        '{"requires": [{"expression": "english", "expires_after_seconds": 0}]}',
        '{"requires": [{"expression": "english", "expires": 3}]}',
        "not json",
    ],
)
def test_a_need_that_cannot_be_read_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        RequireBody.model_validate_json(body)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("login", '{"as": ""}'),
        ("login", '{"as": "' + "x" * 33 + '"}'),
        ("login", '{"person": "alice"}'),
        ("login", '{"reason": "lunch"}'),
        ("pause", '{"reason": "a\\u0000b"}'),
        ("sign-in", "{}"),
        ("disposition", "{}"),
        ("dial", "{}"),
        ("dial", '{"to_agent": "bob", "to_number": "0123"}'),
        ("dial", '{"to_queue": "second"}'),
        ("dial", '{"to_number": "+1-202"}'),
        ("dial", '{"to_number": "12@trunk"}'),
    ],
)
def test_what_cannot_be_read_of_an_agent_is_refused(action: str, body: str) -> None:
    with pytest.raises(ValidationError):
        asked_of_agent(action, body)


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("transfer", "{}"),
        ("transfer", '{"to_agent": "bob", "to_queue": "second"}'),
        ("transfer", '{"to_number": "PJSIP/x"}'),
        ("consult", '{"to_flow": "feedback"}'),
        ("hold", '{"note": "n"}'),
    ],
)
def test_what_cannot_be_read_of_a_call_is_refused(action: str, body: str) -> None:
    with pytest.raises(ValidationError):
        asked_of_call(action, body)


@pytest.mark.parametrize(
    ("action", "body"), [("listen", "{}"), ("listen", '{"call": "c-1", "mode": "spy"}'), ("mode", "{}")]
)
def test_what_cannot_be_read_of_a_supervisor_is_refused(action: str, body: str) -> None:
    with pytest.raises(ValidationError):
        asked_by_supervisor(action, body)


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ('{"requires": "english >= 3"}', (Step(ENGLISH),)),
        (
            '{"requires": [{"expression": "english >= 3", "expires_after_seconds": 30}, {"expression": "english"}]}',
            (Step(ENGLISH, 30.0), Step(Threshold(SkillName("english"), 1))),
        ),
        ('{"requires": []}', ()),
    ],
)
def test_what_a_contact_needs_becomes_a_command(body: str, steps: tuple[Step, ...]) -> None:
    assert RequireBody.model_validate_json(body).command(C) == ChangeRequirement(C, Requirement(steps))


def test_an_expression_that_cannot_be_read_is_refused_by_its_column() -> None:
    with pytest.raises(ExpressionUnreadable, match="column 10"):
        RequireBody.model_validate_json('{"requires": "english >> 3"}').command(C)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [("english and frnch", Kind.SKILL, "frnch"), ("agent in (alice, bbo)", Kind.AGENT, "bbo")],
)
def test_a_skill_or_agent_nobody_knows_is_found(text: str, kind: Kind, name: str) -> None:
    unknown = RequireBody.model_validate({"requires": text}).unknown({"english"}, {"alice"})
    assert unknown is not None
    assert (unknown.kind, unknown.name) == (kind, name)


def test_skills_and_agents_that_are_known_are_fine() -> None:
    assert RequireBody.model_validate({"requires": "english or agent alice"}).unknown({"english"}, {"alice"}) is None


def test_queues_are_opened_and_closed() -> None:
    queue = QueueName("support")
    assert [QUEUE_ACTIONS[action](queue) for action in ("open", "close")] == [OpenQueue(queue), CloseQueue(queue)]
