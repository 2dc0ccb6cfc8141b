"""The pictures in docs are those of the tables."""

from tests.architecture.diagrams import PAGE, page


def test_the_page_of_state_machines_is_drawn_from_the_tables_of_today() -> None:
    """Run ``python -m tests.architecture.diagrams`` after a table changed."""
    assert PAGE.read_text(encoding="utf-8") == page()
