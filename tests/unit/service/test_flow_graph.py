"""Pictures of flows from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialplan.errors import DialplanInvalid
from service.cli_graph import flows

EXAMPLE = Path(__file__).parents[3] / "dialplan" / "examples" / "helpdesk"


def typed(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    result = CliRunner().invoke(flows, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_flows_of_a_directory_are_printed_as_svg() -> None:
    code, printed = typed("graph", str(EXAMPLE))
    assert code == 0
    assert printed.startswith("<svg ")


def test_one_flow_is_printed_as_mermaid() -> None:
    code, printed = typed("graph", str(EXAMPLE), "--flow", "known-case", "--format", "mermaid")
    assert code == 0
    assert printed.startswith('flowchart TD\n  subgraph s1["known-case"]\n')
    assert "main" not in printed


def test_links_lead_from_where_the_picture_is_written(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan/a.yaml").write_text(
        'numbers: {"1": main}\nqueues: {q: {}}\nagents: {a: {name: A, queues: q}}\nflows: {main: [enqueue: q]}\n'
    )
    (tmp_path / "pictures").mkdir()
    code, _ = typed("graph", str(tmp_path / "plan"), "--output", str(tmp_path / "pictures/all.svg"))
    assert code == 0
    assert 'href="../plan/a.yaml#L4"' in (tmp_path / "pictures/all.svg").read_text()


def test_a_flow_that_does_not_exist_is_guessed_at() -> None:
    code, printed = typed("graph", str(EXAMPLE), "--flow", "known-cas")
    assert code == 2
    assert "did you mean" in printed


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    code, printed = typed("graph", str(EXAMPLE), "--output", str(tmp_path / "nowhere/all.svg"))
    assert code == 2
    assert "cannot write" in printed


def test_what_does_not_pass_its_checks_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("flows: {main: [hang_up, hang_up]}\n")
    with pytest.raises(DialplanInvalid):
        typed("graph", str(tmp_path))
