"""Commands of quality control that cannot be meant: told before anything is asked."""

import pytest
from typer.testing import CliRunner

from service.cli import app


@pytest.mark.parametrize(
    "words",
    [
        ("score", "rec-1"),
        ("score", "rec-1", "--answer", "greeting"),
        ("score", "rec-1", "--answer", "greeting=-1"),
        ("score", "rec-1", "--answer", "greeting=1.5"),
        ("score", "rec-1", "--answer", "greeting=1", "--answer", "greeting=2"),
        ("score", "rec-1", "--answer", "greeting=1", "--note", "words alone"),
        ("score", "rec-1", "--answer", "greeting=1", "--note", "nan:words"),
        ("score", "rec-1", "--answer", "greeting=1", "--note", "12.5: "),
        ("results",),
        ("next", "--as", "../x"),
    ],
)
def test_what_cannot_be_meant_is_not_understood(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, ("review", *words)).exit_code == 2
