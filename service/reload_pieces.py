"""A document in pieces that are put together a few at a time, so that taking over a long one never holds up calls.

Only what a process of our own has written is ever put together: a pickle can name any function of the program.
"""

import contextlib
import gc
import io
import pickle
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import is_dataclass, replace

from dialplan.document import Agent, Document, Queue

SLICE_SECONDS = 0.001
"""So long one slice of putting together takes: a twentieth of what lies between two packets of audio."""

_IN_PIECES = frozenset({"ivr.flow"})
"""Modules whose values are pieces of their own, down to the single step."""

Pieces = tuple[bytes, ...]


def split(document: Document) -> Pieces:
    """The document in pieces; each refers only to those before it, the last one is the whole.

    What only those who write a document ask for is left out: its YAML, where each step stands, warnings.
    """
    pieces: list[bytes] = []
    lists = {name: text for name, text in document.sources.items() if not name.endswith(".yaml")}
    _written(replace(document, sources=lists, places={}, warnings=()), pieces, {})
    return tuple(pieces)


class _Splitter(pickle.Pickler):
    def __init__(self, file: io.BytesIO, whole: object, pieces: list[bytes], known: dict[int, int]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._whole = whole
        self._pieces = pieces
        self._known = known

    def persistent_id(self, part: object) -> int | None:
        """The number of the piece that this part of the whole becomes; None for one that stays in its whole."""
        if part is self._whole or not _is_piece(part):
            return None
        if id(part) not in self._known:
            _written(part, self._pieces, self._known)
        return self._known[id(part)]


def _is_piece(part: object) -> bool:
    kind = type(part)
    return kind is Queue or kind is Agent or (kind.__module__ in _IN_PIECES and is_dataclass(kind))


def _written(part: object, pieces: list[bytes], known: dict[int, int]) -> None:
    file = io.BytesIO()
    _Splitter(file, part, pieces, known).dump(part)
    known[id(part)] = len(pieces)
    pieces.append(file.getvalue())


class _Joiner(pickle.Unpickler):
    def __init__(self, piece: bytes, parts: list[object]) -> None:
        super().__init__(io.BytesIO(piece))
        self._parts = parts

    def persistent_load(self, number: int) -> object:
        return self._parts[number]


async def joined(
    pieces: Sequence[bytes], monotonic: Callable[[], float], breathe: Callable[[], Awaitable[None]]
) -> Document:
    """The document of these pieces, put together in slices of ``SLICE_SECONDS`` with a ``breathe`` between two.

    :param monotonic: seconds, as of a clock that never goes back.
    :raises ValueError: the last piece is no document.
    """
    parts: list[object] = []
    with _no_collection():
        began = monotonic()
        for piece in pieces:
            parts.append(_Joiner(piece, parts).load())
            if monotonic() - began >= SLICE_SECONDS:
                await breathe()
                began = monotonic()
    return _whole(parts)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """No search for unreachable cycles meanwhile, nor ever among what there is at the end.

    So many new objects set off a search through all there are, 30 ms for a long document, and a document has no cycles:
    it goes when nobody refers to it any more. Cycles that others leave during this tenth of a second are never found.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def joined_at_once(pieces: Sequence[bytes]) -> Document:
    """The document of these pieces, for whoever has nothing else to do.

    :raises ValueError: the last piece is no document.
    """
    parts: list[object] = []
    for piece in pieces:
        parts.append(_Joiner(piece, parts).load())
    return _whole(parts)


def _whole(parts: list[object]) -> Document:
    if not parts or not isinstance(parts[-1], Document):
        raise ValueError("these are not the pieces of a document")
    return parts[-1]
