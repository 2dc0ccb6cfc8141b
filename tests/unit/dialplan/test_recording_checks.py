"""What is refused or warned about of recording rules, of who is told by them, and of the steps that pause."""

from collections.abc import Callable
from pathlib import Path

import pytest

Found = Callable[[], list[str]]
Edit = Callable[..., None]

REFUSED = {
    "a key that refuses nothing": (
        "[{record: always, refuse_key: '9'}]",
        "1:19: refuse_key belongs to consent: who is told nothing refuses nothing",
    ),
    "a key that is none": (
        "[{record: always, consent: welcome, refuse_key: '12'}]",
        "1:66: a key is one of 0-9 * #",
    ),
    "words with a variable": (
        "[{record: always, consent: 'text:Hello {name}'}]",
        "1:57: 'name' has no place here: all callers are told the same",
    ),
    "a pause of nothing": ("[{record: always, pause_seconds: 5}]", "1:51: must be greater than or equal to 10"),
    "a pause of a day": ("[{record: always, pause_seconds: 86400}]", "1:51: must be less than or equal to 3600"),
    "a format that is none": ("[{record: always, format: mp3}]", "1:44: must be 'flac', 'opus' or 'wav'"),
}


@pytest.mark.parametrize(("rules", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_rule_that_cannot_be_meant_is_refused(directory: Path, problems: Found, rules: str, expected: str) -> None:
    (directory / "a.yaml").write_text(f"recording_rules: {rules}")
    assert any(problem.startswith(f"a.yaml:{expected}") for problem in problems()), problems()


WARNED = {
    "a limit of pauses of nothing": (
        "[{record: never, pause_seconds: 60}]",
        "1:19: warning: what is never recorded is neither kept nor told of",
    ),
    "wav for years": (
        "[{record: always, format: wav, keep_days: 730}]",
        "1:44: warning: flac keeps the same sound in less room, for so many days",
    ),
    "the menu of a queue": (
        "[{queues: support, record: always, from: menu}]",
        "1:59: warning: in the menu the queue is not known yet: these are recorded from the entry into the queue on",
    ),
    "the menu, and told too late": (
        "[{direction: in, record: always, from: menu, consent: welcome}]",
        "1:57: warning: callers are told of it only before they come into a queue, and not recorded before",
    ),
    "a queue of calls out": (
        "[{queues: support, direction: out, record: always}]",
        "1:20: warning: calls out come from no queue: this rule fits none of them",
    ),
    "the menu of calls out": (
        "[{direction: out, record: always, from: menu}]",
        "1:58: warning: calls out pass neither menu nor queue: they are recorded from the connection on",
    ),
    "calls out that nobody tells of": (
        "[{record: always, consent: welcome}]",
        "1:45: warning: calls out pass no flow, so that nobody is told, and by this rule they are not recorded",
    ),
    "on the demand of hardly anybody": (
        "[{record: on_demand}]",
        "1:28: warning: agents can ask for it by command alone: there is no feature code record",
    ),
}


@pytest.mark.parametrize(("rules", "expected"), WARNED.values(), ids=WARNED)
def test_a_rule_that_is_hardly_meant_is_warned_about(
    directory: Path, warnings: Found, rules: str, expected: str
) -> None:
    (directory / "a.yaml").write_text(f"recording_rules: {rules}")
    assert any(warning.startswith(f"a.yaml:{expected}") for warning in warnings()), warnings()


FINE = {
    "told before a queue": "[{direction: in, record: always, consent: welcome}, {record: always}]",
    "told of calls in alone": "[{queues: support, record: always, consent: welcome}]",
    "from the menu on": "[{direction: in, record: always, from: menu}]",
    "a code to ask with": "[{record: on_demand}]\nfeature_codes: {record: '*7'}",
    "a supervisor to ask": (
        "[{record: on_demand}]\nsupervisors: {eve: {name: Eve, device: '290', queues: support, may: [record]}}"
    ),
    "wav for a month": "[{record: always, format: wav, keep_days: 30}]",
}


@pytest.mark.parametrize("rules", FINE.values(), ids=FINE)
def test_what_can_be_meant_is_not_warned_about(directory: Path, warnings: Found, rules: str) -> None:
    (directory / "a.yaml").write_text(f"recording_rules: {rules}")
    assert [warning for warning in warnings() if warning.startswith("a.yaml:1:")] == []


SALES_TELL = "recording_rules: [{queues: sales, record: always, consent: welcome}]"
UNTOLD = "callers come from 'support' to 'sales' without being told that they are recorded there"


def test_a_queue_that_tells_warns_of_callers_who_come_from_one_that_does_not(
    directory: Path, edit: Edit, warnings: Found
) -> None:
    edit(("wrap_up_seconds: 10}", "wrap_up_seconds: 10, after_max_wait: {queue: sales}}"))
    (directory / "a.yaml").write_text(SALES_TELL)
    assert any(UNTOLD in warning for warning in warnings())


def test_so_it_does_of_those_who_are_handed_up(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("wrap_up_seconds: 10}", "wrap_up_seconds: 10, escalates_to: sales}"))
    (directory / "a.yaml").write_text(SALES_TELL)
    assert any(UNTOLD in warning for warning in warnings())


@pytest.mark.parametrize("rules", ["{queues: [sales, support], record: always, consent: welcome}", "{record: always}"])
def test_callers_told_before_the_first_queue_may_go_on_to_the_next(
    directory: Path, edit: Edit, warnings: Found, rules: str
) -> None:
    edit(("wrap_up_seconds: 10}", "wrap_up_seconds: 10, after_max_wait: {queue: sales}}"))
    (directory / "a.yaml").write_text(f"recording_rules: [{rules}]")
    assert not any(UNTOLD in warning for warning in warnings())


def test_callers_told_by_a_step_may_go_on_to_the_next_queue(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(
        ("wrap_up_seconds: 10}", "wrap_up_seconds: 10, after_max_wait: {queue: sales}}"),
        ("- play: [welcome]", "- consent: {prompt: welcome}"),
    )
    (directory / "a.yaml").write_text(SALES_TELL)
    assert not any(UNTOLD in warning for warning in warnings())


def test_who_is_called_back_without_having_been_told_is_warned_of(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("- hang_up", "- callback: sales\n          - hang_up"))
    (directory / "a.yaml").write_text(
        f"{SALES_TELL}\ntrunks: {{provider: {{address: 192.0.2.10, may_call_out: flows, calls_to: '+44*'}}}}"
    )
    assert any("who is called back was not told that calls of 'sales' are recorded" in each for each in warnings())


FROM_MENU = "recording_rules: [{direction: in, record: always, from: menu}]"
PIN = "- collect: {into: pin, prompt: choose, secret: true}\n    - branch: {variable: pin, is: '1', steps: [hang_up]}"


def test_a_secret_typed_into_a_recording_is_warned_of(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("- play: [welcome]", PIN))
    (directory / "a.yaml").write_text(FROM_MENU)
    assert any("a secret is typed while the call is recorded from the menu on" in each for each in warnings())


def test_a_secret_typed_in_a_pause_is_not(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("- play: [welcome]", f"- recording: pause\n    {PIN}\n    - recording: resume"))
    (directory / "a.yaml").write_text(FROM_MENU)
    assert not any("a secret is typed" in each for each in warnings())


def test_a_secret_typed_behind_the_pause_is(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("- play: [welcome]", f"- recording: pause\n    - recording: resume\n    {PIN}"))
    (directory / "a.yaml").write_text(FROM_MENU)
    assert any("a secret is typed" in each for each in warnings())


def test_a_pause_that_no_step_ends_is_warned_of(directory: Path, edit: Edit, warnings: Found) -> None:
    edit(("- play: [welcome]", "- recording: pause"))
    (directory / "a.yaml").write_text(FROM_MENU)
    assert any("no step lets the recording go on" in each for each in warnings())


def test_a_pause_of_nothing_is_warned_of(edit: Edit, warnings: Found) -> None:
    edit(("- play: [welcome]", "- recording: pause\n    - recording: resume"))
    assert any("nothing is being recorded here" in each for each in warnings())


def test_a_recording_neither_pauses_nor_goes_on_by_another_word(edit: Edit, problems: Found) -> None:
    edit(("- play: [welcome]", "- recording: stop"))
    assert any("must be 'pause' or 'resume'" in problem for problem in problems()), problems()


def test_a_notice_missing_in_a_language_is_warned_of(directory: Path, warnings: Found) -> None:
    (directory / "a.yaml").write_text(
        "languages: [en, ru]\nprompts: {notice: {en: {text: This call is recorded.}}}\n"
        "recording_rules: [{direction: in, record: always, consent: notice}]"
    )
    assert any("'notice' is missing in ru; falls back to en" in warning for warning in warnings())
