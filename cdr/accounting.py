"""Every second of a contact's talks accounted for: recorded, paused, not recorded, or a gap. Pure; the fold's own.

Each talk is cut where anything changes and put together again, so that its intervals cover it whatever was told. Of
other stays only what a recording holds, or should, is told: nothing need be recorded there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cdr.course import Course
from cdr.recorded import BEFORE_CONNECTION, NOT_ACCOUNTED_FOR, OUTSIDE_TALKS, IntervalState, RecordedInterval
from cdr.recording_stays import TRUE_WITHIN_SECONDS, RecordingStay, RecordingStays, Silence
from cdr.stays import Dating, MenuStay, QueueStay
from cdr.talks import AgentStay, GuestStay, Stay
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant
from vocabulary.text import visible

SLIVER_SECONDS = 0.25
"""A gap shorter than this belongs to what is beside it: the desk's moments and the hands' differ by some milliseconds.

At both edges of a talk that is no more than record and file may differ by (``TRUE_WITHIN_SECONDS``).
"""

MOMENT_SECONDS = 0.05
"""What is told of one moment is told within this: anything shorter is no interval of its own."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of some time, as ``cdr.recorded.RecordedInterval`` says it."""

    state: IntervalState
    recording: RecordingId | None = None
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some time and what became of it; None where nothing need be said."""

    began_at: Instant
    ended_at: Instant
    account: Account | None

    @property
    def seconds(self) -> float:
        return self.ended_at.since(self.began_at)

    @property
    def is_gap(self) -> bool:
        return self.account is not None and self.account.state is IntervalState.GAP

    @property
    def is_sliver(self) -> bool:
        return self.account is not None and self.seconds < (SLIVER_SECONDS if self.is_gap else MOMENT_SECONDS)


_UNACCOUNTED = Account(IntervalState.GAP, why=NOT_ACCOUNTED_FOR)


class Accounting:
    """The account of one contact that was over at ``over_at``, made once."""

    def __init__(self, course: Course, recordings: RecordingStays, over_at: Instant) -> None:
        self._course = course
        self._over_at = over_at
        stays = [*reversed(recordings.stays.values())]
        silences = [*self._silences(recordings.silences)]
        # The first that covers a piece says what became of it: nobody's pause is a loss, and a loss is no rule's wish.
        self._told = [
            *(pause for stay in stays for pause in self._pauses(stay)),
            *(piece for stay in stays for piece in self._recorded(stay)),
            *(silence for silence in silences if silence.is_gap),
            *(loss for stay in stays for loss in self._losses(stay)),
            *(silence for silence in silences if not silence.is_gap),
        ]
        edges = {edge.monotonic: edge for piece in self._told for edge in (piece.began_at, piece.ended_at)}
        self._edges = sorted(edges.values())

    def intervals(self, dating: Dating) -> tuple[RecordedInterval, ...]:
        """All of them, in the order of the call."""
        return tuple(self._dated(dating))

    def _dated(self, dating: Dating) -> Iterator[RecordedInterval]:
        before = BEFORE_CONNECTION
        for number, stay in enumerate(self._course.stays, start=1):
            talk = is_talk(stay)
            before = OUTSIDE_TALKS if talk else before
            for piece in self._of_talk(stay) if talk else self._of_another(stay):
                if (account := piece.account) is not None:
                    outside = "" if talk or account.state is not IntervalState.RECORDED else before
                    yield RecordedInterval(
                        state=account.state,
                        began_at=dating(piece.began_at),
                        ended_at=dating(piece.ended_at),
                        seconds=piece.seconds,
                        segment=number,
                        recording=account.recording,
                        why=account.why or outside,
                        by=account.by,
                    )

    def _of_talk(self, stay: Stay) -> Sequence[Piece]:
        told = [piece if piece.account else replace(piece, account=_UNACCOUNTED) for piece in self._cut(stay)]
        pieces = smoothed(told)
        moment = len(pieces) == 1 and pieces[0].account == _UNACCOUNTED and pieces[0].seconds < SLIVER_SECONDS
        return [replace(pieces[0], account=self._beside(pieces[0]))] if moment else pieces

    def _beside(self, piece: Piece) -> Account | None:
        """Of a talk that was over before its recording was told of, this tells."""
        near = (told.account for told in self._told if abs(told.began_at.since(piece.began_at)) < SLIVER_SECONDS)
        return next(near, piece.account)

    def _of_another(self, stay: Stay) -> Sequence[Piece]:
        """What is too short here is of the talk beside it: its recording begins and ends beyond its edges."""
        wished = {IntervalState.RECORDED, IntervalState.PAUSED, IntervalState.GAP}
        cut = [
            replace(piece, account=piece.account if piece.account and piece.account.state in wished else None)
            for piece in self._cut(stay)
        ]
        return [piece for piece in smoothed(cut) if piece.seconds >= TRUE_WITHIN_SECONDS]

    def _cut(self, stay: Stay) -> Iterator[Piece]:
        began, ended = stay.began_at, min(stay.ended_at or self._over_at, self._over_at)
        cuts = [began, *(edge for edge in self._edges if began < edge < ended), ended]
        for start, stop in pairwise(cuts):
            if start < stop:
                account = (told.account for told in self._told if told.began_at <= start and stop <= told.ended_at)
                yield Piece(start, stop, next(account, None))

    # --- what is told of some time -----------------------------------------------------------------------------------

    def _pauses(self, stay: RecordingStay) -> Iterator[Piece]:
        began, ended = stay.span(self._over_at)
        if not stay.discarded:
            for pause in self._course.beside.pauses:
                account = Account(IntervalState.PAUSED, stay.recording, visible(pause.why), visible(pause.by))
                yield Piece(max(began, pause.began_at), min(ended, pause.ended_at or self._over_at), account)

    def _recorded(self, stay: RecordingStay) -> Iterator[Piece]:
        began, ended = stay.span(self._over_at)
        if stay.discarded and stay.finished is not None:
            why = visible(stay.finished.detail)
            yield Piece(began, ended, Account(IntervalState.NOT_RECORDED, stay.recording, why))
            return
        edges = [began, *(edge for start, stop, _ in stay.lost(self._over_at) for edge in (start, stop)), ended]
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            yield Piece(start, stop, Account(IntervalState.RECORDED, stay.recording))

    def _losses(self, stay: RecordingStay) -> Iterator[Piece]:
        for start, stop, why in stay.lost(self._over_at):
            yield Piece(start, stop, Account(IntervalState.GAP, stay.recording, why))

    def _silences(self, silences: Sequence[Silence]) -> Iterator[Piece]:
        """Each holds until something else does, at most to the end of the conversation it was told of."""
        untils = [self._conversation_until(silence.began_at) for silence in silences]
        afters = [silence.began_at for silence in silences[1:]]
        for silence, until, after in zip(silences, untils, [*afters, self._over_at], strict=False):
            if silence.state is not None:
                account = Account(silence.state, None, silence.why, silence.by)
                yield Piece(silence.began_at, min(until, after), account)

    def _conversation_until(self, moment: Instant) -> Instant:
        """When the caller is a flow's or a queue's again, after the talks that go on then or are the next."""
        talked = False
        for stay in self._course.stays:
            if talked and isinstance(stay, MenuStay | QueueStay):
                return stay.began_at
            talked = talked or (is_talk(stay) and (stay.ended_at or self._over_at) > moment)
        return self._over_at


def is_talk(stay: Stay) -> bool:
    """Whether somebody talks with the caller in it, held or not."""
    return isinstance(stay, AgentStay | GuestStay)


def smoothed(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of which the same is told are one piece; a sliver goes to a neighbour, that of a gap to a gap first.

    ``pieces`` follow each other without a hole, and so does the answer, over the same time.
    """
    whole: list[Piece] = []
    for piece in pieces:
        if whole and _is_one(whole[-1], piece):
            longer = max(whole[-1], piece, key=lambda each: each.seconds)
            whole[-1] = Piece(whole[-1].began_at, piece.ended_at, longer.account)
        else:
            whole.append(piece)
    for place in [place for place, piece in enumerate(whole) if piece.is_sliver]:
        beside = [whole[other].account for other in (place - 1, place + 1) if 0 <= other < len(whole)]
        account = next((account for account in beside if account is not None), whole[place].account)
        whole[place] = replace(whole[place], account=account)
    return whole if whole == [*pieces] else smoothed(whole)


def _is_one(one: Piece, other: Piece) -> bool:
    shorter = min(one.seconds, other.seconds)
    return one.account == other.account or (one.is_gap and other.is_gap and shorter < SLIVER_SECONDS)
