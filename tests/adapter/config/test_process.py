"""Our Asterisk as a child: what stops a start, and what ends with whom."""

import asyncio
import os
import pwd
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk.ports import AddressNotOurs, PortTaken
from asterisk.process import AsteriskNotStarted, AsteriskProcess, SocketPathTooLong, StateFolderInUse
from tests.adapter.config.conftest import Rendered, rendered_in

pytestmark = pytest.mark.adapter

ROOT = Path(__file__).parents[3]

ANOTHER = """
import asyncio, sys
from pathlib import Path
from asterisk.process import AsteriskProcess
from tests.adapter.config.conftest import rendered_in
async def main():
    rendered = await rendered_in(Path(sys.argv[1]))
    async with AsteriskProcess(rendered.installation, rendered.settings) as process:
        print(process.pid, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fl-ast-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def owner_of(path: Path) -> int:
    return path.stat().st_uid


async def ended(pid: int) -> None:
    """Returns when the process is gone; fails after a while."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(handle, gone.set)
    try:
        await asyncio.wait_for(gone.wait(), 15)
    finally:
        asyncio.get_running_loop().remove_reader(handle)
        os.close(handle)


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("sip_port", socket.SOCK_DGRAM),
        ("sip_port", socket.SOCK_STREAM),
        ("sip_tls_port", socket.SOCK_STREAM),
        ("https_port", socket.SOCK_STREAM),
        ("http_port", socket.SOCK_STREAM),
        ("ami_port", socket.SOCK_STREAM),
    ],
)
async def test_a_taken_port_is_named_by_its_setting(rendered: Rendered, setting: str, kind: socket.SocketKind) -> None:
    with closing(socket.socket(socket.AF_INET, kind)) as other:
        other.bind(("127.0.0.1", getattr(rendered.settings, setting)))
        if kind is socket.SOCK_STREAM:
            other.listen()
        with pytest.raises(PortTaken, match=setting):
            await AsteriskProcess(rendered.installation, rendered.settings).__aenter__()
    assert not (rendered.settings.run / "asterisk.pid").exists()


async def test_an_address_of_another_machine_is_refused(rendered: Rendered) -> None:
    settings = replace(rendered.settings, sip_address="192.0.2.1")
    with pytest.raises(AddressNotOurs):
        await AsteriskProcess(rendered.installation, settings).__aenter__()


async def test_a_state_folder_too_deep_for_a_socket_is_refused(rendered: Rendered, tmp_path: Path) -> None:
    settings = replace(rendered.settings, state_folder=tmp_path / ("x" * 100))
    with pytest.raises(SocketPathTooLong):
        await AsteriskProcess(rendered.installation, settings).__aenter__()


async def test_a_second_start_on_the_same_folder_is_refused(running: Rendered) -> None:
    with pytest.raises(StateFolderInUse):
        await AsteriskProcess(running.installation, running.settings).__aenter__()


async def test_an_asterisk_that_cannot_start_says_why_and_leaves_nothing(rendered: Rendered) -> None:
    (rendered.settings.etc / "modules.conf").write_text("[modules]\nautoload = no\nrequire = no_such_module.so\n")
    process = AsteriskProcess(rendered.installation, rendered.settings)
    with pytest.raises(AsteriskNotStarted, match="no_such_module"):
        await process.__aenter__()


async def test_the_end_of_the_context_ends_it(rendered: Rendered) -> None:
    async with AsteriskProcess(rendered.installation, rendered.settings) as process:
        pid = process.pid
    await ended(pid)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_an_end_it_was_not_told_to_is_reported(rendered: Rendered) -> None:
    reported: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with AsteriskProcess(rendered.installation, rendered.settings, on_end=reported.set_result) as process:
        os.kill(process.pid, signal.SIGKILL)
        assert await asyncio.wait_for(reported, 10) == -signal.SIGKILL


async def test_it_ends_with_the_process_that_started_it_even_by_kill_9(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ANOTHER, str(folder), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    parent.kill()
    await parent.wait()
    await ended(pid)


async def test_a_leftover_of_an_earlier_run_is_ended_at_the_start(rendered: Rendered) -> None:
    settings = rendered.settings
    async with AsteriskProcess(rendered.installation, settings):
        pass
    leftover = await asyncio.create_subprocess_exec(
        *rendered.installation.command,
        *("-f", "-C", str(settings.etc / "asterisk.conf")),
        stdout=asyncio.subprocess.PIPE,
    )
    assert leftover.stdout is not None
    while b"Asterisk Ready." not in await asyncio.wait_for(leftover.stdout.readline(), 60):
        pass
    async with AsteriskProcess(rendered.installation, settings) as process:
        assert process.pid != leftover.pid
        await asyncio.wait_for(leftover.wait(), 10)


async def test_a_pid_file_that_names_a_stranger_harms_nobody(rendered: Rendered) -> None:
    rendered.settings.run.mkdir(parents=True)
    (rendered.settings.run / "asterisk.pid").write_text(f"{os.getpid()}\n")
    async with AsteriskProcess(rendered.installation, rendered.settings) as process:
        assert process.pid != os.getpid()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may start a process as another user")
async def test_it_runs_as_the_account_and_cannot_change_its_configuration(open_folder: Path) -> None:
    account = pwd.getpwnam("nobody")
    rendered = await rendered_in(open_folder / "s")
    async with AsteriskProcess(rendered.installation, rendered.settings, account) as process:
        assert owner_of(Path(f"/proc/{process.pid}")) == account.pw_uid
    assert owner_of(rendered.settings.etc) == 0
    assert owner_of(rendered.settings.logs / "messages.log") == account.pw_uid
