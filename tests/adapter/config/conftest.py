"""A real Asterisk on the configuration we render, on free ports of loopback."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from acd.profile import AgentProfile
from asterisk import installation
from asterisk.config import ConfigSettings, Secrets, load_or_create, render
from asterisk.config.keys import of_document
from asterisk.installation import AsteriskInstallation
from asterisk.process import AsteriskProcess
from dialplan.document import Agent, Dialled, Document
from ivr.world import World
from vocabulary.ids import AgentName, FlowName

AGENTS = (AgentName("alice"), AgentName("bob"))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A folder with a rendered configuration, ready to be started."""

    settings: ConfigSettings
    secrets: Secrets
    installation: AsteriskInstallation


def document() -> Document:
    """Two agents and one number."""
    agents = {name: Agent(AgentProfile(name, ()), f'{name.title()} "Ö" Example') for name in AGENTS}
    return Document("0" * 12, {"100": Dialled(FlowName("main"))}, World(), {}, agents)


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback that nobody has at this moment."""
    with closing(socket.socket(socket.AF_INET, kind)) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cache_folder() -> Path:
    """Where ``make setup`` puts what it fetches."""
    default = Path("/var/cache/firstline") if os.geteuid() == 0 else Path.home() / ".cache/firstline"
    return Path(os.environ.get("FIRSTLINE_CACHE") or default)


async def rendered_in(folder: Path) -> Rendered:
    """A configuration rendered into the folder."""
    found = await installation.find(cache_folder())
    settings = ConfigSettings(
        state_folder=folder,
        leg_folder=folder / "legs",
        sip_port=free_port(socket.SOCK_DGRAM),
        sip_tls_port=free_port(socket.SOCK_STREAM),
        https_port=free_port(socket.SOCK_STREAM),
        http_port=free_port(socket.SOCK_STREAM),
        ami_port=free_port(socket.SOCK_STREAM),
        agi_port=free_port(socket.SOCK_STREAM),
        rtp_first=18_200,
        rtp_last=18_299,
        retry_seconds=1,
    )
    given = document()
    secrets = of_document(load_or_create(settings.secrets_file, AGENTS), given, settings.secrets_file)
    render(given, settings, secrets, settings.etc, found)
    return Rendered(settings, secrets, found)


@pytest.fixture
async def rendered(tmp_path: Path) -> Rendered:
    return await rendered_in(tmp_path / "s")


@pytest.fixture
async def running(rendered: Rendered) -> AsyncIterator[Rendered]:
    """An Asterisk of the test's own."""
    async with AsteriskProcess(rendered.installation, rendered.settings):
        yield rendered


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rendered]:
    """One Asterisk for the tests of a module, which must run on the module's loop."""
    ready = await rendered_in(tmp_path_factory.mktemp("a") / "s")
    async with AsteriskProcess(ready.installation, ready.settings):
        yield ready
