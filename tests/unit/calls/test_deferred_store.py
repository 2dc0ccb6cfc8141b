"""What is owed to callers is on the disk until it was done."""

from pathlib import Path

from acd.commands import RequestCallback
from calls.deferred_store import DeferredStore, Owed
from vocabulary.ids import ContactId, EntryId, QueueName
from vocabulary.requirement_text import parse
from vocabulary.skills import Requirement, Step

NEEDS = Requirement((Step(parse("english >= 3 and not (billing or agent alice)"), 30.0), Step(parse("english"))))


def owed(contact: str, promised_at: float = 1_000.0) -> Owed:
    request = RequestCallback(EntryId(f"{contact}-q1"), ContactId(contact), QueueName("support"), "100", NEEDS, 5, 12.5)
    return Owed(request, ContactId("c-before"), "100", "100", 'Ann "O\'Hara"', "200", "provider", promised_at)


def test_what_was_kept_is_found_again_as_it_was_the_oldest_first(tmp_path: Path) -> None:
    store = DeferredStore(tmp_path / "owed")
    store.keep(owed("c-2", 2_000.0))
    store.keep(owed("c-1"))
    assert DeferredStore(tmp_path / "owed").all() == [owed("c-1"), owed("c-2", 2_000.0)]


def test_what_was_done_is_owed_no_more_and_may_be_struck_off_twice(tmp_path: Path) -> None:
    store = DeferredStore(tmp_path)
    store.keep(owed("c-1"))
    store.done(ContactId("c-1"))
    store.done(ContactId("c-1"))
    assert store.all() == []


def test_a_file_that_cannot_be_read_hides_no_other_and_stays(tmp_path: Path) -> None:
    store = DeferredStore(tmp_path)
    store.keep(owed("c-1"))
    for name, text in (
        ("c-2", "{"),
        ("c-3", "{}"),
        ("c-4", '{"request": {"is": "LogInAgent", "agent": "x"}}'),
        ("c-5", "[]"),
    ):
        (tmp_path / f"{name}.json").write_text(text)
    assert [each.contact for each in store.all()] == ["c-1"]
    assert (tmp_path / "c-2.json").exists()


def test_nothing_was_ever_owed_where_there_is_no_folder(tmp_path: Path) -> None:
    assert DeferredStore(tmp_path / "none").all() == []
