"""The rendered configuration on a real Asterisk: who gets in, and what a caller hears while we are away."""

import asyncio
import re
import stat
from pathlib import Path

import aiohttp
import pytest

from asterisk.config.core import USER
from asterisk.process import AsteriskProcess
from tests.adapter.config.conftest import Rendered
from tests.support import sipp_calls
from vocabulary.ids import AgentName

pytestmark = [pytest.mark.adapter, pytest.mark.asyncio(loop_scope="module")]

HARMLESS = ("registered during operation. Enable PJSIP_SAFE_MODULE",)
"""Warnings of a clean start that mean nothing: Asterisk registers its parts of PJSIP while PJSIP already runs, and on a
loaded machine PJSIP now and then notices."""


async def ari_status(rendered: Rendered, password: str) -> int:
    url = f"http://127.0.0.1:{rendered.settings.http_port}/ari/asterisk/info"
    headers = {"Authorization": aiohttp.encode_basic_auth(USER, password)}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as reply:
        return reply.status


async def ami_reply(rendered: Rendered, secret: str, action: str = "") -> str:
    """The reply to the login, or to the action after it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", rendered.settings.ami_port)
    try:
        await reader.readline()
        writer.write(f"Action: Login\r\nUsername: {USER}\r\nSecret: {secret}\r\nEvents: off\r\n\r\n".encode())
        reply = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        if action:
            writer.write(action.encode())
            reply = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        return reply.decode()
    finally:
        writer.close()
        await writer.wait_closed()


def log_of(rendered: Rendered) -> str:
    return (rendered.settings.logs / "messages.log").read_text()


async def test_the_log_of_a_start_holds_no_warning(rendered: Rendered) -> None:
    async with AsteriskProcess(rendered.installation, rendered.settings):
        pass
    complaints = [line for line in log_of(rendered).splitlines() if re.search(r"\b(WARNING|ERROR)\[", line)]
    assert [line for line in complaints if not any(reason in line for reason in HARMLESS)] == []


async def test_ari_and_ami_open_with_their_secrets_only(shared: Rendered) -> None:
    assert await ari_status(shared, shared.secrets.ari.get_secret_value()) == 200
    assert await ari_status(shared, "wrong") == 401
    assert "Response: Success" in await ami_reply(shared, shared.secrets.ami.get_secret_value())
    assert "Response: Error" in await ami_reply(shared, "wrong")


async def test_a_phone_registers_with_its_own_secret_only(shared: Rendered, tmp_path: Path) -> None:
    port = shared.settings.sip_port
    own = shared.secrets.agents[AgentName("alice")].get_secret_value()
    others = shared.secrets.agents[AgentName("bob")].get_secret_value()
    await sipp_calls.run(sipp_calls.register("alice", 200), tmp_path, "127.0.0.1", port, ("alice", own))
    await sipp_calls.run(sipp_calls.register("alice", 401), tmp_path, "127.0.0.1", port, ("alice", others))
    visitor = shared.secrets.visitor.get_secret_value()
    await sipp_calls.run(sipp_calls.register("visitor", 200), tmp_path, "127.0.0.1", port, ("visitor", visitor))


async def test_a_caller_of_the_trunk_hears_an_apology_while_the_service_is_away(
    shared: Rendered, tmp_path: Path
) -> None:
    seen = await sipp_calls.run(
        sipp_calls.answered_until_bye("+4930123", "100"), tmp_path, "127.0.0.2", shared.settings.sip_port
    )
    assert "cause=34" in seen
    assert "486" not in re.findall(r"^SIP/2\.0 (\d+)", seen, re.MULTILINE)
    assert "Playback" not in log_of(shared)


@pytest.mark.parametrize(
    ("dialled", "handed_over"),
    [("+4930100", "+4930100"), ("5", "5"), ("100%2C%22%29evil%26x", "100evilx"), ("100%24%7BEXTEN%7D", "100EXTEN")],
)
async def test_the_service_is_given_the_dialled_number_as_digits_and_letters(
    shared: Rendered, tmp_path: Path, dialled: str, handed_over: str
) -> None:
    headers = {"Authorization": aiohttp.encode_basic_auth(USER, shared.secrets.ari.get_secret_value())}
    base = f"http://127.0.0.1:{shared.settings.http_port}/ari"
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.ws_connect(f"{base}/events?app=firstline") as events,
    ):
        scenario = sipp_calls.refused("+4930123", dialled, 403)
        call = asyncio.create_task(
            sipp_calls.run(scenario, tmp_path, "127.0.0.2", shared.settings.sip_port), name="call"
        )
        started = await events.receive_json(timeout=10)
        async with session.delete(f"{base}/channels/{started['channel']['id']}?reason_code=21"):
            await call
    assert started["type"] == "StasisStart"
    assert started["args"] == ["caller", handed_over, "on=trunk"]


async def test_a_trunk_caller_with_an_agents_name_is_a_trunk_caller(shared: Rendered, tmp_path: Path) -> None:
    await sipp_calls.run(sipp_calls.answered_until_bye("alice", "100"), tmp_path, "127.0.0.2", shared.settings.sip_port)


@pytest.mark.parametrize("user", ["alice", "visitor"])
async def test_a_phone_with_its_secret_dials_in(shared: Rendered, tmp_path: Path, user: str) -> None:
    secrets = shared.secrets
    secret = secrets.visitor if user == "visitor" else secrets.agents[AgentName(user)]
    scenario = sipp_calls.answered_until_bye(user, "100", challenged=True)
    port, auth = shared.settings.sip_port, (user, secret.get_secret_value())
    seen = await sipp_calls.run(scenario, tmp_path, "127.0.0.1", port, auth)
    assert "cause=34" in seen


async def test_callers_send_audio_to_the_sip_address_and_the_port_range(shared: Rendered, tmp_path: Path) -> None:
    scenario = sipp_calls.answered_until_bye("+4930123", "100")
    call = asyncio.create_task(sipp_calls.run(scenario, tmp_path, "127.0.0.2", shared.settings.sip_port), name="call")
    seen = await call
    audio = [int(port) for port in re.findall(r"^m=audio (\d+) ", seen, re.MULTILINE)[1:]]
    assert audio
    assert all(shared.settings.rtp_first <= port <= shared.settings.rtp_last for port in audio)
    assert set(re.findall(r"^c=IN IP4 (\S+)", seen, re.MULTILINE)) == {"127.0.0.2", "127.0.0.1"}


async def test_our_rights_at_ami_end_where_programs_and_files_begin(shared: Rendered) -> None:
    secret = shared.secrets.ami.get_secret_value()
    reload_ = "Action: Reload\r\nModule: res_pjsip.so\r\n\r\n"
    assert "Response: Success" in await ami_reply(shared, secret, reload_)
    assert "Permission denied" in await ami_reply(shared, secret, "Action: Command\r\nCommand: core stop\r\n\r\n")
    write = "Action: UpdateConfig\r\nSrcFilename: ari.conf\r\nDstFilename: ari.conf\r\n\r\n"
    assert "Permission denied" in await ami_reply(shared, secret, write)
    originate = "Action: Originate\r\nChannel: Local/1@x\r\nApplication: System\r\nData: x\r\n\r\n"
    assert "Permission denied" in await ami_reply(shared, secret, originate)


@pytest.mark.parametrize("user", ["alice", "visitor", "trunk", "nobody"])
async def test_nobody_dials_in_from_elsewhere_without_a_secret(shared: Rendered, tmp_path: Path, user: str) -> None:
    await sipp_calls.run(sipp_calls.refused(user, "100", 401), tmp_path, "127.0.0.1", shared.settings.sip_port)


async def test_secrets_and_configuration_are_closed_to_others(rendered: Rendered) -> None:
    settings = rendered.settings
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (*settings.etc.iterdir(), settings.etc)}
    assert all(mode & 0o007 == 0 and mode & 0o020 == 0 for mode in modes.values())
    assert stat.S_IMODE(settings.secrets_file.stat().st_mode) == 0o600
