"""extensions.conf: every call is handed to the service; while it is away the caller hears music, then an apology.

Before that the service is asked whether the call may come in at all (AGI); no answer means that it may. The variable
parts are the application's name, a port and the document's numbers, all checked. Whatever a caller may have written
into the dialled number is reduced to digits and letters before it reaches an argument list.
"""

import re
from typing import Final

from asterisk.agi import scripts
from asterisk.config.settings import LOOPBACK, ConfigSettings
from asterisk.config.syntax import UnsafeValue
from dialplan.document import Document

ADMISSION: Final = "admission"
"""The script's name at our AGI server. It gets the number dialled and answers with two variables of the channel."""
TURNED_AWAY: Final = "FIRSTLINE_TURNED_AWAY"
"""The hang-up cause (Q.850) with which the call is refused; empty: it is let in."""
FLOW: Final = "FIRSTLINE_FLOW"
"""The flow the caller goes to instead of the number's; empty: the number's."""

_NUMBER = re.compile(r"\+?[0-9*#]+")
_APPLICATION = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_CALL_SECONDS = 14_400
_PATIENCE_SECONDS = 1
"""How long an answer of the service is waited for. AGI itself would wait for ever; the call's absolute timeout ends it
and leads to extension T, from where the call goes on."""
_PATTERNS = ("_X", "_X.", "_+X.")

_ENTER = """\
exten => {pattern},1,Set(DIALLED=${{FILTER(+*#0-9A-Za-z,${{EXTEN}})}})
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
 same => n,Set(AGIEXITONHANGUP=yes)
 same => n(again),Set({turned_away}=)
 same => n,Set({flow}=)
 same => n,Set(ASKING=yes)
 same => n,Set(TIMEOUT(absolute)={patience})
 same => n,AGI(agi://{loopback}:{agi_port}/{admission},${{DIALLED}})
 same => n(asked),Set(ASKING=)
 same => n,Set(TIMEOUT(absolute)={longest})
 same => n,GotoIf($["${{{turned_away}}}" != ""]?turned)
 same => n,GotoIf($["${{{flow}}}" != ""]?elsewhere)
 same => n,Stasis({application},caller,${{DIALLED}})
 same => n,Goto(left)
 same => n(elsewhere),Stasis({application},caller,${{DIALLED}},${{FILTER(A-Za-z0-9_\\-,${{{flow}}})}})
 same => n(left),GotoIf($["${{STASISSTATUS}}" != "FAILED"]?done)
 same => n,Set(TRY=$[${{TRY}} + 1])
 same => n,GotoIf($[${{TRY}} > {tries}]?apology)
 same => n,ExecIf($[${{TRY}} = 1]?Answer())
 same => n,MusicOnHold(default,1)
 same => n,Goto(again)
 same => n(apology),Answer()
 same => n,Playback(all-circuits-busy-now&please-try-call-later)
 same => n,Hangup(34)
 same => n(turned),Hangup(${{FILTER(0-9,${{{turned_away}}})}})
 same => n(done),Hangup()
exten => T,1,GotoIf($["${{ASKING}}" = "yes"]?s,asked)
 same => n,Hangup()

[{script_context}]
exten => s,1,Set(AGIEXITONHANGUP=yes)
 same => n,Set(ASKING=yes)
 same => n,Set(TIMEOUT(absolute)=${{IF($["${{{script_seconds}}}" = ""]?{longest}:${{{script_seconds}}})}})
 same => n,AGI(${{{script}}})
 same => n(back),Set(ASKING=)
 same => n,Set(TIMEOUT(absolute)={longest})
 same => n,Stasis({application},{back})
 same => n,GotoIf($["${{STASISSTATUS}}" = "FAILED"]?enter,s,1)
 same => n,Hangup()
exten => T,1,GotoIf($["${{ASKING}}" = "yes"]?s,back)
 same => n,Hangup()
"""


def text(document: Document, settings: ConfigSettings) -> str:
    """The text of extensions.conf. Raises ``UnsafeValue`` for a number or an application's name that is none."""
    if not _APPLICATION.fullmatch(settings.application):
        raise UnsafeValue("application", settings.application)
    for number in document.numbers:
        if not _NUMBER.fullmatch(number):
            raise UnsafeValue("numbers", number)
    return _TEXT.format(
        enter="".join(_ENTER.format(pattern=pattern) for pattern in _PATTERNS),
        longest=_LONGEST_CALL_SECONDS,
        patience=_PATIENCE_SECONDS,
        agents="".join(f"exten => {number},1,Goto(from-trunk,${{EXTEN}},1)\n" for number in document.numbers),
        application=settings.application,
        tries=settings.retry_seconds,
        loopback=LOOPBACK,
        agi_port=settings.agi_port,
        admission=ADMISSION,
        turned_away=TURNED_AWAY,
        flow=FLOW,
        script_context=scripts.CONTEXT,
        script=scripts.VARIABLE,
        script_seconds=scripts.SECONDS,
        back=scripts.BACK,
    )
