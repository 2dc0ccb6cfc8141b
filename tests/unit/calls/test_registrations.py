"""A phone that is registered nowhere is not believed to be free, until it is registered again or something is heard."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from acd.commands import Command, Device, DeviceReported
from asterisk.ami.errors import AmiUnreachable
from asterisk.ami.manager import Contact
from asterisk.ari.events import DeviceState, DeviceStateChanged
from calls.phones import Phones
from calls.registrations import ROUND_SECONDS, SOON_SECONDS, Registrations
from tests.unit.service.plans import document
from vocabulary.ids import AgentName, DeviceName


class Tired(Exception):
    """Enough rounds."""


class Asterisk:
    """Where phones are registered, what was looked at, and what the desk was told."""

    def __init__(self, *registered: str) -> None:
        self.registered = list(registered)
        self.status = "Reachable"
        self.away = False
        self.asked = 0
        self.looked: list[DeviceName] = []
        self.told: list[Command] = []
        self.pauses: list[float] = []
        self.heard_meanwhile: Registrations | None = None

    async def contacts(self) -> tuple[Contact, ...]:
        self.asked += 1
        if self.away:
            raise AmiUnreachable(address="nowhere", action="PJSIPShowContacts", reason="nothing")
        if self.heard_meanwhile is not None:
            self.heard_meanwhile.hear(DeviceStateChanged(DeviceState("PJSIP/alice", "NOT_INUSE")))
        return tuple(Contact(name, name, f"sip:{name}@192.0.2.1", self.status) for name in self.registered)

    async def look(self, devices: Iterable[DeviceName]) -> None:
        self.looked += devices

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == 3:
            raise Tired

    def registrations(self, phones: Phones) -> Registrations:
        return Registrations(phones, self, self.told.extend, self.look, self.sleep)


ALICE = DeviceName("alice")
GONE = [DeviceReported(AgentName("alice"), Device.UNREACHABLE)]


@pytest.fixture
def phones(tmp_path: Path) -> Phones:
    phones = Phones()
    phones.use(document(tmp_path))
    phones.report(ALICE, Device.FREE)
    return phones


async def test_a_free_phone_that_is_missing_twice_is_lost(phones: Phones) -> None:
    asterisk = Asterisk()
    registrations = asterisk.registrations(phones)
    await registrations.compare()
    assert (asterisk.told, phones.state(ALICE)) == ([], Device.FREE)
    await registrations.compare()
    assert (asterisk.told, phones.state(ALICE), phones.lost) == (GONE, Device.UNREACHABLE, (ALICE,))


async def test_a_phone_that_does_not_answer_is_missing(phones: Phones) -> None:
    asterisk = Asterisk("alice")
    asterisk.status = "Unreachable"
    registrations = asterisk.registrations(phones)
    await registrations.compare()
    await registrations.compare()
    assert asterisk.told == GONE


async def test_a_phone_that_was_missing_once_stays(phones: Phones) -> None:
    asterisk = Asterisk()
    registrations = asterisk.registrations(phones)
    for asterisk.registered in ([], ["alice"], []):
        await registrations.compare()
    assert (asterisk.told, phones.lost) == ([], ())


async def test_what_is_heard_meanwhile_is_newer_than_the_list(phones: Phones) -> None:
    asterisk = Asterisk()
    registrations = asterisk.heard_meanwhile = asterisk.registrations(phones)
    await registrations.compare()
    await registrations.compare()
    assert asterisk.told == []


async def test_a_phone_in_a_call_is_there(phones: Phones) -> None:
    phones.report(ALICE, Device.IN_USE)
    asterisk = Asterisk()
    registrations = asterisk.registrations(phones)
    await registrations.compare()
    await registrations.compare()
    assert asterisk.told == []


async def test_a_lost_phone_that_registers_is_looked_at(phones: Phones) -> None:
    phones.lose(ALICE)
    asterisk = Asterisk("alice")
    await asterisk.registrations(phones).compare()
    assert (phones.lost, asterisk.looked) == ((), [ALICE])


async def test_where_nobody_can_be_asked_asterisks_word_counts(phones: Phones) -> None:
    phones.lose(ALICE)
    asterisk = Asterisk()
    asterisk.away = True
    await asterisk.registrations(phones).compare()
    assert (phones.lost, asterisk.looked) == ((), [ALICE])


async def test_it_is_asked_again_soon_while_a_phone_is_missing(phones: Phones) -> None:
    asterisk = Asterisk("alice")
    with pytest.raises(Tired):
        await asterisk.registrations(phones).run()
    assert asterisk.pauses == [ROUND_SECONDS] * 3
    asterisk = Asterisk()
    with pytest.raises(Tired):
        await asterisk.registrations(phones).run()
    assert asterisk.pauses == [SOON_SECONDS] * 3


def test_of_a_lost_phone_only_news_count(phones: Phones) -> None:
    phones.lose(ALICE)
    assert phones.doubts(ALICE, Device.FREE)
    assert not phones.doubts(ALICE, Device.IN_USE)
    phones.report(ALICE, Device.FREE)
    assert (phones.state(ALICE), phones.lost, phones.doubts(ALICE, Device.FREE)) == (Device.FREE, (), False)


def test_a_phone_of_no_document_cannot_be_lost(phones: Phones) -> None:
    assert phones.lose(DeviceName("nobody")) == ()
    assert phones.lost == ()
