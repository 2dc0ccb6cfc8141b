"""Over the socket: asks reach the door in the right name, and each refusal has its status and its reason."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from acd.commands import ChangePriority, EscalateContact, LogInAgent, OpenQueue, PauseAgent, SignOutOfQueue
from api.client import ControlClient, Refused
from calls import asks
from calls.asks import Answer, ToAgent, ToFlow, ToQueue
from calls.desk import Desk
from cdr.events import ListeningMode
from tests.support.asking import (
    BOB,
    CAROL,
    CONTACT,
    SALES,
    SUPPORT,
    Behind,
    control_socket,
    desk_of_document,
    talks,
    waits,
)
from vocabulary.ids import FlowName


@pytest.fixture
async def behind() -> Behind:
    return Behind()


@pytest.fixture
async def desk(behind: Behind) -> AsyncIterator[Desk]:
    async with desk_of_document(behind) as desk:
        yield desk


@pytest.fixture
async def client(tmp_path: Path, desk: Desk, behind: Behind) -> AsyncIterator[ControlClient]:
    async with control_socket(tmp_path, desk, behind) as client:
        yield client


async def refusal(client: ControlClient, route: str, body: dict[str, Any]) -> tuple[int, str]:
    """Status and reason of a POST that is refused."""
    with pytest.raises(Refused) as refused:
        await client.post(route, body)
    return refused.value.status, str(refused.value)


async def test_an_agent_is_called_by_number_and_shown_afterwards(client: ControlClient, behind: Behind) -> None:
    shown = await client.post("/v1/agents/201/login", {"as": "201"})
    assert (shown["name"], shown["presence"]) == ("bob", "available")
    assert behind.commands == [LogInAgent(BOB)]


async def test_names_are_resolved_from_numbers(client: ControlClient, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    await client.post("/v1/agents/bob/sign-out", {"queue": "400"})
    await client.post("/v1/calls/bob/transfer", {"to_queue": "400"})
    await client.post("/v1/calls/bob/consult", {"to_agent": "202"})
    assert behind.commands[-1] == SignOutOfQueue(BOB, SUPPORT)
    assert [ask for _, ask, _ in behind.asked] == [
        asks.Transfer(ToQueue(SUPPORT)),
        asks.Consult(ToAgent(CAROL)),
    ]


@pytest.mark.parametrize("call", ["c-1", "bob", "201"])
async def test_a_call_is_its_contacts_id_or_its_agents_name_or_number(
    client: ControlClient, desk: Desk, behind: Behind, call: str
) -> None:
    await talks(desk, behind)
    await client.post(f"/v1/calls/{call}/transfer", {"as": "bob", "to_flow": "feedback", "note": "n"})
    assert behind.asked == [(CONTACT, asks.Transfer(ToFlow(FlowName("feedback")), "n"), BOB)]


async def test_who_pauses_a_recording_is_told_along(client: ControlClient, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    await client.post("/v1/calls/bob/pause-recording", {"as": "201"})
    await client.post("/v1/calls/bob/record-again")
    assert [ask for _, ask, _ in behind.asked] == [asks.PauseRecording("bob"), asks.RecordAgain("admin")]


@pytest.mark.parametrize(
    ("call", "ask"),
    [
        ("c-1", asks.Listen(ListeningMode.MONITOR, CONTACT)),
        ("201", asks.Listen(ListeningMode.MONITOR, agent=BOB)),
    ],
)
async def test_a_supervisor_listens_to_a_call(
    client: ControlClient, desk: Desk, behind: Behind, call: str, ask: asks.Ask
) -> None:
    await talks(desk, behind)
    assert await client.post("/v1/supervise/listen", {"as": "290", "call": call}) == {"granted": True}
    assert behind.asked == [("tess", ask, None)]


async def test_contacts_and_queues_are_changed_in_somebodys_name(
    client: ControlClient, desk: Desk, behind: Behind
) -> None:
    await waits(desk)
    await client.post("/v1/contacts/c-1/priority", {"as": "tess", "priority": 3})
    await client.post("/v1/contacts/c-1/move", {"as": "tess", "queue": "sales"})
    await client.post("/v1/queues/400/open", {"as": "tess"})
    assert behind.commands[-3:] == [
        ChangePriority(CONTACT, 3),
        EscalateContact(CONTACT, SALES),
        OpenQueue(SUPPORT),
    ]


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/v1/agents/carol/login", {"as": "bob"}),
        ("/v1/agents/carol/logout", {"as": "tess"}),
        ("/v1/calls/c-1/hang-up", {"as": "carol"}),
        ("/v1/calls/c-1/record", {"as": "tess"}),
        ("/v1/calls/c-1/transfer", {"as": "bob", "to_number": "+882999"}),
        ("/v1/contacts/c-1/priority", {"as": "bob", "priority": 9}),
        ("/v1/contacts/c-1/require", {"as": "bob", "requires": []}),
        ("/v1/contacts/c-1/pull", {"as": "bob", "agent": "bob"}),
        ("/v1/queues/support/close", {"as": "bob"}),
        ("/v1/supervise/listen", {"as": "bob", "call": "c-1"}),
        ("/v1/supervise/listen", {"as": "tess", "call": "c-1", "mode": "whisper"}),
        ("/v1/supervise/listen", {"call": "c-1"}),
        ("/v1/supervise/stop", {}),
    ],
)
async def test_what_a_person_may_not_is_forbidden(
    client: ControlClient, desk: Desk, behind: Behind, route: str, body: dict[str, Any]
) -> None:
    await talks(desk, behind)
    before = list(behind.commands)
    status, _ = await refusal(client, route, body)
    assert (status, behind.commands, behind.asked) == (403, before, [])


@pytest.mark.parametrize(
    ("route", "body", "why"),
    [
        ("/v1/agents/bbob/login", {}, "no agent is called bbob; did you mean 'bob'?"),
        ("/v1/agents/bob/login", {"as": "tes"}, "no agent or supervisor is called tes; did you mean 'tess'?"),
        ("/v1/agents/bob/promote", {}, "no action named promote"),
        ("/v1/agents/bob/pause", {"reason": "lunhc"}, "no pause reason is called lunhc; did you mean 'lunch'?"),
        ("/v1/agents/bob/disposition", {"disposition": "solve"}, "no disposition is called solve"),
        ("/v1/agents/bob/sign-in", {"queue": "suport"}, "no queue is called suport; did you mean 'support'?"),
        ("/v1/agents/bob/dial", {"to_agent": "carole"}, "no agent is called carole; did you mean 'carol'?"),
        ("/v1/calls/c-9/hold", {}, "no call or agent is called c-9"),
        ("/v1/calls/c-1/transfer", {"to_flow": "feedbak"}, "no flow is called feedbak; did you mean 'feedback'?"),
        ("/v1/calls/c-1/consult", {"to_agent": "nobody"}, "no agent is called nobody"),
        ("/v1/contacts/c-1/move", {"queue": "sale"}, "no queue is called sale; did you mean 'sales'?"),
        ("/v1/contacts/c-1/pull", {"agent": "299"}, "no agent is called 299"),
        ("/v1/contacts/c-1/require", {"requires": "german"}, "column 1: no agent has the skill german"),
        ("/v1/queues/sale/open", {}, "no queue is called sale"),
        ("/v1/supervise/listen", {"as": "tess", "call": "c-9"}, "no call or agent is called c-9"),
    ],
)
async def test_what_nothing_is_called_by_is_not_found(
    client: ControlClient, desk: Desk, behind: Behind, route: str, body: dict[str, Any], why: str
) -> None:
    await talks(desk, behind)
    status, told = await refusal(client, route, body)
    assert status == 404
    assert told.startswith(why)


@pytest.mark.parametrize(
    ("route", "body", "why"),
    [
        ("/v1/agents/carol/resume", {}, "carol is not logged in"),
        ("/v1/agents/carol/login", {"device": "nowhere"}, "no phone is called nowhere"),
        ("/v1/calls/carol/hold", {}, "carol is in no conversation"),
        ("/v1/contacts/c-9/return", {}, "c-9 is neither waiting nor talking"),
    ],
)
async def test_what_cannot_be_done_now_is_a_conflict(
    client: ControlClient, route: str, body: dict[str, Any], why: str
) -> None:
    status, told = await refusal(client, route, body)
    assert status == 409
    assert why in told


async def test_what_the_conversation_refuses_is_a_conflict(client: ControlClient, desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    behind.answer = Answer("the caller is held already")
    assert await refusal(client, "/v1/calls/bob/hold", {}) == (409, "the caller is held already")


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("/v1/agents/bob/dial", {}),
        ("/v1/agents/bob/login", {"secret": "x"}),
        ("/v1/calls/bob/transfer", {"to_agent": "bob", "to_queue": "support"}),
        ("/v1/contacts/c-1/require", {"requires": "english >> 3"}),
        ("/v1/supervise/mode", {"mode": "spy"}),
    ],
)
async def test_what_cannot_be_read_is_refused(client: ControlClient, route: str, body: dict[str, Any]) -> None:
    assert (await refusal(client, route, body))[0] == 400


async def test_an_agent_without_a_reason_pauses_all_the_same(client: ControlClient, behind: Behind) -> None:
    await client.post("/v1/agents/bob/login")
    await client.post("/v1/agents/bob/pause")
    assert behind.commands[-1] == PauseAgent(BOB, "pause")


async def test_a_refusal_reaches_the_client_as_its_reason(client: ControlClient) -> None:
    with pytest.raises(Refused, match="carol is not an agent of yours"):
        await client.post("/v1/agents/carol/login", {"as": "bob"})
