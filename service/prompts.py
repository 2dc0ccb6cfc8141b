"""Whether Asterisk's own prompts that a document asks for are there: found at the start, not by a caller."""

from pathlib import Path

from dialplan.document import Document
from ivr.flow import prompts_in
from ivr.say import position_prompts
from vocabulary.ids import MediaUri


class PromptsMissing(Exception):
    """Asterisk's sounds in {folder} have no {names}; mend the dialplan, or install the sounds"""

    def __init__(self, folder: Path, names: list[str]) -> None:
        super().__init__((PromptsMissing.__doc__ or "").format(folder=folder, names=", ".join(names)))


def check_prompts(document: Document, sounds: Path) -> None:
    """Returns when every ``sound:NAME`` of the flows, and what tells the first position, is among the sounds.

    Files of the document itself were checked when it was loaded.

    :raises PromptsMissing: some are not.
    """
    wanted = [uri for flow in document.flows.values() for uri in prompts_in(flow.steps)]
    names = dict.fromkeys(_name(uri) for uri in (*wanted, *position_prompts(1), *position_prompts(2)))
    missing = [name for name in names if not name.startswith("/") and not list(sounds.glob(f"{name}.*"))]
    if missing:
        raise PromptsMissing(sounds, missing)


def _name(uri: MediaUri) -> str:
    return uri.partition(":")[2]
