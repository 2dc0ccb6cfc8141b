"""Ids that say their kind and sort by time: ``c-0193a1b2c3d4-5e6f7a8b9c``. The only place that draws them."""

import secrets
from collections.abc import Callable

from vocabulary.instant import Instant


def id_maker(clock: Callable[[], Instant]) -> Callable[[str], str]:
    """A function that gives a new id of a kind: milliseconds since 1970 (12 hex digits), then 40 random bits."""

    def new_id(kind: str) -> str:
        return f"{kind}-{int(clock().unix * 1000):012x}-{secrets.token_hex(5)}"

    return new_id
