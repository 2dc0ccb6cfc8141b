"""Many deadlines, one next deadline. The timers alone, with plain words as keys."""

from acd.timers import Timers
from tests.support.desk import moment
from vocabulary.instant import Instant


def test_deadlines_come_in_order_of_time_and_then_of_being_set() -> None:
    timers: Timers[str] = Timers()
    for key, seconds in (("late", 3), ("first", 1), ("second", 1)):
        timers.set(key, moment(seconds))
    assert timers.next() == moment(1)
    assert list(timers.due(moment(2))) == ["first", "second"]
    assert timers.next() == moment(3)


def test_a_deadline_set_again_replaces_the_first() -> None:
    timers: Timers[str] = Timers()
    timers.set("key", moment(1))
    timers.set("key", moment(5))
    assert list(timers.due(moment(4))) == []
    assert list(timers.due(moment(5))) == ["key"]
    assert timers.next() is None


def test_a_cancelled_deadline_never_comes() -> None:
    timers: Timers[str] = Timers()
    timers.set("key", moment(1))
    timers.cancel("key")
    timers.cancel("key")
    assert timers.next() is None
    assert len(timers) == 0


def test_a_deadline_cancelled_by_an_earlier_one_is_not_given() -> None:
    timers: Timers[str] = Timers()
    timers.set("first", moment(1))
    timers.set("second", moment(2))
    given = []
    for key in timers.due(moment(9)):
        given.append(key)
        timers.cancel("second")
    assert given == ["first"]


def test_setting_the_same_deadline_again_and_again_keeps_the_heap_small() -> None:
    timers: Timers[str] = Timers()
    for _ in range(1000):
        timers.set("key", moment(1))
    assert len(timers._heap) == 1


def test_a_deadline_is_due_by_the_monotonic_clock_whatever_the_wall_clock_says() -> None:
    timers: Timers[str] = Timers()
    timers.set("key", Instant(10.0, 1000.0))
    assert list(timers.due(Instant(10.0, 3.0))) == ["key"]
