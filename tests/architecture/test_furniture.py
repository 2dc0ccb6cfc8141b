"""The same furniture in every room: what it is for, small modules, no notes-to-self, no sleeping. Judges form only."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, names, rooms_behind_doors

LONGEST_MODULE = 350
NOTE_TO_SELF = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SENTENCE = re.compile(r"test_[a-z0-9]+(_[a-z0-9]+){2,}")


@pytest.mark.parametrize("room", rooms_behind_doors())
def test_every_room_says_what_it_is_for(room: str) -> None:
    assert _docstring(Path(room) / "__init__.py")


@pytest.mark.parametrize("path", names(modules()))
def test_every_module_opens_with_what_it_is_for(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert not source.strip() or _docstring(Path(path))


@pytest.mark.parametrize("path", names(modules()))
def test_no_module_is_asking_to_be_two(path: str) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", names(modules()))
def test_no_comment_is_a_note_to_self(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    assert [comment for comment in comments if NOTE_TO_SELF.search(comment)] == []


@pytest.mark.parametrize("path", names(modules()))
def test_nothing_sleeps_where_it_could_wait(path: str) -> None:
    """A coroutine of the service may sleep until its next try; a test may not sleep at all."""
    forbidden = {"time.sleep"} | ({"asyncio.sleep", "anyio.sleep"} if path.startswith("tests/") else set())
    assert _called(ROOT / path) & forbidden == set()


@pytest.mark.parametrize("path", names(modules("tests")))
def test_the_name_of_a_test_is_a_sentence(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    assert [name for name in tests if not SENTENCE.fullmatch(name)] == []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))


def _called(path: Path) -> set[str]:
    """Dotted names of what is called, with names imported from a module written out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    origins = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    calls = (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {origins.get(call, call) for call in calls}
