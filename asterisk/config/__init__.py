"""The files Asterisk reads, rendered from a checked document. Writes into folders of ours only."""

from asterisk.config.folder import render
from asterisk.config.keys import Secrets, load_or_create
from asterisk.config.settings import ConfigSettings

__all__ = ["ConfigSettings", "Secrets", "load_or_create", "render"]
