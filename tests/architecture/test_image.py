"""The image's recipe and the locks agree with the tree. Builds nothing: a machine without an engine runs these too."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, configuration

ADDRESS = re.compile(r"[a-z]+://|file:|@ ", re.IGNORECASE)
PIN = re.compile(r"^[a-z0-9.-]+==\S+", re.MULTILINE)
COPY = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def _copied() -> list[str]:
    recipe = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    return [source for line in COPY.findall(recipe) for source in line.split()]


@pytest.mark.parametrize("source", _copied())
def test_what_the_image_copies_exists_and_is_let_through(source: str) -> None:
    patterns = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert (ROOT / source).exists()
    assert any(fnmatch(source, pattern.removeprefix("!")) for pattern in patterns if pattern.startswith("!"))


def test_the_image_copies_every_package_of_the_wheel() -> None:
    packages = configuration()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) <= set(_copied())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert ADDRESS.search(text) is None


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_what_is_shipped_is_what_is_tested(lock: Path) -> None:
    tested = PIN.findall((ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8"))
    assert set(PIN.findall(lock.read_text(encoding="utf-8"))) <= set(tested)
