"""Scenario files: what they come to, and every fault as file: key: sentence."""

from pathlib import Path

import pytest

from simulation import run as running
from simulation.draws import Exponential, Fixed, LogNormal
from simulation.scenario import Calls, ScenarioInvalid, Shifts, load_scenario
from vocabulary.ids import SkillName
from vocabulary.skills import AllOf, Comparison, Threshold

EXAMPLES = sorted((Path(running.__file__).resolve().parent / "examples").glob("*.yaml"))

GOOD = """
queues: {support: {max_waiting: 30, selection: round_robin}}
agents:
  - {count: 2, skills: {english: 5}, queues: {support: {rank: 2, delay_seconds: 10}}}
  - {name: anna, queues: support, answer_seconds: 4}
arrivals:
  - queue: support
    rate_per_hour: [10, 20]
    requires: [{expression: "english >= 3", expires_after_seconds: 30}, {expression: "true"}]
    service_seconds: {lognormal: {mean: 180, sd: 120}}
    patience_seconds: {exponential: 90}
calls: 100
warm_up_calls: 10
seed: 7
"""


MISSPELT = "unknown key 'selektion'; did you mean 'selection'?"
FIRST = "arrivals.0.requires.0.expression"
STEPS = '[{expression: "english >= 3", expires_after_seconds: 30}, {expression: "true"}]'
ONE_FLOOR = "write dialplan for a document's queues and agents, or queues and agents here"


def _written(text: str, folder: Path) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _faults(text: str, folder: Path) -> list[str]:
    path = _written(text, folder)
    with pytest.raises(ScenarioInvalid) as refused:
        load_scenario(path)
    return [fault.replace(str(path), "scenario.yaml") for fault in refused.value.faults]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_can_be_run(path: Path) -> None:
    assert load_scenario(path).arrivals


def test_queues_and_agents_are_written_as_in_a_dialplan(tmp_path: Path) -> None:
    scenario = load_scenario(_written(GOOD, tmp_path))
    (policy,) = scenario.policies
    assert (policy.ways_out.max_waiting, policy.selection.value) == (30, "round robin")
    assert [profile.name for profile in scenario.profiles] == ["agent1", "agent2", "anna"]
    assert scenario.profiles[0].assignments[0].rank == 2
    assert scenario.answers == {"agent1": Fixed(0.0), "agent2": Fixed(0.0), "anna": Fixed(4)}


def test_arrivals_say_when_who_calls_and_how_long_it_takes(tmp_path: Path) -> None:
    (arrivals,) = load_scenario(_written(GOOD, tmp_path)).arrivals
    assert arrivals.rates_per_hour == (10.0, 20.0)
    assert (arrivals.service, arrivals.patience) == (LogNormal(180, 120), Exponential(90))
    first, second = arrivals.requirement.steps
    assert (first.expression, first.expires_after_seconds) == (
        Threshold(SkillName("english"), 3, Comparison.AT_LEAST),
        30,
    )
    assert second.expression == AllOf()


def test_a_queue_written_in_a_scenario_owes_no_wrap_up_unless_it_says_so(tmp_path: Path) -> None:
    assert load_scenario(_written(GOOD, tmp_path)).policies[0].wrap_up_seconds == 0
    owed = GOOD.replace("max_waiting: 30", "wrap_up_seconds: 12")
    assert load_scenario(_written(owed, tmp_path)).policies[0].wrap_up_seconds == 12


def test_a_length_is_calls_or_shifts(tmp_path: Path) -> None:
    assert load_scenario(_written(GOOD, tmp_path)).length == Calls(100, 10)
    shifts = GOOD.replace("calls: 100\nwarm_up_calls: 10", "shift_hours: 8\nreplications: 20")
    assert load_scenario(_written(shifts, tmp_path)).length == Shifts(8, 20)


def test_a_document_gives_its_queues_and_agents_and_keeps_its_wrap_up(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "dialplan.yaml").write_text(
        'numbers: {"100": main}\nflows: {main: [{enqueue: {queue: sales}}]}\n'
        "queues: {sales: {wrap_up_seconds: 25}}\nagents: {ben: {name: Ben, queues: [sales]}}\n"
    )
    text = "dialplan: office\narrivals: [{queue: sales, rate_per_hour: 1, service_seconds: 60}]\ncalls: 5\n"
    scenario = load_scenario(_written(text, tmp_path))
    assert scenario.policies[0].wrap_up_seconds == 25
    assert [profile.name for profile in scenario.profiles] == ["ben"]


