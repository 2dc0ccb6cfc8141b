"""Whatever a test lets its caller do, the call ends, and the same way every time."""

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialplan.document import Document
from dialplan.trials import Attendance, HangsUp, Outcome, TrialSpec
from service.trials.happened import happened
from service.trials.virtual import course_of
from tests.support.trial_plan import plan

trials = st.builds(
    lambda **written: TrialSpec.model_validate({**written, "expect": {}}),
    call=st.sampled_from(["100", "101", "102", "103"]),
    caller=st.sampled_from(["anonymous", "+37120000001", "+37120000666", "20000001"]),
    at=st.sampled_from(["2026-01-07T11:00", "2026-03-29T03:30", "2026-12-25T17:59"]),
    agents=st.dictionaries(st.sampled_from(["alice", "bob"]), st.sampled_from(get_args(Attendance))),
    keys=st.lists(st.text("012359*#", max_size=6), max_size=8),
    keys_waiting=st.sampled_from(list("019#")),
    answers=st.booleans(),
    caller_hangs_up=st.sampled_from(get_args(HangsUp)),
    look_ups=st.lists(st.sampled_from(["fails", {"status": 500}, {"answer": {"customer": {"tier": "gold"}}}])),
    scripts=st.lists(st.sampled_from(["fails", {"values": {"AREA": "north"}}])),
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder: Path = tmp_path_factory.mktemp("plan")
    return plan(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(trial=trials)
def test_every_call_ends_with_one_outcome_and_the_same_again(document: Document, trial: TrialSpec) -> None:
    course = course_of(document, trial)
    assert happened(fact for _, fact in course.facts).outcome in get_args(Outcome)
    assert course_of(document, trial) == course
