"""What a picture can be written as."""

from enum import StrEnum


class Format(StrEnum):
    """``SVG`` for a browser, ``MERMAID`` for a page of Markdown."""

    SVG = "svg"
    MERMAID = "mermaid"
