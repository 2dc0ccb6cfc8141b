"""Phones of all kinds on a real Asterisk: they come in by their transport, and what they dial is handed over."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from asterisk.config import load_or_create, render
from asterisk.config.core import USER
from asterisk.config.keys import of_document
from asterisk.process import AsteriskProcess
from dialplan.document import Agent, Document, Queue
from dialplan.secret_values import SecretWeak
from dialplan.sections.devices import DeviceSpec, PhoneSpec, Transport
from dialplan.sections.people import SupervisorSpec
from tests.adapter.config.conftest import Rendered, document
from tests.adapter.config.test_rendered import HARMLESS, ami_reply, log_of
from tests.support import sipp_calls
from vocabulary.ids import AgentName, DeviceName, QueueName

pytestmark = pytest.mark.adapter

TRANSPORTS: tuple[Transport, ...] = ("udp", "tcp", "tls", "wss")
ALICE, CAROL = AgentName("alice"), AgentName("carol")


def with_phones() -> Document:
    """Carol has a phone of each kind, Sam leads, one phone is nobody's, a queue has a number."""
    devices = {f"carol-{transport}": DeviceSpec(transport=transport) for transport in TRANSPORTS}
    carol = Agent(AgentProfile(CAROL, ()), "Carol", number="203", devices=devices)
    sam = {"name": "Sam", "device": "290", "queues": "support", "may": "monitor"}
    given = document()
    return replace(
        given,
        agents={**given.agents, CAROL: carol},
        queues={QueueName("support"): Queue(QueuePolicy(QueueName("support")), number="401")},
        supervisors={"sam": SupervisorSpec.model_validate(sam)},
        phones={"hot-1": PhoneSpec()},
    )


def rendered_with(given: Document, rendered: Rendered) -> Rendered:
    """The same folder with this document's configuration in it."""
    settings = rendered.settings
    secrets = of_document(load_or_create(settings.secrets_file, ()), given, settings.secrets_file)
    render(given, settings, secrets, settings.etc, rendered.installation)
    return Rendered(settings, secrets, rendered.installation)


def secret_of(rendered: Rendered, device: str) -> str:
    return rendered.secrets.phones[DeviceName(device)].get_secret_value()


@asynccontextmanager
async def service_of(rendered: Rendered) -> AsyncIterator[tuple[aiohttp.ClientSession, Any]]:
    """The service's place: its requests and its events."""
    headers = {"Authorization": aiohttp.encode_basic_auth(USER, rendered.secrets.ari.get_secret_value())}
    base = f"http://127.0.0.1:{rendered.settings.http_port}/ari/"
    async with (
        aiohttp.ClientSession(base, headers=headers) as session,
        session.ws_connect("events?app=firstline") as events,
    ):
        yield session, events


async def test_phones_of_all_kinds_are_there_without_a_warning(rendered: Rendered) -> None:
    ready = rendered_with(with_phones(), rendered)
    secret = ready.secrets.ami.get_secret_value()
    async with AsteriskProcess(ready.installation, ready.settings):
        for name in (*(f"carol-{transport}" for transport in TRANSPORTS), "290", "hot-1", "alice"):
            shown = await ami_reply(ready, secret, f"Action: PJSIPShowEndpoint\r\nEndpoint: {name}\r\n\r\n")
            assert "Response: Success" in shown, name
        for number, state in (("203", "Stasis:agent-carol"), ("401", "Stasis:queue-support")):
            asked = f"Action: ExtensionState\r\nContext: lamps\r\nExten: {number}\r\n\r\n"
            assert f"Hint: {state}" in await ami_reply(ready, secret, asked)
    complaints = [line for line in log_of(ready).splitlines() if re.search(r"\b(WARNING|ERROR)\[", line)]
    assert [line for line in complaints if not any(reason in line for reason in HARMLESS)] == []


