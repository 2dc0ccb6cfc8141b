"""The tests of a document in virtual time: what comes of a call, and that the judge sees what differs."""

from pathlib import Path

import pytest

from service.trials.judging import Verdict
from service.trials.trying import run_trials
from tests.support.trial_plan import PLAN, plan, verdict

COME_OUT = {
    "served, and asked afterwards": """{call: "100", agents: {alice: available}, keys: ["1", "5"], expect: {
        heard: [welcome, choose, friendly], queue: support, agent: alice, outcome: connected, category: product,
        source: newspaper, language: en, priority: 3, survey: {friendly: "5"}}}""",
    "a message outside the hours": """{call: "100", at: 2026-12-26T10:00, keys: ["1"], expect: {
        heard: [welcome, closed, "sound:vm-intro", "sound:vm-review"], outcome: message}}""",
    "hung up while recording": """{call: "100", at: 2026-12-26T10:00, caller_hangs_up: recording, expect: {
        heard: [welcome, closed, "sound:vm-intro"], outcome: message}}""",
    "nobody there": '{call: "100", keys: ["1"], expect: {outcome: left_queue, queue: support}}',
    "given up": """{call: "100", keys: ["1"], agents: {alice: paused}, caller_hangs_up: waiting, expect: {
        outcome: abandoned}}""",
    "nobody answers": """{call: "100", keys: ["1"], answers: false, agents: {alice: available}, expect: {
        outcome: left_queue}}""",
    "a key while waiting": """{call: "100", keys: ["1"], agents: {alice: paused}, keys_waiting: "0", expect: {
        heard: [welcome, choose, "sound:vm-goodbye"], outcome: left_queue}}""",
    "no key, then a callback": """{call: "100", caller: "20000001", keys: ["", "2", "1234"], agents: {bob: paused},
        expect: {outcome: callback, collected: {account: "1234"},
        heard: [welcome, choose, choose, number, "say:number:1234"]}}""",
    "transferred": """{call: "100", keys: "3", agents: {alice: paused}, expect: {
        outcome: transferred, heard: [welcome, choose]}}""",
    "transferred to nobody": """{call: "100", keys: "3", expect: {
        outcome: hung_up, heard: [welcome, choose, closed]}}""",
    "hung up at the question": '{call: "100", caller_hangs_up: asked, expect: {outcome: caller_left}}',
    "hung up while talking": """{call: "103", caller: "+37120000001", agents: {bob: available},
        caller_hangs_up: talking, expect: {outcome: connected, heard: welcome, agent: bob}}""",
    "a look-up answered": """{call: "101", look_ups: [{answer: {customer: {tier: gold}}}], scripts: [fails],
        agents: {alice: available, bob: available}, expect: {agent: alice, heard: [welcome, welcome]}}""",
    "a look-up refused": """{call: "101", look_ups: [{status: 404}], scripts: [{values: {AREA: north}}], keys: "9",
        expect: {heard: [closed, number, welcome], consent: refused}}""",
    "neither look-up nor script": '{call: "101", expect: {heard: [closed, welcome, welcome], consent: given}}',
    "in another language": '{call: "102", keys: "3", expect: {language: ru}}',
    "blocked": '{call: "100", caller: "+37120000666", expect: {outcome: refused, heard: []}}',
    "anonymous": '{call: "103", caller: anonymous, expect: {outcome: left_queue, heard: []}}',
}


@pytest.mark.parametrize("test", COME_OUT.values(), ids=COME_OUT.keys())
def test_a_call_comes_out_as_its_document_says(tmp_path: Path, test: str) -> None:
    assert verdict(tmp_path, test) == Verdict("it", place=plan(tmp_path, f"it: {test}").places["tests", "it"])


def test_the_judge_says_what_was_expected_and_what_was(tmp_path: Path) -> None:
    failed = verdict(
        tmp_path,
        """{call: "100", keys: "1", agents: {alice: paused}, expect: {
            heard: [choose], outcome: connected, agent: alice}}""",
    )
    assert failed.differences == (
        "heard: expected [choose], was [welcome, choose, friendly, friendly]",
        "agent: expected alice, was none",
        "outcome: expected connected, was left_queue",
    )


def test_a_failed_test_tells_where_it_is_written_and_what_happened(tmp_path: Path) -> None:
    failed = verdict(tmp_path, '{call: "103", at: 2026-03-02T10:00, expect: {outcome: connected}}')
    assert str(failed.place) == f"{tmp_path}/main.yaml:{PLAN.count(chr(10)) + 2}:3"
    assert failed.story[0] == "10:00:00.000  caller enters the flow 'desk'"


def test_a_call_that_never_ends_is_a_fault(tmp_path: Path) -> None:
    endless = PLAN.replace("max_wait_seconds: 20", "to_join: none, to_stay: none")
    document = plan(tmp_path, 'it: {call: "103", agents: {bob: paused}, expect: {queue: support}}', endless)
    (told,) = run_trials(document, ["it"])
    assert told.fault == "the call does not end: it lasts longer than 4 hours"


def test_keys_pressed_for_one_question_are_not_pressed_again_for_the_next(tmp_path: Path) -> None:
    told = verdict(
        tmp_path,
        """{call: "100", caller: "20000001", keys: ["21234"], agents: {bob: paused}, expect: {
            collected: {account: "1234"}, outcome: callback}}""",
    )
    assert told.passed


def test_the_same_test_comes_out_the_same_every_time(tmp_path: Path) -> None:
    document = plan(tmp_path, f"it: {COME_OUT['nobody answers']}")
    assert run_trials(document, ["it"])[0].story == run_trials(document, ["it"])[0].story
