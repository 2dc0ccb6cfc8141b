"""A desk with one queue, ``support``: default policy, nobody in it."""

import pytest

from tests.support.desk import Desk


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.queue()
    return desk
