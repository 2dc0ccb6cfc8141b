"""What people send becomes a command, or is refused with what is wrong with it."""

import pytest
from pydantic import ValidationError

from acd.commands import (
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    ContactRequest,
    EndWrapUp,
    EscalateContact,
    LogInAgent,
    LogOutAgent,
    OpenQueue,
    PauseAgent,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
)
from api.bodies import CONTACT_ACTIONS, QUEUE_ACTIONS, AgentBody, RequireBody, agent_request
from vocabulary.ids import AgentName, ContactId, QueueName, SkillName
from vocabulary.requirement_text import ExpressionUnreadable, Kind
from vocabulary.skills import Requirement, Step, Threshold

C = ContactId("c-1")
ALICE = AgentName("alice")
ENGLISH = Threshold(SkillName("english"), 3)


@pytest.mark.parametrize(
    ("action", "body", "command"),
    [
        ("escalate", "{}", EscalateContact(C)),
        ("escalate", '{"queue": "second", "note": "hard"}', EscalateContact(C, QueueName("second"), "hard")),
        ("return", "{}", ReturnContact(C)),
        ("return", '{"note": "solved by now?"}', ReturnContact(C, "solved by now?")),
        ("priority", '{"priority": 5}', ChangePriority(C, 5)),
        ("priority", '{"priority": -5, "boost_seconds": 60.5}', ChangePriority(C, -5, 60.5)),
        ("require", '{"requires": "english >= 3"}', ChangeRequirement(C, Requirement((Step(ENGLISH),)))),
        (
            "require",
            '{"requires": [{"expression": "english >= 3", "expires_after_seconds": 30}, {"expression": "english"}]}',
            ChangeRequirement(C, Requirement((Step(ENGLISH, 30.0), Step(Threshold(SkillName("english"), 1))))),
        ),
        ("require", '{"requires": []}', ChangeRequirement(C, Requirement())),
    ],
)
def test_what_is_asked_for_a_contact_becomes_a_command(action: str, body: str, command: ContactRequest) -> None:
    assert CONTACT_ACTIONS[action].model_validate_json(body).command(C) == command


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("escalate", '{"queue": ""}'),
        ("escalate", '{"note": "one\\nline"}'),
        ("escalate", '{"note": "' + "x" * 501 + '"}'),
        ("return", '{"queue": "second"}'),
        ("priority", "{}"),
        ("priority", '{"priority": 101}'),
        ("priority", '{"priority": 1, "boost_seconds": 1e9}'),
        ("priority", '{"priority": 1.5}'),
        ("require", '{"requires": [{"expression": "english", "expires_after_seconds": 0}]}'),
        ("require", '{"requires": [{"expression": "english", "expires": 3}]}'),
        ("require", "not json"),
    ],
)
def test_what_cannot_be_read_is_refused(action: str, body: str) -> None:
    with pytest.raises(ValidationError):
        CONTACT_ACTIONS[action].model_validate_json(body)


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


@pytest.mark.parametrize(
    ("action", "command"),
    [
        ("login", LogInAgent(ALICE)),
        ("logout", LogOutAgent(ALICE)),
        ("pause", PauseAgent(ALICE, "lunch")),
        ("resume", ResumeAgent(ALICE)),
        ("end-wrap-up", EndWrapUp(ALICE)),
        ("request-wrap-up", RequestWrapUp(ALICE)),
        ("promote", None),
    ],
)
def test_what_is_asked_of_an_agent_becomes_a_command(action: str, command: object) -> None:
    assert agent_request(action, ALICE, AgentBody(reason="lunch")) == command


def test_queues_are_opened_and_closed() -> None:
    queue = QueueName("support")
    assert [QUEUE_ACTIONS[action](queue) for action in ("open", "close")] == [OpenQueue(queue), CloseQueue(queue)]
