"""Ends that fall on one another: exactly one record each, true to what both sides saw, and nobody stuck."""

from collections.abc import Callable, Sequence
from statistics import median

import pytest

from cdr.record import FinalStatus
from service.peers.sip import Direction
from tests.support.scenario import Helpdesk
from tests.support.scenario_race import Race, Run, run_race
from vocabulary.parties import Party

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

RUNS = 100
SPREAD_SECONDS = 0.05
CERTAIN_SECONDS = 0.15
"""What is further apart than this cannot have crossed on the way."""

MET_SECONDS = 1.0
"""After this time of talk the legs have met, also on a busy machine: before, the caller would be offered again."""

Measured = Callable[[str, float], None]


async def test_both_hang_up_at_once(desk: Helpdesk, measured: Measured) -> None:
    race = Race(answer_after_seconds=0.1, talk_seconds=MET_SECONDS)
    centre = await _seconds_until(desk, race, lambda run: run.caller.bye_received_at)
    runs = await run_race(desk, race, _spread_around(centre))
    apart = []
    for run in runs:
        agent_bye = run.by_agent(Direction.SENT, "BYE")
        assert run.record.final_status is FinalStatus.ANSWERED
        assert run.record.ended_by in _who_may_have_ended(run.caller.bye_sent_at, agent_bye)
        if run.caller.bye_sent_at is not None and agent_bye is not None:
            apart.append(run.caller.bye_sent_at - agent_bye)
    _tell(measured, "both hung up, caller after agent", apart)
    assert len(apart) >= 5


async def test_the_caller_hangs_up_as_the_agent_answers(desk: Helpdesk, measured: Measured) -> None:
    race = Race(answer_after_seconds=0.2, talk_seconds=5.0)
    patient = Race(answer_after_seconds=0.2, talk_seconds=MET_SECONDS)
    centre = await _seconds_until(desk, patient, lambda run: run.by_agent(Direction.SENT, "200", "INVITE"))
    runs = await run_race(desk, race, _spread_around(centre))
    apart = []
    for run in runs:
        answer = run.by_agent(Direction.SENT, "200", "INVITE")
        assert run.caller.bye_sent_at is not None
        assert run.record.ended_by is Party.CALLER
        assert run.record.final_status in {FinalStatus.ANSWERED, FinalStatus.ABANDONED}
        if answer is None:
            assert run.record.final_status is FinalStatus.ABANDONED
            continue
        apart.append(run.caller.bye_sent_at - answer)
        if apart[-1] > CERTAIN_SECONDS:
            assert run.record.final_status is FinalStatus.ANSWERED
    _tell(measured, "caller hung up after the agent's answer", apart)
    assert {run.record.final_status for run in runs} == {FinalStatus.ANSWERED, FinalStatus.ABANDONED}


async def _seconds_until(desk: Helpdesk, race: Race, moment: Callable[[Run], float | None]) -> float:
    """How long after the caller's answer that moment of a call comes, when nobody interferes."""
    runs = await run_race(desk, race, [3.0] * 5)
    seconds = []
    for run in runs:
        at = moment(run)
        assert at is not None
        assert run.caller.answered_at is not None
        seconds.append(at - run.caller.answered_at)
    return median(seconds)


def _spread_around(centre: float) -> list[float]:
    return [centre - SPREAD_SECONDS + 2 * SPREAD_SECONDS * run / (RUNS - 1) for run in range(RUNS)]


def _who_may_have_ended(caller_bye: float | None, agent_bye: float | None) -> set[Party]:
    if caller_bye is not None and agent_bye is not None:
        return {Party.CALLER, Party.AGENT}
    return {Party.CALLER} if caller_bye is not None else {Party.AGENT}


def _tell(measured: Measured, what: str, apart: Sequence[float]) -> None:
    for name, seconds in (("earliest", min(apart)), ("median", median(apart)), ("latest", max(apart))):
        measured(f"{what} ({len(apart)} of {RUNS} runs), {name}", seconds)
