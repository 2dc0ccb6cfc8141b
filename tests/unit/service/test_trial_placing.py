"""When the call of a test comes in, and from which number, where the test does not say."""

from pathlib import Path

import pytest

from dialplan.trials import TrialSpec
from service.trials.placing import moment_of, number_of
from tests.support.trial_plan import PLAN, plan

WRITTEN = {"call": "100", "expect": {"outcome": "hung_up"}}


@pytest.mark.parametrize(
    ("hours", "moment"),
    [
        ("{open: {mon-fri: 09:00-18:00}}", "2026-01-07T11:00:00+02:00"),
        ("{open: {sat: 09:00-18:00}}", "2026-01-10T09:00:00+02:00"),
        ('{open: {}, special: {"2020-01-01": 09:00-18:00}}', "2026-01-07T11:00:00+02:00"),
    ],
)
def test_without_a_moment_the_first_hours_are_open_where_they_ever_are(tmp_path: Path, hours: str, moment: str) -> None:
    document = plan(tmp_path, text=PLAN.replace("{open: {mon-fri: 09:00-18:00}}", hours))
    assert moment_of(document, TrialSpec.model_validate(WRITTEN)).isoformat() == moment


def test_a_moment_is_by_the_clock_of_the_documents_time_zone(tmp_path: Path) -> None:
    trial = TrialSpec.model_validate(WRITTEN | {"at": "2026-07-01T10:00"})
    assert moment_of(plan(tmp_path), trial).isoformat() == "2026-07-01T10:00:00+03:00"


@pytest.mark.parametrize(("caller", "told"), [("anonymous", ""), ("+37120000001", "+37120000001")])
def test_a_withheld_number_is_told_as_none(caller: str, told: str) -> None:
    assert number_of(TrialSpec.model_validate(WRITTEN | {"caller": caller})) == told


def test_nobody_known_calls_where_no_number_is_written() -> None:
    assert number_of(TrialSpec.model_validate(WRITTEN)) == "+99900000001"
