"""A process that dies in the midst of changing files: run in a child, which ends itself without another word.

What is written to a file up to then stays; nothing is flushed, closed or tidied up.
"""

import os
from collections.abc import Callable
from typing import Any

_CHANGES = ("mkdir", "open", "write", "fsync", "link", "rename", "unlink")
_DIED = 77
_DONE = 0


def dies_at(change: int, work: Callable[[], object]) -> bool:
    """Do the work in a child that dies before its so-many-th change of a file, or half way through it.

    :returns: whether it died; false where it came to its end first.
    """
    child = os.fork()
    if child == 0:
        _die(change, work)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (_DIED, _DONE), f"the child failed: {code}"
    return code == _DIED


def _die(change: int, work: Callable[[], object]) -> None:
    left = [change]
    for name in _CHANGES:
        setattr(os, name, _counted(name, getattr(os, name), left))
    try:
        work()
    except BaseException:  # noqa: BLE001 (a child of a test must not go on as a second test run)
        os._exit(1)
    os._exit(_DONE)


def _counted(name: str, real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def change(*args: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            if name == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            os._exit(_DIED)
        return real(*args, **options)

    return change
