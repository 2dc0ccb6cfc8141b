"""Every dialplan we hand to a newcomer passes the checks we put a newcomer's own dialplan through."""

from pathlib import Path

import pytest

from dialplan.errors import DialplanInvalid
from dialplan.loader import load
from tests.architecture.tree import ROOT

EXAMPLES = sorted(path for path in (ROOT / "dialplan" / "examples").iterdir() if path.is_dir())


def test_there_is_an_example_to_start_from() -> None:
    assert [path.name for path in EXAMPLES if path.name == "helpdesk"] == ["helpdesk"]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_every_example_passes_its_own_checks(folder: Path) -> None:
    try:
        load(folder)
    except DialplanInvalid as invalid:
        pytest.fail(str(invalid), pytrace=False)
