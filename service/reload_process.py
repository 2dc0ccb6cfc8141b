"""Starts the process that loads a dialplan, gives it its job and takes its answer, within limits. Believes no other."""

import asyncio
import contextlib
import pickle
import sys
from pathlib import Path

import structlog

from service.reload_job import Answer, Impossible, Invalid, Job, Loaded

LIMIT_SECONDS = 30.0
"""Ten times what the largest document we promise takes; whoever waits for the answer waits no longer."""

OTHER_PROGRAM = "the program on the disk is no longer the one that runs; start the service anew"
"""The process is started from the disk: after an update it is the newer program, whose values mean nothing here."""

UNREADABLE = (AttributeError, EOFError, ImportError, TypeError, ValueError, pickle.UnpicklingError)
"""What reading such values may raise."""

_ROOT = Path(__file__).resolve().parent.parent
_LAST_WORDS = 2_000

log = structlog.get_logger(__name__)


async def answer_to(job: Job, limit_seconds: float = LIMIT_SECONDS) -> Answer:
    """What came of the job, done in a process of its own that is gone afterwards, also when this is cancelled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "service.reload_child",
        cwd=_ROOT,
        # Ctrl-C at the terminal is for the service, which ends this process itself.
        start_new_session=True,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(limit_seconds):
            written, words = await process.communicate(pickle.dumps(job, pickle.HIGHEST_PROTOCOL))
    except TimeoutError:
        return Impossible(f"it was not loaded within {limit_seconds:g} s")
    finally:
        await _end(process)
    if process.returncode != 0:
        log.error("reload.process_failed", code=process.returncode, words=words[-_LAST_WORDS:].decode(errors="replace"))
        return Impossible(f"the process that loads it ended with code {process.returncode}; the log has its last words")
    try:
        # Written by a program of ours to a pipe that nobody else holds.
        answer = pickle.loads(written)
    except UNREADABLE:
        return Impossible(OTHER_PROGRAM)
    return answer if isinstance(answer, Loaded | Invalid | Impossible) else Impossible(OTHER_PROGRAM)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
