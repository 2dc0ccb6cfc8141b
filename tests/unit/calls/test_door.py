"""What people may ask for reaches whom it concerns; what they may not does not, and everybody is told."""

from collections.abc import AsyncIterator, Callable

import pytest
from structlog.testing import capture_logs

from acd.commands import (
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    Command,
    EndWrapUp,
    EscalateContact,
    GiveDisposition,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    PauseAgent,
    PullContact,
    RaiseHand,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
    SignInToQueue,
    SignOutOfQueue,
)
from calls import asks
from calls.asks import Answer, Ask, ToAgent, ToNumber
from calls.desk import Desk
from calls.door import Door
from calls.permissions import ADMIN
from calls.phones import Phones
from cdr.events import ListeningMode
from tests.support.asking import (
    BOB,
    CAROL,
    CONTACT,
    DESK_PHONE,
    DOCUMENT,
    SUPPORT,
    UNKNOWN,
    Behind,
    desk_of_document,
    person,
    phones_of_document,
    talks,
    waits,
)
from vocabulary.ids import DeviceName
from vocabulary.skills import Requirement


@pytest.fixture
async def behind() -> Behind:
    return Behind()


@pytest.fixture
async def desk(behind: Behind) -> AsyncIterator[Desk]:
    async with desk_of_document(behind) as desk:
        yield desk


@pytest.fixture
async def phones() -> Phones:
    return phones_of_document()


@pytest.fixture
async def door(desk: Desk, behind: Behind, phones: Phones) -> Door:
    return Door(lambda: DOCUMENT, desk, behind, behind, behind, phones)


