"""Every command that asks for something: what is typed reaches the door in the name given, and answers are shown."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from acd.commands import (
    ChangePriority,
    CloseQueue,
    Command,
    EndWrapUp,
    EscalateContact,
    GiveDisposition,
    LogInAgent,
    LogOutAgent,
    LowerHand,
    OpenQueue,
    PauseAgent,
    PullContact,
    RaiseHand,
    RequestWrapUp,
    ResumeAgent,
    ReturnContact,
    SignInToQueue,
    SignOutOfQueue,
)
from api.client import Refused
from calls import asks
from calls.asks import Ask, ToAgent, ToFlow, ToNumber, ToQueue
from calls.desk import Desk
from cdr.events import ListeningMode
from service.cli import app
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
)
from vocabulary.ids import FlowName


async def type_in(*words: str) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    result = await asyncio.to_thread(CliRunner().invoke, app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
async def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Behind]:
    """What stands behind the door of a service in which bob talks with the contact."""
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path))
    behind = Behind()
    async with desk_of_document(behind) as desk:
        await _serve(desk, behind)
        async with control_socket(tmp_path, desk, behind):
            yield behind


async def _serve(desk: Desk, behind: Behind) -> None:
    await talks(desk, behind)
    behind.commands.clear()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("agent login carol", LogInAgent(CAROL)),
        ("agent logout bob --as 201", LogOutAgent(BOB)),
        ("agent sign-in bob support", SignInToQueue(BOB, SUPPORT)),
        ("agent sign-out 201 400 --as tess", SignOutOfQueue(BOB, SUPPORT)),
        ("agent pause bob --reason lunch", PauseAgent(BOB, "lunch")),
        ("agent resume bob", ResumeAgent(BOB)),
        ("agent end-wrap-up bob", EndWrapUp(BOB)),
        ("agent request-wrap-up bob --as bob", RequestWrapUp(BOB)),
        ("agent disposition bob solved", GiveDisposition(BOB, "solved")),
        ("agent raise-hand bob --note help", RaiseHand(BOB, "help")),
        ("agent lower-hand bob", LowerHand(BOB)),
        ("contact escalate c-1 --as bob", EscalateContact(CONTACT)),
        ("contact move c-1 sales --note why", EscalateContact(CONTACT, SALES, "why")),
        ("contact return c-1 --as 201", ReturnContact(CONTACT)),
        ("contact priority c-1 7 --as tess", ChangePriority(CONTACT, 7)),
        ("contact pull c-1 carol", PullContact(CONTACT, CAROL)),
        ("queue open support --as tess", OpenQueue(SUPPORT)),
        ("queue close 400", CloseQueue(SUPPORT)),
    ],
)
async def test_what_is_typed_becomes_the_command(behind: Behind, words: str, command: Command) -> None:
    with suppress(Refused):  # the desk has its reasons, which are tested with it
        await type_in(*words.split())
    assert behind.commands[-1] == command


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("call hold bob", asks.Hold()),
        ("call resume c-1", asks.GoOn()),
        ("call transfer 201 --to-agent carol --note n", asks.Transfer(ToAgent(CAROL), "n")),
        ("call transfer bob --to-queue 400", asks.Transfer(ToQueue(SUPPORT))),
        ("call transfer bob --to-flow feedback", asks.Transfer(ToFlow(FlowName("feedback")))),
        ("call transfer bob --to-number +12025550123", asks.Transfer(ToNumber("+12025550123"))),
        ("call consult bob --to-queue sales", asks.Consult(ToQueue(SALES))),
        ("call complete bob --note n", asks.Complete("n")),
        ("call cancel bob", asks.CancelConsult()),
        ("call conference bob", asks.Conference()),
        ("call hang-up bob", asks.HangUp()),
        ("call record bob", asks.Record(on=True)),
        ("call stop-recording bob", asks.Record(on=False)),
        ("call pause-recording bob", asks.PauseRecording("bob")),
        ("call record-again bob", asks.RecordAgain("bob")),
    ],
)
async def test_what_is_typed_of_a_call_reaches_its_session(behind: Behind, words: str, ask: Ask) -> None:
    code, _ = await type_in(*words.split(), "--as", "bob")
    assert (code, behind.asked) == (0, [(CONTACT, ask, BOB)])


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ("supervise monitor bob", asks.Listen(ListeningMode.MONITOR, agent=BOB)),
        ("supervise monitor c-1", asks.Listen(ListeningMode.MONITOR, CONTACT)),
        ("supervise monitor", asks.SwitchMode(ListeningMode.MONITOR)),
        ("supervise stop", asks.StopListening()),
    ],
)
async def test_what_a_supervisor_types_reaches_the_listenings(behind: Behind, words: str, ask: Ask) -> None:
    code, _ = await type_in(*words.split(), "--as", "290")
    assert (code, behind.asked) == (0, [("tess", ask, None)])


@pytest.mark.parametrize("words", ["whisper bob", "barge", "take-over", "take-over bob"])
async def test_each_way_of_listening_needs_its_permission(behind: Behind, words: str) -> None:
    with pytest.raises(Refused, match="you have no permission to"):
        await type_in("supervise", *words.split(), "--as", "tess")
    assert behind.asked == []


async def test_an_agent_dials_out(behind: Behind) -> None:
    await type_in("agent", "dial", "bob", "--to-agent", "202", "--as", "bob")
    assert behind.asked == [(BOB, ToAgent(CAROL))]


async def test_an_agent_logs_in_at_another_phone(behind: Behind) -> None:
    await type_in("agent", "login", "carol", "--at", "desk-1", "--as", "carol")
    assert LogInAgent(CAROL) in behind.commands


@pytest.mark.usefixtures("behind")
async def test_answers_are_shown_for_people_and_for_programs() -> None:
    _, table = await type_in("agent", "pause", "201", "--as", "201")
    assert "bob" in table
    _, answer = await type_in("agent", "resume", "201", "--json")
    [shown] = json.loads(answer)
    assert (shown["name"], shown["presence"]) == ("bob", "available")
    assert (await type_in("supervise", "monitor", "bob", "--as", "tess"))[1] == "monitor\n"
    assert json.loads((await type_in("supervise", "stop", "--as", "tess", "--json"))[1]) == {"granted": True}


@pytest.mark.usefixtures("behind")
async def test_nobody_asks_in_the_name_of_nobody() -> None:
    with pytest.raises(Refused, match="no agent or supervisor is called 299"):
        await type_in("agent", "resume", "bob", "--as", "299")


@pytest.mark.parametrize(
    "words",
    [
        "call transfer bob",
        "call transfer bob --to-agent carol --to-queue sales",
        "call consult bob --to-flow feedback",
        "call hold ../agents",
        "agent login Bob!",
        "agent dial bob",
        "agent login bob --as ../x",
        "supervise monitor ../x",
        "supervise heard",
    ],
)
async def test_what_cannot_be_meant_is_not_understood(words: str) -> None:
    assert (await type_in(*words.split()))[0] == 2
