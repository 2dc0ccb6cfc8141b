"""The commands of recordings: what is typed reaches the service so, and what it answers is shown to people."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from typer.testing import CliRunner

from api.client import Refused
from service.cli import app

RECORDING: dict[str, Any] = {
    "recording": "rec-o-1",
    "contact": "c-1",
    "kind": "conversation",
    "began_at": "2026-03-02T12:00:01.5Z",
    "seconds": 3723.4,
    "caller": "+12025550123",
    "agent": "bob",
    "queue": None,
    "direction": "in",
    "state": "complete",
    "detail": "",
    "disposition": "solved",
    "flags": ["recording gap", "hand raised"],
    "sealed": False,
    "kept_until": "2027-03-02T12:00:01.5Z",
    "held_at": "2026-03-03T12:00:00Z",
    "held_by": "admin",
    "held_why": "a [lawsuit]",
    "deletion": "",
    "deleted_at": None,
    "deleted_by": "",
    "deleted_why": "",
}
CHANNEL = {"loudness_dbfs": -21.04, "silence_share": 0.25, "peaks": ""}
SOUND = {
    "kept_as": "flac",
    "size": 1000,
    "sha256": "ab" * 32,
    "seconds": 3723.4,
    "channels": [CHANNEL, {**CHANNEL, "loudness_dbfs": None}],
    "double_talk_share": 0.1,
}
ACCESS = {"who": "tess", "at": "2026-03-04T08:00:00Z", "how": "heard", "why": "coaching", "refused": "not yours"}
CONTENT = b"fLaC and more"
ANSWERS: dict[str, Any] = {
    "GET /v1/recordings": {"time_zone": "Europe/Riga", "recordings": [RECORDING], "more": True},
    "GET /v1/recordings/rec-o-1": {
        "time_zone": "Europe/Riga",
        "recording": RECORDING,
        "sound": SOUND,
        "accesses": [ACCESS],
    },
    "POST /v1/recordings/rec-o-1/play": {"rings": True, "seconds": 3723.4},
    "POST /v1/recordings/rec-o-1/hold": RECORDING,
    "POST /v1/recordings/rec-o-1/release": {**RECORDING, "held_at": None},
    "POST /v1/recordings/rec-o-1/verify": {
        "looked_at": 1,
        "recordings": [{"recording": "rec-o-1", "faults": [], "told": []}],
    },
    "POST /v1/recordings/verify": {
        "looked_at": 7,
        "recordings": [{"recording": "rec-o-1", "faults": ["it is not there"], "told": []}],
    },
    "POST /v1/recordings/rec-o-1/repair": {
        "looked_at": 1,
        "recordings": [{"recording": "rec-o-1", "faults": [], "told": ["the copy is kept in its place"]}],
    },
    "POST /v1/recordings/erase": {
        "number": "+1",
        "forms": ["+12025550123"],
        "erased": ["rec-o-2"],
        "waiting": ["rec-o-3"],
        "held": [{"recording": "rec-o-1", "by": "admin", "why": "a lawsuit"}],
        "under_way": [{"recording": "rec-o-4", "where": "in quarantine"}],
        "contacts": ["c-1"],
    },
    "POST /v1/recordings/expire": {
        "kept": 9,
        "due": 3,
        "deleted": ["rec-o-2"],
        "waiting": [],
        "missing": ["rec-o-2"],
        "left": 2,
    },
}


class Service:
    """Answers as it was told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.checksum = hashlib.sha256(CONTENT).hexdigest()

    async def answer(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read() or b"{}") | dict(request.query)
        route = f"{request.method} {request.path}"
        self.asked.append((route, body))
        if route.endswith("/fetch"):
            headers = {
                "X-Recording-SHA256": self.checksum,
                "Content-Disposition": 'attachment; filename="../rec-o-1.flac"',
            }
            return web.Response(body=CONTENT, content_type="audio/flac", headers=headers)
        if route not in ANSWERS:
            return web.json_response({"refused": "no"}, status=404)
        return web.json_response(ANSWERS[route])