def unchecked() -> ssl.SSLContext:
    """Encryption with whoever answers: our own certificate is nobody's."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def register(user: str, transport: str) -> str:
    return (
        f"REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/{transport} x.invalid;branch=z9hG4bK1\r\n"
        f"From: <sip:{user}@x>;tag=1\r\nTo: <sip:{user}@x>\r\nCall-ID: 1\r\nCSeq: 1 REGISTER\r\n"
        "Contact: <sip:a@x.invalid>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
    )


async def test_a_weak_password_leaves_the_configuration_as_it_was(rendered: Rendered) -> None:
    settings = rendered.settings
    before = {path.name: path.read_bytes() for path in settings.etc.iterdir()}
    (settings.state_folder / "weak").write_text("carol-carol-123")
    given = with_phones()
    weak = DeviceSpec.model_validate({"secret": {"file": "weak"}})
    carol = replace(given.agents[CAROL], devices={"carol-udp": weak})
    given = replace(given, agents={**given.agents, CAROL: carol}, directory=settings.state_folder)
    with pytest.raises(SecretWeak, match="it holds the name or the number it belongs to") as refusal:
        render(given, settings, rendered.secrets, settings.etc, rendered.installation)
    assert "carol-carol" not in str(refusal.value)
    assert {path.name: path.read_bytes() for path in settings.etc.iterdir()} == before


async def test_a_phone_registers_over_tcp(running: Rendered, tmp_path: Path) -> None:
    ready = rendered_with(with_phones(), running)
    await ami_reply(ready, ready.secrets.ami.get_secret_value(), "Action: Reload\r\nModule: res_pjsip.so\r\n\r\n")
    auth = ("carol-tcp", secret_of(ready, "carol-tcp"))
    port = ready.settings.sip_port
    await sipp_calls.run(sipp_calls.register("carol-tcp", 200), tmp_path, "127.0.0.1", port, auth, transport="t1")


async def test_a_phone_with_tls_is_asked_for_its_password(running: Rendered) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.settings.tls_port, ssl=unchecked())
    writer.write(register("alice", "TLS").encode())
    answer = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert answer.startswith(b"SIP/2.0 401 ")


async def test_a_browser_reaches_sip_and_nothing_else(rendered: Rendered) -> None:
    base = f"https://127.0.0.1:{rendered.settings.wss_port}"
    elsewhere = aiohttp.TCPConnector(ssl=unchecked(), local_addr=("127.0.0.5", 0))
    async with (
        AsteriskProcess(rendered.installation, rendered.settings),
        aiohttp.ClientSession(connector=elsewhere) as browser,
    ):
        async with browser.ws_connect(f"{base}/ws", protocols=("sip",)) as line:
            await line.send_str(register("alice", "WSS"))
            assert (await line.receive_str(timeout=10)).startswith("SIP/2.0 401 ")
        async with browser.get(f"{base}/ari/asterisk/info") as reply:
            assert reply.status == 403


@pytest.mark.parametrize(
    ("dialled", "handed_over"), [("*11", "*11"), ("203", "203"), ("00371200", "00371200"), ("%2A1%2C%22x", "*1x")]
)
async def test_what_a_phone_dials_is_handed_over_with_the_phones_name(
    running: Rendered, tmp_path: Path, dialled: str, handed_over: str
) -> None:
    async with service_of(running) as (session, events):
        scenario = sipp_calls.refused("alice", dialled, 403, challenged=True)
        auth = ("alice", secret_of(running, "alice"))
        sipp = sipp_calls.run(scenario, tmp_path, "127.0.0.1", running.settings.sip_port, auth)
        call = asyncio.create_task(sipp, name="call")
        started = await events.receive_json(timeout=10)
        async with session.delete(f"channels/{started['channel']['id']}?reason_code=21"):
            await call
    assert (started["type"], started["args"]) == ("StasisStart", ["phone", "alice", handed_over])


async def test_a_phone_that_dials_while_the_service_is_away_hears_an_apology(running: Rendered, tmp_path: Path) -> None:
    scenario = sipp_calls.answered_until_bye("alice", "*11", challenged=True)
    auth = ("alice", secret_of(running, "alice"))
    seen = await sipp_calls.run(scenario, tmp_path, "127.0.0.1", running.settings.sip_port, auth)
    assert "cause=34" in seen


@pytest.mark.parametrize("transport", ["udp", "tls"])
async def test_a_reload_touches_no_call_not_even_of_a_phone_that_changes(
    running: Rendered, tmp_path: Path, transport: Transport
) -> None:
    port, secret = running.settings.sip_port, running.secrets.ami.get_secret_value()
    own = ("alice", secret_of(running, "alice"))
    given = with_phones()
    changed_alice = Agent(AgentProfile(ALICE, ()), "Alicia", "201", {"alice": DeviceSpec(transport=transport)})
    agents = {ALICE: changed_alice, CAROL: given.agents[CAROL]}
    async with service_of(running) as (session, events):
        scenario = sipp_calls.answered_until_bye("alice", "*11", challenged=True)
        call = asyncio.create_task(sipp_calls.run(scenario, tmp_path, "127.0.0.1", port, own), name="call")
        leg = (await events.receive_json(timeout=10))["channel"]["id"]
        async with session.post(f"channels/{leg}/answer") as answered:
            assert answered.status == 204
        changed = rendered_with(replace(given, agents=agents), running)
        for module in ("res_pjsip.so", "pbx_config.so"):
            reload_ = f"Action: Reload\r\nModule: {module}\r\n\r\n"
            assert "Response: Success" in await ami_reply(changed, secret, reload_)
        registering = tmp_path / "phone"
        registering.mkdir()
        new = ("hot-1", secret_of(changed, "hot-1"))
        await sipp_calls.run(sipp_calls.register("hot-1", 200), registering, "127.0.0.1", port, new)
        async with session.get(f"channels/{leg}") as there:
            assert (await there.json())["state"] == "Up"
        async with session.delete(f"channels/{leg}"):
            await call