@pytest.mark.parametrize(
    ("wrong", "instead", "fault"),
    [
        ("queue: support", "queue: suport", "arrivals.0.queue: unknown queue 'suport'; did you mean 'support'?"),
        ("queues: support,", "queues: sales,", "agents.1.queues: unknown queue 'sales'"),
        ("count: 2", "count: 0", "agents.0.count: must be greater than or equal to 1"),
        ("count: 2", "count: many", "agents.0.count: must be a whole number"),
        ("name: anna,", "", "agents.1: write count for so many equal agents, or name for one"),
        ("name: anna", "name: agent1", "agents: 'agent1' is there twice"),
        ("rate_per_hour: [10, 20]", "", "arrivals.0.rate_per_hour: is missing"),
        ("[10, 20]", "[0, 0]", "arrivals.0: rate_per_hour must be above 0 in at least one half hour"),
        ("[10, 20]", "-3", "arrivals.0.rate_per_hour.0: must be greater than or equal to 0"),
        ("[10, 20]", "[]", "arrivals.0.rate_per_hour: must not be empty"),
        ("english >= 3", "englsih >= 3", f"{FIRST}: no agent has the skill 'englsih'; did you mean 'english'?"),
        ("english >= 3", "agent ana", f"{FIRST}: unknown agent 'ana'; did you mean 'anna'?"),
        ("english >= 3", "english >= 9", f"{FIRST}: no agent of the queue 'support' meets this requirement"),
        (STEPS, "{english: 9}", "arrivals.0.requires: no agent of the queue 'support' meets this requirement"),
        (STEPS, "{french: 1}", "arrivals.0.requires.french: no agent has the skill 'french'"),
        (STEPS, "french", "arrivals.0.requires: no agent has the skill 'french'"),
        ("{exponential: 90}", "{exponential: -1}", "arrivals.0.patience_seconds.exponential: must be greater than 0"),
        ("{exponential: 90}", "{}", "arrivals.0.patience_seconds: write one of exponential, fixed and lognormal"),
        ("seed: 7", "sead: 7", "sead: unknown key 'sead'; did you mean 'seed'?"),
        ("selection: round", "selektion: round", f"queues.support.selektion: {MISSPELT}"),
        ("calls: 100\nwarm_up_calls: 10", "", "calls: is missing; or write shift_hours with replications"),
        ("calls: 100", "shift_hours: 8", "scenario: warm_up_calls goes with calls: a shift begins empty"),
        ("seed: 7", "shift_hours: 8", "scenario: write calls, or shift_hours with replications, not both"),
        ("seed: 7", "replications: 8", "scenario: replications goes with shift_hours"),
        ("seed: 7", "dialplan: x", f"scenario: {ONE_FLOOR}"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_file_key_and_sentence(wrong: str, instead: str, fault: str, tmp_path: Path) -> None:
    assert wrong in GOOD
    assert _faults(GOOD.replace(wrong, instead, 1), tmp_path) == [f"scenario.yaml: {fault}"]


def test_an_expression_that_cannot_be_read_is_told_at_its_step(tmp_path: Path) -> None:
    (fault,) = _faults(GOOD.replace('"english >= 3"', '"english >="'), tmp_path)
    assert fault.startswith("scenario.yaml: arrivals.0.requires.0.expression: ")


def test_text_that_is_no_yaml_is_told_by_its_place(tmp_path: Path) -> None:
    (fault,) = _faults("queues: {", tmp_path)
    assert fault.startswith("scenario.yaml:")


def test_an_empty_file_and_a_missing_one_are_told(tmp_path: Path) -> None:
    assert _faults("", tmp_path) == ["scenario.yaml: is empty"]
    with pytest.raises(ScenarioInvalid, match="cannot be read: No such file"):
        load_scenario(tmp_path / "nowhere.yaml")


def test_a_step_shorter_than_the_ring_is_taken_as_here_agents_may_always_answer(tmp_path: Path) -> None:
    short = GOOD.replace("expires_after_seconds: 30", "expires_after_seconds: 5")
    (arrivals,) = load_scenario(_written(short, tmp_path)).arrivals
    assert arrivals.requirement.steps[0].expires_after_seconds == 5


def test_a_directory_is_told_from_a_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match=r"is a directory; .* --replay LOG"):
        load_scenario(tmp_path)
