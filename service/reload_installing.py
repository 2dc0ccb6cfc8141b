"""Puts drafts of Asterisk's files into their place and says what has to read them anew. Knows no running Asterisk."""

import os
from collections.abc import Iterable
from pathlib import Path

from service.reload_job import DRAFTS

READERS = {
    "pjsip.conf": "res_pjsip.so",
    "extensions.conf": "pbx_config.so",
    "musiconhold.conf": "res_musiconhold.so",
}
"""The module that reads each file that a document can change; the others are read only when Asterisk starts."""


def install(etc: Path, drafts: Iterable[str]) -> tuple[str, ...]:
    """Replace these files of ``etc`` by their drafts; the modules that have to read them.

    :raises OSError: a file cannot be replaced.
    """
    group = etc.stat().st_gid
    modules = []
    for name in drafts:
        draft = etc.with_name(DRAFTS) / name
        if draft.stat().st_gid != group:
            # Asterisk may run as another account, which reads by its group.
            os.chown(draft, -1, group)
        draft.replace(etc / name)
        if name in READERS:
            modules.append(READERS[name])
    return tuple(modules)
