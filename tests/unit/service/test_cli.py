"""The command line: what is typed reaches the service as it was meant, answers are shown, refusals are one line."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from acd.codec import Logged
from acd.commands import (
    CallerEntered,
    ChangePriority,
    ChangeRequirement,
    CloseQueue,
    ConfigureAgent,
    ConfigureQueue,
    EscalateContact,
    OpenQueue,
    RequestWrapUp,
    ReturnContact,
)
from acd.policy import QueuePolicy
from acd.profile import AgentProfile, Assignment
from api.client import Refused
from api.control import Control, control_server
from asterisk.ari.client import AriClient
from asterisk.ari.settings import AriSettings
from calls.desk import Desk
from calls.link import AsteriskLink
from calls.phones import Phones
from calls.switchboard import Switchboard
from calls.waiting_rooms import WaitingRooms
from dialplan.document import Document
from ivr.world import World
from service import clock
from service.cli import app
from service.command_log import JsonLinesLog, read_log
from service.ids import id_maker
from service.settings import Settings
from service.speech import speech_maker
from storage.contacts import ContactRepository
from storage.engine import engine_for
from tests.support.asking import Behind, door_to
from tests.unit.service.yesterday import Day, declined_then_answered, left_waiting, open_support
from vocabulary.ids import AgentName, ContactId, EntryId, QueueName, SkillName
from vocabulary.skills import Requirement, Step, Threshold

SUPPORT, EXPERTS = QueueName("support"), QueueName("experts")
CONTACT = ContactId("c-1")
EXAMPLE = Path(__file__).parents[3] / "dialplan" / "examples" / "helpdesk"

"""Types a command line; what it prints."""


def typed(*words: str) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture
async def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[], list[Logged]]]:
    """A service without Asterisk: its desk and its socket, a queue, an agent, a caller who waits; what it was told."""
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path))
    document = Document("v", {}, World(), {}, {})
    ari = AriClient(AriSettings(base_url="http://127.0.0.1:9", password=SecretStr("unused")))
    phones, new_id = Phones(), id_maker(clock.now)
    switchboard = Switchboard(ari, document, new_id, clock.now, partial(speech_maker, Settings.read()), phones)
    rooms = WaitingRooms(ari, document.queues, id_maker(clock.now))
    link = AsteriskLink(ari, switchboard, rooms, phones, lambda: 0.5)
    engine = engine_for("postgresql://nobody@127.0.0.1:9/nothing")
    with JsonLinesLog(tmp_path / "log", clock.now(), seed=1, version="v") as log:
        desk = Desk(clock.now, switchboard, lambda *_: None, log)
        deciding = asyncio.create_task(desk.run())
        profile = AgentProfile(AgentName("alice"), (Assignment(SUPPORT),), ((SkillName("english"), 3),))
        for command in (
            ConfigureQueue(QueuePolicy(SUPPORT)),
            ConfigureQueue(QueuePolicy(EXPERTS)),
            ConfigureAgent(profile),
            CallerEntered(EntryId("e-1"), CONTACT, SUPPORT),
        ):
            await desk.ask(command)
        control = Control(desk, switchboard, link, ContactRepository(engine), (), door_to(desk, Behind(), document))
        async with control_server(tmp_path / "run" / "control.sock", control):
            yield lambda: [command for command, _ in read_log(log.path)]
        deciding.cancel()
        with suppress(asyncio.CancelledError):
            await deciding
    await engine.dispose()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["contact", "escalate", "c-1", "--queue", "experts"], EscalateContact(CONTACT, EXPERTS)),
        (
            ["contact", "escalate", "c-1", "--queue", "experts", "--note", "x y"],
            EscalateContact(CONTACT, EXPERTS, "x y"),
        ),
        (["contact", "priority", "c-1", "5"], ChangePriority(CONTACT, 5)),
        (["contact", "priority", "c-1", "--boost", "60", "--", "-2"], ChangePriority(CONTACT, -2, 60.0)),
        (
            ["contact", "require", "c-1", "english >= 3"],
            ChangeRequirement(CONTACT, Requirement((Step(Threshold(SkillName("english"), 3)),))),
        ),
        (
            ["contact", "require", "c-1", "english >= 3", "--for", "30", "--then", "english"],
            ChangeRequirement(
                CONTACT,
                Requirement((Step(Threshold(SkillName("english"), 3), 30.0), Step(Threshold(SkillName("english"), 1)))),
            ),
        ),
        (["queue", "close", "support"], CloseQueue(SUPPORT)),
        (["queue", "open", "support"], OpenQueue(SUPPORT)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_what_is_typed_becomes_the_command(
    told: Callable[[], list[Logged]], words: list[str], command: Logged
) -> None:
    code, _ = await asyncio.to_thread(typed, *words)
    assert (code, told()[-1]) == (0, command)


@pytest.mark.parametrize(
    ("words", "command", "why"),
    [
        (
            ["contact", "return", "c-1", "--note", "back"],
            ReturnContact(CONTACT, "back"),
            "c-1 came from no other queue",
        ),
        (["contact", "escalate", "c-9"], EscalateContact(ContactId("c-9")), "c-9 is neither waiting nor talking"),
        (
            ["agent", "request-wrap-up", "alice"],
            RequestWrapUp(AgentName("alice")),
            "alice has no conversation to wrap up",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_what_cannot_be_done_is_answered_with_the_reason(
    told: Callable[[], list[Logged]], words: list[str], command: Logged, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        await asyncio.to_thread(typed, *words)
    assert told()[-1] == command


@pytest.mark.usefixtures("told")
async def test_queues_are_listed_for_people_and_for_programs() -> None:
    _, table = await asyncio.to_thread(typed, "queue", "list")
    assert "support" in table
    assert "experts" in table
    _, answer = await asyncio.to_thread(typed, "queue", "list", "--json")
    [support, _] = json.loads(answer)
    assert (support["name"], support["line"], support["open"], support["waiting"]) == ("support", 1, True, 1)


@pytest.mark.usefixtures("told")
async def test_agents_and_calls_are_listed_without_asterisk() -> None:
    _, table = await asyncio.to_thread(typed, "agent", "list")
    assert "alice" in table
    code, _ = await asyncio.to_thread(typed, "call", "list")
    assert code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["contact", "escalate", "../agents"],
        ["contact", "escalate", "c-1", "--queue", "No Queue"],
        ["queue", "open", "../agents"],
        ["contact", "priority", "c-1", "high"],
        ["contact", "require", "c-1", "english", "--then", "french"],
        ["contact", "require", "c-1", "english", "--for", "0"],
        ["why", "c 1"],
        ["why-idle", "Alice!"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_not_understood(words: list[str]) -> None:
    assert typed(*words)[0] == 2


def test_a_contact_is_explained_for_people_and_for_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path))
    with Day(tmp_path / "log") as day:
        open_support(day)
        declined_then_answered(day)
        left_waiting(day)
    _, told = typed("why", "c-1")
    assert "offer e-1-1 to bob in support: declined after 7.0 s" in told
    assert "comes later: proficiency 3" in told
    answer = json.loads(typed("why", "c-2", "--json")[1])
    assert (answer["contact"], answer["waiting"]["position"]) == ("c-2", 1)
    assert [verdict["detail"] for verdict in answer["waiting"]["verdicts"]][1:] == ["paused: lunch", "logged out"]


def test_an_idle_agent_is_explained_for_people_and_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path / "elsewhere"))
    with Day(tmp_path) as day:
        open_support(day)
        left_waiting(day)
    _, told = typed("why-idle", "bob", "--log", str(day.path))
    assert "bob at 22:13:40.000: paused: lunch" in told
    answer = json.loads(typed("why-idle", "bob", "--json", "--log", str(day.path))[1])
    assert (answer["agent"], answer["standing"]) == ("bob", "paused: lunch")
    assert [(passed["contact"], passed["verdict"]["reason"]) for passed in answer["waiting"]] == [("c-2", "paused")]


def test_a_document_with_nothing_but_warnings_passes_its_check(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text(
        "numbers: {'100': main}\n"
        "queues: {support: {}}\n"
        "agents: {alice: {name: Alice, queues: [support]}}\n"
        "flows: {main: [enqueue: {queue: support}]}\n",
        encoding="utf-8",
    )
    code, told = typed("check", str(tmp_path))
    assert (code, ": warning: " in told, told.splitlines()[-1].startswith(f"{tmp_path}: fine")) == (0, True, True)
    code, answer = typed("check", str(tmp_path), "--json")
    assert (code, {problem["severity"] for problem in json.loads(answer)}) == (0, {"warning"})


def test_the_packaged_example_passes_its_check() -> None:
    assert typed("check", str(EXAMPLE))[0] == 0
