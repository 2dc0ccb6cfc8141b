"""The embedded server: started, adopted after a kill, shared, stopped by its owner, and closed to another major."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.embedded import EmbeddedNotStarted, EmbeddedOfOtherMajor, EmbeddedPostgres
from storage.engine import engine_for
from tests.support import postgres

pytestmark = pytest.mark.adapter

ROOT = Path(__file__).parents[3]


def server_in(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "data", folder / "run", postgres.cache_folder(), postgres.account())


async def answer(server: EmbeddedPostgres, question: str) -> object:
    engine = engine_for(server.url)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(text(question))).scalar_one()
    finally:
        await engine.dispose()


async def test_what_was_stored_is_there_after_a_restart() -> None:
    with postgres.open_folder() as folder:
        async with server_in(folder) as server:
            engine = engine_for(server.url)
            async with engine.begin() as connection:
                await connection.execute(text("CREATE TABLE kept AS SELECT 7 AS number"))
            await engine.dispose()
        assert not (folder / "data/postmaster.pid").exists()
        async with server_in(folder) as server:
            assert await answer(server, "SELECT number FROM kept") == 7
            assert str(await answer(server, "SHOW server_encoding")) == "UTF8"
            assert str(await answer(server, "SHOW listen_addresses")) == ""


async def test_a_second_process_shares_the_server_and_leaves_it_running() -> None:
    with postgres.open_folder() as folder:
        async with server_in(folder) as owner:
            async with server_in(folder) as guest:
                assert guest.url == owner.url
            assert await answer(owner, "SELECT 1") == 1


async def test_a_server_left_behind_by_a_killed_process_is_adopted_and_then_stopped() -> None:
    with postgres.open_folder() as folder:
        code = (
            "import asyncio, os, signal, sys; from pathlib import Path\n"
            "from storage.embedded import EmbeddedPostgres; from tests.support import postgres\n"
            "f = Path(sys.argv[1])\n"
            "s = EmbeddedPostgres(f / 'data', f / 'run', postgres.cache_folder(), postgres.account())\n"
            "async def main():\n"
            "    await s.__aenter__()\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            "asyncio.run(main())\n"
        )
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(folder), cwd=ROOT)
        assert await asyncio.wait_for(child.wait(), 60) == -9
        before = (folder / "data/postmaster.pid").read_text().splitlines()[0]
        async with server_in(folder) as server:
            assert (folder / "data/postmaster.pid").read_text().splitlines()[0] == before
            assert await answer(server, "SELECT 1") == 1
        assert not (folder / "data/postmaster.pid").exists()


async def test_data_of_another_major_version_is_refused() -> None:
    with postgres.open_folder() as folder:
        (folder / "data").mkdir()
        (folder / "data/PG_VERSION").write_text("16\n")
        with pytest.raises(EmbeddedOfOtherMajor, match="16"):
            await server_in(folder).__aenter__()


async def test_a_folder_too_long_for_a_socket_is_refused() -> None:
    with postgres.open_folder() as folder, pytest.raises(EmbeddedNotStarted, match="too long"):
        await server_in(folder / ("x" * 100)).__aenter__()
