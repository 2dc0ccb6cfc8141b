"""How long the machines run: for every commit (the same examples each time), for planted faults, for a night."""

import os

from hypothesis import HealthCheck, Phase, settings

COMMON = settings(
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
CI = settings(COMMON, max_examples=200, stateful_step_count=50)
PLANTED = settings(
    COMMON,
    max_examples=100,
    stateful_step_count=40,
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
)
"""Of a planted fault nobody reads the example: it is not made small."""
LONG = settings(COMMON, derandomize=False, max_examples=5000, stateful_step_count=100)


def chosen() -> settings:
    """``LONG`` with FIRSTLINE_LONG=1, ``PLANTED`` with FIRSTLINE_PLANTED=1, else ``CI``."""
    if os.environ.get("FIRSTLINE_LONG") == "1":
        return LONG
    return PLANTED if os.environ.get("FIRSTLINE_PLANTED") == "1" else CI
