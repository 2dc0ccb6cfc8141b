"""The process that checks and loads a dialplan for a running service: ``python -m service.reload_child``.

A process of its own, since a thread would hold up the loop; with limits, since files are whatever people put there. It
reads one job of the service's on its standard input, writes one answer to its standard output, and serves nobody.
"""

import os
import pickle
import resource
import sys
from typing import BinaryIO

from service.reload_job import MOST_CPU_SECONDS, MOST_MEMORY_BYTES, answer_to


def main() -> None:
    """Do the one job."""
    answers = _own_standard_output()
    _limit()
    # Calls come first where there are fewer processors than work.
    os.nice(10)
    job = pickle.load(sys.stdin.buffer)
    pickle.dump(answer_to(job), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
    # Everything is said: taking a large document apart again would only take time.
    os._exit(0)


def _own_standard_output() -> BinaryIO:
    """The answer's way out; what libraries print goes to standard error."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _limit() -> None:
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY_BYTES), (resource.RLIMIT_CPU, MOST_CPU_SECONDS)):
        _, hard = resource.getrlimit(kind)
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    main()
