"""What the roster is refused for or warned about: names, and hours in which nobody could serve a step's callers."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from dialplan.reading import read
from dialplan.roster_checks import roster_problems, unguarded
from dialplan.survey import Survey
from dialplan.tree import Mapping
from dialplan.tree import Path as NodePath
from dialplan.validating import validated

DOCUMENT = """\
numbers: {"100": main}
skills: [english]
time_zone: Europe/Riga
hours:
  office: {open: {mon-fri: 09:00-18:00}}
  lunch: {open: {mon-sun: 12:00-13:00}}
  abroad: {open: {mon: 09:00-12:00}, time_zone: Europe/Berlin}
  night: {open: {sun: 22:00-06:00}}
queues: {support: {}}
agents:
  alice: {name: Alice, queues: support, skills: {english: 5}}
  bob: {name: Bob, queues: support}
flows:
  main:
    - enqueue: {queue: support, %s}
    - hang_up
shifts:
%s
"""
NEEDS_ENGLISH = "requires: {english: 3}"
LOOSENS = "requires: [{expression: 'english >= 3', expires_after_seconds: 30}, {expression: 'english or agent bob'}]"
OPEN_ENDED = "requires: [{expression: 'english >= 3', expires_after_seconds: 30}]"


def found(needs: str, shifts: str, *hours: str, today: date | None = None) -> list[str]:
    root = read(DOCUMENT % (needs, "\n".join(f"  - {{{line}}}" for line in shifts.splitlines())), "plan.yaml").root
    assert isinstance(root, Mapping)
    survey = Survey(validated(root), root, Path())
    assert survey.specs.problems == []

    def guarded_by(path: NodePath) -> Collection[str]:
        assert path == ("flows", "main", 0, "enqueue")
        return hours or unguarded(path)

    problems = roster_problems(
        survey, survey.specs.shifts, survey.specs.hours, survey.specs.time_zone, guarded_by=guarded_by, today=today
    )
    return [str(problem).removeprefix("plan.yaml:") for problem in sorted(problems)]


BOTH = "agents: [alice, bob], days: mon-fri, hours: 09:00-18:00"
SPLIT = "agents: alice, days: mon-thu, hours: 10:00-18:00\nagents: bob, days: mon-fri, hours: 09:00-18:00"


@pytest.mark.parametrize(
    ("needs", "shifts", "hours", "problems"),
    [
        (NEEDS_ENGLISH, BOTH, ("office",), []),
        (NEEDS_ENGLISH, BOTH, (), []),
        (
            NEEDS_ENGLISH,
            SPLIT,
            ("office",),
            [
                (
                    "15:16: warning: nobody of 'support' who meets what is required is on shift mon 09:00-10:00, "
                    "tue 09:00-10:00, wed 09:00-10:00, thu 09:00-10:00, fri 09:00-18:00"
                )
            ],
        ),
        (
            NEEDS_ENGLISH,
            SPLIT,
            (),
            [
                (
                    "15:16: warning: nobody of 'support' who meets what is required is on shift mon 09:00-10:00, "
                    "tue 09:00-10:00, wed 09:00-10:00, thu 09:00-10:00, fri 09:00-18:00"
                )
            ],
        ),
        (
            NEEDS_ENGLISH,
            SPLIT,
            ("office", "lunch"),
            ["15:16: warning: nobody of 'support' who meets what is required is on shift fri 12:00-13:00"],
        ),
        (
            "priority: 1",
            BOTH,
            ("lunch",),
            ["15:16: warning: nobody of 'support' is on shift sat 12:00-13:00, sun 12:00-13:00"],
        ),
        (
            "priority: 1",
            BOTH,
            ("night",),
            ["15:16: warning: nobody of 'support' is on shift mon 00:00-06:00, sun 22:00-24:00"],
        ),
        (
            "priority: 1",
            "agents: [alice, bob], days: mon, hours: 09:00-12:00",
            ("abroad",),
            ["15:16: warning: nobody of 'support' is on shift mon 12:00-13:00"],
        ),
        (LOOSENS, SPLIT, ("office",), []),
        (OPEN_ENDED, SPLIT, ("office",), []),
        (
            LOOSENS,
            "agents: bob, days: mon-fri, hours: 09:00-18:00\nagents: alice, days: sat, hours: 09:00-18:00",
            ("office",),
            ["15:43: warning: nobody who meets step 1 of 2 is ever on shift when callers come here"],
        ),
        (
            "priority: 1",
            "agents: [alice, bob], days: mon-sun, hours: 12:00-12:10",
            ("lunch",),
            [
                (
                    "15:16: warning: nobody of 'support' is on shift mon 12:10-13:00, tue 12:10-13:00, "
                    "wed 12:10-13:00, thu 12:10-13:00, fri 12:10-13:00 and 2 more"
                )
            ],
        ),
    ],
)
def test_hours_in_which_nobody_could_serve_are_warned_about(
    needs: str, shifts: str, hours: tuple[str, ...], problems: list[str]
) -> None:
    assert found(needs, shifts, *hours) == problems


def test_each_time_the_roster_changes_is_looked_at_for_itself() -> None:
    shifts = (
        "agents: alice, days: mon-fri, hours: 09:00-18:00, to: 2026-06-30\n"
        "agents: alice, days: mon-fri, hours: 09:00-17:00, from: 2026-07-01\n"
        "agents: bob, days: mon-fri, hours: 09:00-18:00, to: 2026-12-31"
    )
    told = (
        "15:16: warning: nobody of 'support' who meets what is required is on shift mon 17:00-18:00, tue 17:00-18:00, "
        "wed 17:00-18:00, thu 17:00-18:00, fri 17:00-18:00"
    )
    assert found(NEEDS_ENGLISH, shifts, "office") == [f"{told}, from 2026-07-01 on"]
    assert found(NEEDS_ENGLISH, shifts, "office", today=date(2026, 9, 1)) == [told]
    assert found("priority: 1", shifts, "office") == [
        (
            "15:16: warning: nobody of 'support' is on shift mon 17:00-18:00, tue 17:00-18:00, wed 17:00-18:00, "
            "thu 17:00-18:00, fri 17:00-18:00, from 2027-01-01 on"
        )
    ]


def test_a_roster_that_is_over_says_nothing() -> None:
    shifts = "agents: [alice, bob], days: mon, hours: 09:00-10:00, to: 2026-06-30"
    assert found("priority: 1", shifts, "office", today=date(2026, 7, 1)) == []


def test_agents_of_shifts_must_exist_and_are_listed_once() -> None:
    assert found("priority: 1", "agents: [alice, bob, alcie, bob], days: mon, hours: 09:00-10:00") == [
        "18:27: unknown agent 'alcie'; did you mean 'alice'?",
        "18:34: 'bob' is listed twice",
    ]


def test_an_agent_on_no_shift_is_warned_about() -> None:
    assert found("priority: 1", "agents: alice, days: mon, hours: 09:00-10:00") == [
        "12:3: warning: 'bob' is on no shift"
    ]
