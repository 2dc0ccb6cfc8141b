"""Where a caller is in a flow: the steps ahead, and the loops around them. Walks nowhere itself; a frozen value."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ivr.flow import Loop, Step, Steps


@dataclass(frozen=True, slots=True)
class Path:
    """``steps`` from ``position`` on, then the path ``behind`` them.

    ``loop``: these are the steps of this loop, which was begun anew ``rounds`` times. As deep as the flow is nested.
    """

    steps: Steps = ()
    position: int = 0
    loop: Loop | None = None
    rounds: int = 0
    behind: "Path | None" = None

    def next(self) -> "tuple[Step, Path] | None":
        """The next step and the path once it is taken; None at the end of the flow."""
        for path in self.outward():
            if path.position < len(path.steps):
                rest = Path(path.steps, path.position + 1, path.loop, path.rounds, path.behind)
                return path.steps[path.position], rest
        return None

    def into(self, steps: Steps) -> "Path":
        """These steps first, then what was ahead."""
        return Path(steps, behind=self) if steps else self

    def around(self, loop: Loop) -> "Path":
        """The steps of this loop first, then what was ahead."""
        return Path(loop.steps, loop=loop, behind=self)

    def again(self, levels: int) -> "Path":
        """At the beginning of the loop around here; this same path where the loop was begun anew often enough."""
        for path in self.outward():
            if path.loop is None:
                continue
            if levels > 1:
                levels -= 1
            elif path.rounds < path.loop.most:
                return replace(path, position=0, rounds=path.rounds + 1)
            else:
                return self
        return self

    def outward(self) -> "Iterator[Path]":
        """This path and those around it, the innermost first."""
        path: Path | None = self
        while path is not None:
            yield path
            path = path.behind
