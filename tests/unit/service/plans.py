"""Small dialplans for the tests of live change, as texts and as documents."""

from pathlib import Path

from dialplan.document import Document
from dialplan.loader import load

SMALL = """\
numbers: {"100": main, "102": buying}
queues:
  support: {wrap_up_seconds: 10, max_wait_seconds: 300}
  sales: {line: second, max_wait_seconds: 300}
agents:
  alice: {name: Alice, queues: [support, sales]}
  bob: {name: Bob, queues: [sales]}
flows:
  main: [play: sound:hello-world, enqueue: {queue: support, otherwise: [hang_up]}]
  buying: [play: sound:hello-world, enqueue: {queue: sales, otherwise: [hang_up]}]
"""

WITHOUT_SALES = """\
numbers: {"100": main, "101": main}
queues:
  support: {wrap_up_seconds: 20, max_wait_seconds: 300}
agents:
  alice: {name: Alice, queues: [support]}
  carol: {name: Carol, queues: [support]}
flows:
  main: [play: sound:hello-world, enqueue: {queue: support, otherwise: [hang_up]}]
"""


def written(directory: Path, text: str) -> Path:
    """A directory that holds this one file, ``main.yaml``."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "main.yaml").write_text(text, encoding="utf-8")
    return directory


def document(directory: Path, text: str = SMALL) -> Document:
    """The document of this text, written into the directory first."""
    return load(written(directory, text))
