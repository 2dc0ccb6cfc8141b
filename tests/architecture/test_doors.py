"""The doors between the rooms. The contracts themselves are in pyproject.toml; these tests run and complete them."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SURROUNDINGS, configuration, contract, folders_with_python, modules, names
from tests.architecture.tree import rooms_behind_doors as rooms


def test_the_contracts_hold() -> None:
    linter = shutil.which("lint-imports", path=Path(sys.executable).parent) or "lint-imports"
    run = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_top_level_package_is_behind_the_doors_or_outside_the_house() -> None:
    assert sorted({*rooms(), *SURROUNDINGS} & set(folders_with_python())) == folders_with_python()


def test_no_contract_forgets_a_room() -> None:
    assert sorted(configuration()["tool"]["importlinter"]["root_packages"]) == sorted(rooms())
    assert sorted(contract("outside")["source_modules"]) == sorted(rooms())
    assert set(contract("outside")["forbidden_modules"]) == SURROUNDINGS


def test_the_wheel_holds_every_room_and_the_migrations_and_neither_tests_nor_benchmarks() -> None:
    packages = configuration()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packages) == sorted([*rooms(), "migrations"])


@pytest.mark.parametrize("path", names(modules("recordings")))
def test_what_decides_about_recordings_does_not_reach_for_the_library(path: str) -> None:
    in_library = path.startswith("recordings/library")
    assert in_library or not any(name.startswith("recordings.library") for name in _imported(ROOT / path))


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                found.update(alias.name for alias in aliases)
            case ast.ImportFrom(module=str(module), names=aliases):
                found.update(f"{module}.{alias.name}" for alias in aliases)
            case _:
                pass
    return found
