"""Whose phone it is, and what is spoken into it."""

from dataclasses import replace

import pytest

from calls.keypad.who import language_of, owner_of
from calls.permissions import Person
from dialplan.sections.devices import DeviceSpec
from dialplan.sections.people import SupervisorSpec
from tests.unit.calls.keypad.keypad_phone import BOB, CAROL, DESK_PHONE, DOCUMENT, PHONE_OF_BOB
from vocabulary.ids import AgentName, DeviceName

WITH_DEVICES = replace(
    DOCUMENT,
    agents={
        **DOCUMENT.agents,
        BOB: replace(DOCUMENT.agents[BOB], devices={"desk": DeviceSpec(), "soft": DeviceSpec()}),
    },
)


@pytest.mark.parametrize(("device", "owner"), [("bob", "bob"), ("carol", "carol"), ("lobby", None), ("290", None)])
def test_an_agent_without_phones_has_one_that_is_called_like_them(device: str, owner: str | None) -> None:
    assert owner_of(DOCUMENT, DeviceName(device)) == owner


@pytest.mark.parametrize(("device", "owner"), [("desk", "bob"), ("soft", "bob"), ("bob", None)])
def test_an_agent_with_phones_has_those_and_no_other(device: str, owner: str | None) -> None:
    assert owner_of(WITH_DEVICES, DeviceName(device)) == owner


def test_an_agent_without_a_language_is_spoken_to_in_that_of_the_phone() -> None:
    assert language_of(DOCUMENT, Person(BOB, BOB), DESK_PHONE) == "fr"


def test_an_agent_with_a_language_is_spoken_to_in_it_at_every_phone() -> None:
    assert language_of(DOCUMENT, Person(CAROL, CAROL), DESK_PHONE) == "ru"


def test_a_supervisor_is_spoken_to_in_their_own_language() -> None:
    spec = {"name": "T", "device": "290", "queues": ["support"], "may": ["monitor"], "language": "it"}
    spoken = replace(DOCUMENT, supervisors={"tess": SupervisorSpec.model_validate(spec)})
    assert language_of(spoken, Person("tess", None, "tess"), DeviceName("290")) == "it"


def test_somebody_who_is_known_no_more_is_spoken_to_in_the_document_s_first() -> None:
    gone = AgentName("gone")
    assert language_of(DOCUMENT, Person(gone, gone), PHONE_OF_BOB) == "en"
