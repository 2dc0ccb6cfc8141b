"""What a flow has done for it, done in virtual time by the test's rules. Fetches nothing, records nothing."""

import json
from collections.abc import Callable, Mapping
from typing import Final, assert_never

from calls.lookup_answers import AnswerUnreadable, parsed, value_at
from calls.outgoing import outside, trunk_out
from calls.queue_state import queue_variables
from dialplan.document import Document
from dialplan.trials import ScriptSpec, TrialSpec
from ivr import errands
from ivr.reports import BeginErrand, ErrandEnded
from service.trials.timetable import Timetable
from service.trials.virtual_floor import RING_SECONDS, TALK_SECONDS, Floor
from vocabulary.ids import ErrandId

ANSWER_SECONDS: Final = 0.2
"""How long a server or a script takes."""
MESSAGE_SECONDS: Final = 2.5
"""How long the caller speaks before they press the key that ends a message."""


class VirtualErrands:
    """``ended``: told of each errand once, when it is over, unless it was abandoned."""

    def __init__(
        self,
        document: Document,
        trial: TrialSpec,
        floor: Floor,
        timetable: Timetable,
        ended: Callable[[ErrandEnded], None],
    ) -> None:
        self._document = document
        self._trial = trial
        self._floor = floor
        self._timetable = timetable
        self._ended = ended
        self._answers = iter(trial.look_ups)
        self._scripts = iter(trial.scripts)

    def begin(self, effect: BeginErrand) -> None:
        errand, what = effect.errand, effect.what
        match what:
            case errands.LookAtQueue(queue):
                self._end(errand, 0.0, True, queue_variables(self._floor, queue))
            case errands.LookUp():
                self._look_up(errand, what)
            case errands.RunScript():
                self._run_script(errand, what)
            case errands.TransferCaller():
                self._transfer(errand, what)
            case errands.RecordMessage():
                values = {"message.id": "message-1", "message.media": "recording:message-1", "message.seconds": "2"}
                self._end(errand, MESSAGE_SECONDS, True, values)
            case errands.LeaveMessage():
                self._promised(errand, self._floor.promise(what, ""))
            case errands.PromiseCallback(number=number):
                trunk = trunk_out(self._document, self._trial.call)
                can = outside(self._document, trunk, number)
                self._promised(errand, self._floor.promise(what, number) if can else "cannot be called")
            case _:
                assert_never(what)

    def _promised(self, errand: ErrandId, why: str) -> None:
        self._end(errand, 0.0, not why, {"callback.result": why or "promised"}, why)

    def _end(self, errand: ErrandId, seconds: float, done: bool, values: Mapping[str, str], why: str = "") -> None:
        self._timetable.after(seconds, lambda: self._ended(ErrandEnded(errand, done, values, why)))

    def _look_up(self, errand: ErrandId, what: errands.LookUp) -> None:
        answer = next(self._answers, "fails")
        values = {variable: "" for variable, _ in what.results} | {"lookup.status": ""}
        if isinstance(answer, str):
            self._end(errand, ANSWER_SECONDS, False, values, "unreachable")
            return
        values["lookup.status"] = str(answer.status)
        if not 200 <= answer.status < 300:
            self._end(errand, ANSWER_SECONDS, False, values, f"answered {answer.status}")
            return
        try:
            found = parsed(json.dumps(answer.answer).encode())
        except AnswerUnreadable as error:
            self._end(errand, ANSWER_SECONDS, False, values, str(error))
            return
        values |= {variable: value_at(found, path) for variable, path in what.results}
        self._end(errand, ANSWER_SECONDS, True, values)

    def _run_script(self, errand: ErrandId, what: errands.RunScript) -> None:
        script = next(self._scripts, "fails")
        if isinstance(script, ScriptSpec):
            values = {name.lower(): script.values.get(name, "") for name in what.results}
            self._end(errand, ANSWER_SECONDS, True, values)
        else:
            self._end(errand, ANSWER_SECONDS, False, {name.lower(): "" for name in what.results}, "failure")

    def _transfer(self, errand: ErrandId, what: errands.TransferCaller) -> None:
        there = what.agent is None or self._trial.agents.get(what.agent, "logged_out") != "logged_out"
        if not there:
            self._end(errand, 0.0, False, {"transfer.result": "unreachable"}, "unreachable")
        elif not self._trial.answers:
            self._end(errand, what.ring_seconds, False, {"transfer.result": "no answer"}, "no answer")
        else:
            self._end(errand, RING_SECONDS + TALK_SECONDS, True, {"transfer.result": "connected"})