@pytest.mark.parametrize(
    ("ask", "command"),
    [
        (asks.LogIn(BOB), LogInAgent(BOB)),
        (asks.LogIn(BOB, queue=SUPPORT), SignInToQueue(BOB, SUPPORT)),
        (asks.LogOut(BOB), LogOutAgent(BOB)),
        (asks.LogOut(BOB, SUPPORT), SignOutOfQueue(BOB, SUPPORT)),
        (asks.Pause(BOB, "lunch"), PauseAgent(BOB, "lunch")),
        (asks.Resume(BOB), ResumeAgent(BOB)),
        (asks.EndWrapUp(BOB), EndWrapUp(BOB)),
        (asks.AskForWrapUp(BOB), RequestWrapUp(BOB)),
        (asks.Dispose(BOB, "solved"), GiveDisposition(BOB, "solved")),
        (asks.RaiseHand(BOB, "help"), RaiseHand(BOB, "help")),
        (asks.LowerHand(BOB), LowerHand(BOB)),
        (asks.Pull(CONTACT, BOB), PullContact(CONTACT, BOB)),
        (asks.Escalate(CONTACT, SUPPORT, "n"), EscalateContact(CONTACT, SUPPORT, "n")),
        (asks.ReturnBack(CONTACT, "n"), ReturnContact(CONTACT, "n")),
        (asks.Prioritise(CONTACT, 5, 60.0), ChangePriority(CONTACT, 5, 60.0)),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_concerns_agents_and_waiting_contacts_is_the_desks(
    door: Door, behind: Behind, ask: Ask, command: Command
) -> None:
    await door.ask(ADMIN, ask)
    assert behind.commands == [command]


async def test_what_the_desk_refuses_is_answered_with_its_reason(door: Door) -> None:
    assert await door.ask(person("bob"), asks.Resume(BOB)) == Answer("bob is not logged in")


async def test_what_the_desk_does_is_granted(door: Door) -> None:
    assert (await door.ask(person("bob"), asks.LogIn(BOB))).granted


async def test_what_is_forbidden_reaches_nobody(door: Door, behind: Behind) -> None:
    answer = await door.ask(person("bob"), asks.LogIn(CAROL))
    assert answer == Answer("carol is not an agent of yours")
    assert behind.commands == []


async def test_what_is_forbidden_is_logged_without_what_was_asked(door: Door) -> None:
    with capture_logs() as logs:
        await door.ask(person("carol"), asks.RaiseHand(BOB, "card 4111"))
    [told] = logs
    assert (told["log_level"], told["person"], told["asked"]) == ("warning", "carol", "RaiseHand")
    assert "4111" not in repr(told)


# --- conversations ---------------------------------------------------------------------------------------------------


async def test_an_agent_asks_for_the_conversation_they_are_in(door: Door, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    assert (await door.ask(person("bob"), asks.Hold())).granted
    assert behind.asked == [(CONTACT, asks.Hold(), BOB)]


async def test_a_supervisor_asks_in_nobodys_place(door: Door, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    assert (await door.ask(person("tess"), asks.Hold(), CONTACT)).granted
    assert behind.asked == [(CONTACT, asks.Hold(), None)]


async def test_an_agent_asks_nothing_of_others_conversations(door: Door, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    answer = await door.ask(person("carol"), asks.HangUp(), CONTACT)
    assert answer == Answer("this is not a conversation of yours")
    assert behind.asked == []


async def test_what_the_conversation_refuses_is_answered(door: Door, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    behind.answer = Answer("the caller is held already")
    assert await door.ask(person("bob"), asks.Hold()) == behind.answer


async def test_the_admin_is_in_no_conversation(door: Door) -> None:
    assert await door.ask(ADMIN, asks.Hold()) == Answer("you are in no conversation")


async def test_a_contact_that_is_over_is_not_asked(door: Door, behind: Behind) -> None:
    assert await door.ask(ADMIN, asks.Hold(), UNKNOWN) == Answer("no call c-9 is in progress")
    assert behind.asked == []


async def test_a_waiting_contact_is_handed_on_by_supervisors_alone(door: Door, desk: Desk) -> None:
    await waits(desk)
    assert door.forbids(person("bob"), asks.Escalate(CONTACT))
    assert not door.forbids(person("tess"), asks.Escalate(CONTACT))


async def test_an_agent_hands_on_whom_they_talk_with(door: Door, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    assert not door.forbids(person("bob"), asks.Escalate(CONTACT))
    assert door.forbids(person("carol"), asks.Escalate(CONTACT))


# --- supervisors -----------------------------------------------------------------------------------------------------


async def test_a_supervisor_listens_to_their_agents_conversation(door: Door, behind: Behind) -> None:
    ask = asks.Listen(ListeningMode.MONITOR, agent=BOB)
    assert (await door.ask(person("tess"), ask)).granted
    assert behind.asked == [("tess", ask, None)]


async def test_nobody_listens_without_permission(door: Door, behind: Behind) -> None:
    for name, mode in (("tess", ListeningMode.BARGE), ("bob", ListeningMode.MONITOR)):
        assert not (await door.ask(person(name), asks.Listen(mode, agent=BOB))).granted
    assert behind.asked == []


# --- at phones -------------------------------------------------------------------------------------------------------


async def test_an_agent_logs_in_at_a_phone_that_is_nobodys(door: Door, desk: Desk, phones: Phones) -> None:
    assert (await door.ask(person("bob"), asks.LogIn(BOB, DESK_PHONE))).granted
    assert phones.agent_at(DESK_PHONE) == BOB
    assert desk.state.agents[BOB].presence.value == "available"


async def test_an_agent_who_is_logged_in_moves_to_another_phone(door: Door, phones: Phones) -> None:
    await door.ask(person("bob"), asks.LogIn(BOB))
    assert (await door.ask(person("bob"), asks.LogIn(BOB, DESK_PHONE))).granted
    assert phones.agent_at(DESK_PHONE) == BOB


async def test_an_agent_who_logs_out_stands_up(door: Door, phones: Phones) -> None:
    await door.ask(person("bob"), asks.LogIn(BOB, DESK_PHONE))
    await door.ask(person("bob"), asks.LogOut(BOB))
    assert phones.agent_at(DESK_PHONE) is None


async def test_nobody_sits_down_where_somebody_talks(door: Door, desk: Desk, behind: Behind, phones: Phones) -> None:
    await talks(desk, behind)
    answer = await door.ask(person("carol"), asks.LogIn(CAROL, DeviceName("bob")))
    assert answer == Answer("bob is in a call at this phone")
    assert phones.agent_at(DeviceName("bob")) == BOB


async def test_nobody_sits_down_at_a_phone_that_does_not_exist(door: Door, behind: Behind) -> None:
    assert await door.ask(person("bob"), asks.LogIn(BOB, DeviceName("x"))) == Answer("no phone is called x")
    assert behind.commands == []


async def test_to_dial_out_is_the_diallers(door: Door, behind: Behind) -> None:
    assert (await door.ask(person("bob"), asks.DialOut(BOB, ToAgent(CAROL)))).granted
    assert behind.asked == [(BOB, ToAgent(CAROL))]


async def test_no_number_is_dialled_that_no_trunk_may_call(door: Door, behind: Behind) -> None:
    for name in ("bob", "tess"):
        assert not (await door.ask(person(name), asks.DialOut(BOB, ToNumber("+882999")))).granted
    assert behind.asked == []


# --- queues and requirements -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [lambda: CloseQueue(SUPPORT), lambda: ChangeRequirement(CONTACT, Requirement())], ids=["queue", "need"]
)
async def test_queues_and_needs_are_changed_by_those_who_lead_them(
    door: Door, desk: Desk, behind: Behind, make: Callable[[], CloseQueue | ChangeRequirement]
) -> None:
    await waits(desk)
    behind.commands.clear()
    assert not (await door.request(person("bob"), make())).granted
    assert behind.commands == []
    assert (await door.request(person("tess"), make())).granted
    assert behind.commands == [make()]
