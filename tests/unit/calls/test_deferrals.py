"""Promises taken up again at a start: a disk that takes nothing costs no call and forgets no promise."""

from pathlib import Path
from typing import cast

from calls.deferrals import Deferrals
from calls.deferred_store import DeferredStore
from calls.surroundings import Surroundings
from tests.unit.calls.test_deferred_store import owed
from vocabulary.instant import Instant

NOBODY = cast("Surroundings", None)
"""Nothing around is asked before the promise is on the disk."""


async def test_a_promise_that_cannot_be_written_anew_stays_owed_and_ends_nothing(tmp_path: Path) -> None:
    store = DeferredStore(tmp_path)
    store.keep(owed("c-old"))
    (tmp_path / "c-new.new").mkdir()
    deferrals = Deferrals(store, lambda kind: f"{kind}-new", lambda: Instant(0.0, 2_000.0))
    await deferrals.resume(NOBODY)
    assert [each.contact for each in store.all()] == ["c-old"]
    await deferrals.close()
