"""extensions.conf: every call is handed to the service; while it is away the caller hears music, then an apology.

The variable parts are the application's name and the document's numbers, both checked. Whatever a caller may have
written into the dialled number is reduced to digits and letters before it reaches an argument list.
"""

import re

from asterisk.config.settings import ConfigSettings
from asterisk.config.syntax import UnsafeValue
from dialplan.document import Document

_NUMBER = re.compile(r"\+?[0-9*#]+")
_APPLICATION = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_CALL_SECONDS = 14_400
_PATTERNS = ("_X", "_X.", "_+X.")

_ENTER = """\
exten => {pattern},1,Set(TIMEOUT(absolute)={longest})
 same => n,Set(DIALLED=${{FILTER(+*#0-9A-Za-z,${{EXTEN}})}})
 same => n,Goto(enter,s,1)
"""

_TEXT = """\
[general]
static = yes
writeprotect = yes
autofallthrough = yes
clearglobalvars = no

[globals]

[from-trunk]
{enter}
[from-agents]
{agents}
[enter]
exten => s,1,Set(TRY=0)
 same => n(again),Stasis({application},caller,${{DIALLED}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?done)
 same => n,Set(TRY=$[${{TRY}} + 1])
 same => n,GotoIf($[${{TRY}} > {tries}]?apology)
 same => n,ExecIf($[${{TRY}} = 1]?Answer())
 same => n,MusicOnHold(default,1)
 same => n,Goto(again)
 same => n(apology),Answer()
 same => n,Playback(all-circuits-busy-now&please-try-call-later)
 same => n,Hangup(34)
 same => n(done),Hangup()
"""


def text(document: Document, settings: ConfigSettings) -> str:
    """The text of extensions.conf. Raises ``UnsafeValue`` for a number or an application's name that is none."""
    if not _APPLICATION.fullmatch(settings.application):
        raise UnsafeValue("application", settings.application)
    for number in document.numbers:
        if not _NUMBER.fullmatch(number):
            raise UnsafeValue("numbers", number)
    return _TEXT.format(
        enter="".join(_ENTER.format(pattern=pattern, longest=_LONGEST_CALL_SECONDS) for pattern in _PATTERNS),
        agents="".join(f"exten => {number},1,Goto(from-trunk,${{EXTEN}},1)\n" for number in document.numbers),
        application=settings.application,
        tries=settings.retry_seconds,
    )
