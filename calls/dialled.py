"""What somebody means who dials from one of our phones: a code, a colleague, a queue, a number outside. Pure.

Says nothing of whether they may. The numbers of the document itself never come here: they are callers' numbers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from calls.outgoing import outside
from dialplan.document import Document
from vocabulary.ids import AgentName, QueueName


class Action(StrEnum):
    """What a feature code does: the keys of ``feature_codes`` in the document."""

    LOG_IN = "log_in"
    LOG_OUT = "log_out"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    PAUSE = "pause"
    RESUME = "resume"
    END_WRAP_UP = "end_wrap_up"
    DISPOSITION = "disposition"
    RAISE_HAND = "raise_hand"
    MONITOR = "monitor"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take_over"
    RECORD = "record"
    PAUSE_RECORDING = "pause_recording"
    RECORD_AGAIN = "record_again"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class CodeDialled:
    """``rest``: what was dialled behind the code, its argument; empty: to be asked for where one is needed."""

    action: Action
    rest: str = ""


@dataclass(frozen=True, slots=True)
class ColleagueDialled:
    agent: AgentName


@dataclass(frozen=True, slots=True)
class QueueDialled:
    queue: QueueName


@dataclass(frozen=True, slots=True)
class OutsideDialled:
    """``trunk``: the first of those that may be used whose numbers this is one of."""

    number: str
    trunk: str


@dataclass(frozen=True, slots=True)
class NothingDialled:
    """Nobody and nothing has this number."""

    number: str


Meaning = CodeDialled | ColleagueDialled | QueueDialled | OutsideDialled | NothingDialled
AGENTS: Final = frozenset({"agents"})


def meaning(document: Document, dialled: str, kinds: frozenset[str] = AGENTS) -> Meaning:
    """What this leads to. Of several codes it begins with, the longest is meant; what follows is its argument.

    :param kinds: of ``agents`` and ``supervisors``: whose trunks are looked at for a number outside.
    """
    code = _code(document, dialled)
    if code is not None:
        return code
    for agent, known in document.agents.items():
        if dialled and known.number == dialled:
            return ColleagueDialled(agent)
    for queue, served in document.queues.items():
        if dialled and served.number == dialled:
            return QueueDialled(queue)
    for trunk, line in document.trunks.items():
        if kinds.intersection(line.may_call_out) and outside(document, trunk, dialled):
            return OutsideDialled(dialled, trunk)
    return NothingDialled(dialled)


def _code(document: Document, dialled: str) -> CodeDialled | None:
    found = [(code, action) for action, code in document.feature_codes.written() if dialled.startswith(code)]
    if not found:
        return None
    code, action = max(found, key=lambda one: len(one[0]))
    return CodeDialled(Action(action), dialled.removeprefix(code))