@pytest.fixture(autouse=True)
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path))
    (tmp_path / "run").mkdir()
    service, application = Service(), web.Application()
    application.router.add_route("*", "/{path:.*}", service.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.UnixSite(runner, str(tmp_path / "run" / "control.sock")).start()
    yield service
    await runner.cleanup()


async def typed(*words: str) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ("recording", *words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.mark.parametrize(
    ("words", "route", "body"),
    [
        (
            "find --from 2026-03-02T08:00 --to 2026-03-03T08:00 --agent bob --longer 60 --as tess",
            "GET /v1/recordings",
            {
                "from": "2026-03-02T08:00",
                "to": "2026-03-03T08:00",
                "as": "tess",
                "agent": "bob",
                "longer": "60.0",
                "deleted": "false",
                "limit": "50",
            },
        ),
        (
            "find --caller +12025550123 --not-held --deleted --limit 5",
            "GET /v1/recordings",
            {"caller": "+12025550123", "held": "false", "deleted": "true", "limit": "5"},
        ),
        ("show rec-o-1 --as bob", "GET /v1/recordings/rec-o-1", {"as": "bob"}),
        (
            "play rec-o-1 --at 90 --why coaching --as tess",
            "POST /v1/recordings/rec-o-1/play",
            {"at": 90.0, "why": "coaching", "as": "tess"},
        ),
        ("hold rec-o-1 --why lawsuit", "POST /v1/recordings/rec-o-1/hold", {"why": "lawsuit"}),
        ("release rec-o-1 --why settled", "POST /v1/recordings/rec-o-1/release", {"why": "settled"}),
        ("verify rec-o-1", "POST /v1/recordings/rec-o-1/verify", {}),
        ("repair rec-o-1", "POST /v1/recordings/rec-o-1/repair", {}),
        ("erase --caller +1202 --why asked", "POST /v1/recordings/erase", {"caller": "+1202", "why": "asked"}),
        ("expire --anyway", "POST /v1/recordings/expire", {"anyway": True}),
    ],
)
async def test_what_is_typed_is_asked(service: Service, words: str, route: str, body: dict[str, Any]) -> None:
    assert (await typed(*words.split()))[0] == 0
    assert service.asked == [(route, body)]


@pytest.mark.parametrize(
    "words",
    [
        "show ../rec-o-1",
        "show CON",
        "show rec-o-1.",
        "play rec-o-1 --at -1",
        "fetch rec-o-1 file",
        "hold rec-o-1",
        "erase --caller +1202",
        "find --limit 0",
        "find --as ../x",
        "verify %2e%2e",
    ],
)
async def test_what_cannot_be_meant_is_not_understood(service: Service, words: str) -> None:
    assert ((await typed(*words.split()))[0], service.asked) == (2, [])


async def test_what_was_found_is_a_table_in_the_dialplans_time() -> None:
    _, told = await typed("find")
    for word in ("rec-o-1", "2026-03-02 14:00:01", "Europe/Riga", "bob", "1:02:03", "held", "recording gap", "more"):
        assert word in told, word


async def test_a_recording_is_shown_with_who_asked_for_it() -> None:
    _, told = await typed("show", "rec-o-1")
    for word in (
        "solved",
        "-21.0 dBFS",
        "25% silent",
        "both speak 10%",
        "a [lawsuit]",
        "tess",
        "coaching",
        "not yours",
    ):
        assert word in told, word


@pytest.mark.parametrize("words", ["find", "show rec-o-1", "hold rec-o-1 --why x", "expire", "verify rec-o-1"])
async def test_programs_are_given_the_answers_as_they_are(service: Service, words: str) -> None:
    _, told = await typed(*words.split(), "--json")
    assert json.loads(told) == ANSWERS[service.asked[0][0]]


async def test_a_fault_that_is_found_is_the_exit_code() -> None:
    assert (await typed("verify"))[0] == 1
    code, told = await typed("repair", "rec-o-1")
    assert (code, "the copy is kept in its place" in told) == (0, True)


async def test_an_erasure_says_all_that_became_of_it() -> None:
    _, told = await typed("erase", "--caller", "+12025550123", "--why", "asked")
    for word in ("rec-o-2", "rec-o-3", "rec-o-1, held by admin: a lawsuit", "rec-o-4, in quarantine", "c-1"):
        assert word in told, word


async def test_a_fetched_recording_is_named_by_its_id_in_a_folder_and_never_above_it(
    service: Service, tmp_path: Path
) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    code, told = await typed("fetch", "rec-o-1", str(folder), "--why", "case 1", "--as", "tess")
    assert (code, service.asked[0][1]) == (0, {"why": "case 1", "as": "tess"})
    assert ((folder / "rec-o-1.flac").read_bytes(), service.checksum in told) == (CONTENT, True)


async def test_a_file_that_is_there_is_not_even_asked_for(service: Service, tmp_path: Path) -> None:
    (tmp_path / "case.flac").write_bytes(b"mine")
    with pytest.raises(Exception, match="--force"):
        await typed("fetch", "rec-o-1", str(tmp_path / "case.flac"), "--why", "x")
    assert service.asked == []


async def test_what_did_not_come_whole_is_not_written(service: Service, tmp_path: Path) -> None:
    service.checksum = "00" * 32
    with pytest.raises(Exception, match="checksum"):
        await typed("fetch", "rec-o-1", str(tmp_path / "case.flac"), "--why", "x")
    assert not (tmp_path / "case.flac").exists()


async def test_a_refusal_is_raised_with_the_words_of_the_service() -> None:
    with pytest.raises(Refused, match="no"):
        await typed("show", "rec-other")
