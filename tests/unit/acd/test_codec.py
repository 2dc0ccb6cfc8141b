"""Commands become plain data and come back the same; what is no command is refused in a sentence."""

import dataclasses
import json
import types
import typing
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.codec import Deadline, Logged, NotACommand, as_data, from_data
from acd.commands import (
    CallerEntered,
    ChangeRequirement,
    ConfigureAgent,
    ConfigureQueue,
    EscalateContact,
    OfferFailed,
    PauseAgent,
    Unanswered,
)
from acd.policy import QueuePolicy, Selection, ToQueue, WaysOut
from acd.profile import AgentProfile, Assignment, MicroPause
from tests.property.acd.profiles import COMMON
from vocabulary.causes import HangUpCause
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName, SkillName
from vocabulary.skills import AllOf, AnyOf, Expression, Not, OneOf, Requirement, Step, Threshold

ALICE = AgentName("alice")
SUPPORT = QueueName("support")

expressions: st.SearchStrategy[Expression] = st.recursive(
    st.builds(Threshold, skill=st.text(max_size=5).map(SkillName), level=st.integers())
    | st.builds(OneOf, agents=st.lists(st.text(max_size=5).map(AgentName), max_size=3).map(tuple)),
    lambda part: (
        st.builds(AllOf, parts=st.lists(part, max_size=3).map(tuple))
        | st.builds(AnyOf, parts=st.lists(part, max_size=3).map(tuple))
        | st.builds(Not, part=part)
    ),
    max_leaves=6,
)


def drawn(hint: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Every value of this type, all fields drawn, those with a default too."""
    if hint == Expression:
        return expressions
    if hint in {int, bool, str, type(None)}:
        return st.from_type(hint)
    if hint is float:
        return st.floats(allow_nan=False) | st.integers()
    if isinstance(hint, typing.NewType):
        return drawn(hint.__supertype__)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return st.one_of(*map(drawn, parts))
    if origin is tuple and parts[1:] == (Ellipsis,):
        return st.lists(drawn(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(drawn, parts))
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    hints = typing.get_type_hints(hint)
    return st.builds(hint, **{field.name: drawn(hints[field.name]) for field in dataclasses.fields(hint)})


@pytest.mark.parametrize("kind", typing.get_args(Logged), ids=lambda kind: kind.__name__)
def test_every_command_comes_back_from_json_as_it_was(kind: type) -> None:
    @COMMON
    @given(drawn(kind))
    def comes_back(command: Logged) -> None:
        back = from_data(json.loads(json.dumps(as_data(command), ensure_ascii=True)))
        assert back == command
        assert repr(back) == repr(command)

    comes_back()


def test_a_command_is_told_by_its_name_and_all_its_fields() -> None:
    assert as_data(PauseAgent(ALICE, "lunch")) == {"is": "PauseAgent", "agent": "alice", "reason": "lunch"}
    assert as_data(EscalateContact(ContactId("c"))) == {
        "is": "EscalateContact",
        "contact": "c",
        "queue": None,
        "note": "",
    }


def test_enumerations_are_told_by_their_value() -> None:
    failed = OfferFailed(OfferId("o"), Unanswered.DECLINED, HangUpCause.REJECTED)
    assert as_data(failed) == {"is": "OfferFailed", "offer": "o", "kind": "declined", "cause": 21}


def test_requirements_profiles_and_policies_come_back_whole() -> None:
    english = Threshold(SkillName("english"), 3)
    requirement = Requirement((Step(AllOf((english, Not(OneOf((ALICE,))))), 30.0), Step(AnyOf())))
    away = WaysOut(max_wait_seconds=80, after_max_wait=ToQueue(SUPPORT), keys=(("1", ToQueue(SUPPORT, False)),))
    commands: tuple[Logged, ...] = (
        CallerEntered(EntryId("e"), ContactId("c"), SUPPORT, requirement, 2, "+49 30 1"),
        ChangeRequirement(ContactId("c"), requirement),
        ConfigureQueue(QueuePolicy(SUPPORT, selection=Selection.RING_ALL, ways_out=away)),
        ConfigureAgent(AgentProfile(ALICE, (Assignment(SUPPORT, 2, 5.0),), micro_pause=MicroPause())),
        Deadline(),
    )
    assert [from_data(as_data(command)) for command in commands] == list(commands)


def test_a_field_that_an_older_log_lacks_has_its_default() -> None:
    assert from_data({"is": "EscalateContact", "contact": "c"}) == EscalateContact(ContactId("c"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "the line is None, which is unknown here"),
        ({"is": "FireAgent", "agent": "alice"}, "the line is 'FireAgent', which is unknown here"),
        ({"is": "Requirement", "steps": []}, "the line is 'Requirement', which is unknown here"),
        ({"is": ["PauseAgent"]}, "the line is ['PauseAgent'], which is unknown here"),
        ({"is": "LogInAgent"}, "LogInAgent lacks its field agent"),
        ({"is": "LogInAgent", "agent": "alice", "mood": "good"}, "LogInAgent has no field 'mood'"),
        ({"is": "LogInAgent", "agent": 7}, "LogInAgent.agent is 7, not a str"),
        ({"is": "DeviceReported", "agent": "a", "device": "wet"}, "DeviceReported.device is 'wet', not a Device"),
        (
            {"is": "ChangePriority", "contact": "c", "priority": True},
            "ChangePriority.priority is True, not a int",
        ),
        (
            {"is": "ChangePriority", "contact": "c", "priority": 1, "boost_seconds": "1"},
            "ChangePriority.boost_seconds is '1', not a float",
        ),
        (
            {"is": "ChangeRequirement", "contact": "c", "requirement": {"is": "Requirement", "steps": {}}},
            "Requirement.steps is {}, not a list",
        ),
        (
            {"is": "ChangeRequirement", "contact": "c", "requirement": "english"},
            "ChangeRequirement.requirement is 'english', not a Requirement",
        ),
        (
            {
                "is": "ConfigureAgent",
                "profile": {"is": "AgentProfile", "name": "a", "assignments": [], "skills": [["a"]]},
            },
            "AgentProfile.skills has 1 parts, not 2",
        ),
    ],
)
def test_what_is_no_command_is_refused_in_a_sentence(data: dict[str, object], why: str) -> None:
    with pytest.raises(NotACommand) as refusal:
        from_data(data)
    assert str(refusal.value) == f"not a command: {why}"
