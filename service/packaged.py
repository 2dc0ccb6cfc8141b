"""What is shipped beside the code. Paths only."""

from pathlib import Path
from typing import Final

EXAMPLE: Final = Path(__file__).resolve().parent.parent / "dialplan" / "examples" / "helpdesk"
"""The dialplan of whoever names none."""
