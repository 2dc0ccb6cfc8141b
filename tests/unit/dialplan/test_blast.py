"""Whose callers may notice a change, and why it is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dialplan.blast import affected
from dialplan.loader import load
from tests.unit.dialplan.conftest import write_wav

PLAN = """\
numbers:
  "100": main
  "101": {flow: shop, source: radio}
  "102": late
languages: [en]
hours: {office: {open: {mon-fri: "09:00-18:00"}}}
lists: {vip: {file: vip.txt}}
prompts:
  welcome: sounds/welcome.wav
  closed: {text: We are closed}
skills: [english]
queues:
  support: {after_max_wait: {queue: second}, announcements: {comfort: {prompts: closed}}}
  second: {line: second}
  sales: {}
agents:
  alice: {name: Alice, skills: {english: 5}, queues: [support]}
  bob: {name: Bob, queues: [second]}
  carol: {name: Carol, queues: [sales]}
flows:
  main:
    - play: welcome
    - branch: [{open: office, steps: [go_to: more]}]
    - hang_up
  more:
    - enqueue: {queue: support, requires: {english: 3}}
  shop:
    - branch: [{caller_on: vip, steps: [set: {priority: 5}]}]
    - enqueue: sales
  late:
    - play: closed
    - transfer: {agent: carol}
    - hang_up
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN)
    (tmp_path / "vip.txt").write_text("+37120000001\n")
    write_wav(tmp_path / "sounds/welcome.wav")
    return tmp_path


@pytest.fixture
def change(plan: Path) -> Callable[..., list[str]]:
    """What is told of a change, one pair of texts after the other."""
    before = load(plan)

    def changed(*pairs: tuple[str, str]) -> list[str]:
        text = (plan / "plan.yaml").read_text()
        for old, new in pairs:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (plan / "plan.yaml").write_text(text)
        return [str(each) for each in affected(before, load(plan))]

    return changed


_MENU_IS_NEW = "recording of the menu is new"
CHANGES = {
    "a flow": ("play: welcome", "play: [welcome, closed]", ["100: flow 'main' changed"]),
    "a flow behind it": ("english: 3}", "english: 4}", ["100: flow 'more' changed"]),
    "a queue": ("sales: {}", "sales: {wrap_up_seconds: 30}", ["101: queue 'sales' changed"]),
    "a queue behind the queue": ("line: second", "line: third", ["100: queue 'second' changed"]),
    "an agent": (
        "english: 5}, queues: [support]",
        "english: 5}, queues: [support, sales]",
        ["100: agents of queue 'support' changed", "101: agents of queue 'sales' changed"],
    ),
    "an agent's phone": (
        "{name: Carol,",
        "{name: Carol, number: '300',",
        ["102: agent 'carol' changed"],
    ),
    "hours": ("09:00-18:00", "09:00-17:00", ["100: hours 'office' changed"]),
    "the time zone": ("languages: [en]", "time_zone: Europe/Riga", ["100: hours 'office' changed"]),
    "a text": ("We are closed", "We have closed", ["100: prompt 'closed' changed", "102: prompt 'closed' changed"]),
    "where a number leads": (
        '"102": late',
        '"102": more\n  "103": late',
        ["102: leads to flow 'more' instead of 'late'", "103: new"],
    ),
    "a source": ("source: radio", "source: web", ["101: its source changed"]),
    "a new number": ('"100": main', '"100": main\n  "103": late', ["103: new"]),
    "a number that is gone": ('  "100": main\n', '  "99": main\n', ["99: new", "100: gone"]),
    "who is let in": (
        "skills: [",
        "admission: {blocked: vip}\nskills: [",
        ["100: admission changed", "101: admission changed", "102: admission changed"],
    ),
    "what is recorded": (
        "skills: [",
        "recording_rules: [{queues: sales, record: always}]\nskills: [",
        ["101: recording of queue 'sales' changed"],
    ),
    "what is recorded from the menu on": (
        "skills: [",
        "recording_rules: [{queues: sales, record: always}, {direction: in, record: always, from: menu}]\nskills: [",
        [
            f"100: {_MENU_IS_NEW}, recording of queue 'support' changed, recording of queue 'second' changed",
            f"101: {_MENU_IS_NEW}, recording of queue 'sales' changed",
            f"102: {_MENU_IS_NEW}",
        ],
    ),
    "what callers are told of it": (
        "skills: [",
        "recording_rules: [{queues: sales, record: always, consent: closed}]\nskills: [",
        ["101: flow 'shop' changed, recording of queue 'sales' changed"],
    ),
    "where look-ups may go": ("skills: [", "look_ups: {allow_private: 10.0.0.5}\nskills: [", []),
    "a comment": ("numbers:\n", "numbers:     # nothing else\n", []),
    "a name to show": ("name: Bob", "name: Bert", []),
    "a team": ("skills: [", "teams: {day: {name: Day, agents: [alice]}}\nskills: [", []),
}


@pytest.mark.parametrize(("old", "new", "told"), CHANGES.values(), ids=CHANGES)
def test_a_change_affects_the_numbers_whose_callers_can_meet_it(
    change: Callable[..., list[str]], old: str, new: str, told: list[str]
) -> None:
    assert change((old, new)) == told


def test_a_flow_that_is_put_between_is_new_and_the_one_before_changed(change: Callable[..., list[str]]) -> None:
    told = change(("  shop:\n", "  shop:\n    - go_to: shop2\n  shop2:\n"))
    assert told == ["101: flow 'shop' changed, flow 'shop2' is new"]


def test_a_prompt_is_compared_by_what_its_file_holds(plan: Path, change: Callable[..., list[str]]) -> None:
    write_wav(plan / "sounds/welcome.wav", seconds=0.7)
    assert change() == ["100: prompt 'welcome' changed"]


def test_a_list_is_compared_by_what_its_file_holds(plan: Path, change: Callable[..., list[str]]) -> None:
    (plan / "vip.txt").write_text("+37120000002\n")
    assert change() == ["101: list 'vip' changed"]


def test_the_same_document_in_another_directory_affects_nobody(
    plan: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    for name in ("plan.yaml", "vip.txt"):
        (other / name).write_bytes((plan / name).read_bytes())
    write_wav(other / "sounds/welcome.wav")
    assert affected(load(plan), load(other)) == ()


def test_without_a_document_before_every_number_is_new(plan: Path) -> None:
    assert [str(each) for each in affected(None, load(plan))] == ["100: new", "101: new", "102: new"]
