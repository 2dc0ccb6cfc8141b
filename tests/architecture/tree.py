"""The files and folders of the repository as the tests of its shape see them. Reads; judges nothing."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
SURROUNDINGS: Final = frozenset({"bench", "migrations", "tests"})
"""Top-level folders of Python that are no rooms: they may look in, and no room may look out at them."""


def configuration() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(identifier: str) -> dict[str, Any]:
    """The import-linter contract of this id; raises ``StopIteration`` where there is none."""
    contracts: list[dict[str, Any]] = configuration()["tool"]["importlinter"]["contracts"]
    return next(each for each in contracts if each["id"] == identifier)


def rooms_behind_doors() -> list[str]:
    """Every room named in the layers contract, left to right."""
    return [room.strip() for layer in contract("doors")["layers"] for room in layer.split("|")]


def folders_with_python() -> list[str]:
    """Every top-level folder that holds Python, hidden ones aside."""
    return sorted(
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and next(folder.rglob("*.py"), None)
    )


def modules(*folders: str) -> Iterator[Path]:
    """Every Python file below these top-level folders, or below all of them, as paths from the root."""
    for folder in folders or folders_with_python():
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT)


def names(paths: Iterator[Path]) -> list[str]:
    """Paths as ids of parametrized tests."""
    return [path.as_posix() for path in paths]
