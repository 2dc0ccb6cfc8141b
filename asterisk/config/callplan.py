"""extensions.conf: every call is handed to the service; while it is away the caller hears music, then an apology.

Before that the service is asked whether a caller may come in at all (AGI); no answer means that they may. The variable
parts are the application's name, a port and the document's numbers and names, all checked. Whatever somebody may have
written into the dialled number is reduced to digits and letters before it reaches an argument list.
"""

import re
from collections.abc import Iterator
from typing import Final

from asterisk.agi import scripts
from asterisk.config.settings import LOOPBACK, ConfigSettings
from asterisk.config.syntax import UnsafeValue
from asterisk.config.targets import patterns
from dialplan.document import Document

ADMISSION: Final = "admission"
"""The script's name at our AGI server. It gets the number dialled and answers with two variables of the channel."""
TURNED_AWAY: Final = "FIRSTLINE_TURNED_AWAY"
"""The hang-up cause (Q.850) with which the call is refused; empty: it is let in."""
FLOW: Final = "FIRSTLINE_FLOW"
"""The flow the caller goes to instead of the number's; empty: the number's."""
ON: Final = "on="
"""How the last argument of a caller begins: behind it stands the endpoint the call came in by."""
FROM_PHONES: Final = "from-agents"
"""Where our phones dial. A number of the document is called as from outside; the rest the service makes sense of."""
TRANSFERS: Final = "transfers"
"""Where a REFER of our phones leads. Asterisk refuses, with 404, one to a number that is not here: no toll fraud."""
LAMPS: Final = "lamps"
"""What our phones may watch: agents and queues, by number."""

_NUMBER = re.compile(r"\+?[0-9*#]+")
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_APPLICATION = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_CALL_SECONDS = 14_400
_PATIENCE_SECONDS = 1
"""How long an answer of the service is waited for. AGI itself would wait for ever; the call's absolute timeout ends it
and leads to extension T, from where the call goes on."""
_PATTERNS = ("_X", "_X.", "_+X.")
_DIALLED_ON_PHONES = ("_[+*#0-9]!", "_[A-Za-z][0-9A-Za-z]!")
"""Not one letter alone: Asterisk has its own meanings for those."""

_ENTER = """\
exten => {pattern},1,Set(DIALLED=${{FILTER(+*#0-9A-Za-z,${{EXTEN}})}})
 same => n,Goto(enter,s,1)
"""

_PHONE = """\
exten => {pattern},1,Set(HANDED=phone,${{FILTER(A-Za-z0-9_\\-,${{CHANNEL(endpoint)}})}}\
,${{FILTER(+*#0-9A-Za-z,${{EXTEN}})}})
 same => n,Goto(handed,s,1)
"""

_TRANSFERRED = """\
exten => {pattern},1,Set(HANDED=transferred,${{FILTER(+*#0-9A-Za-z,${{EXTEN}})}}\
,${{FILTER(A-Za-z0-9_/@.\\-,${{BLINDTRANSFER}})}})
 same => n,Goto(handed,s,1)
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
[{from_phones}]
{numbers}{phones}
[{transfers}]
{targets}
[{lamps}]
{hints}
[enter]
exten => s,1,Set(TRY=0)
 same => n,Set(ON={on}${{FILTER(A-Za-z0-9_\\-,${{CHANNEL(endpoint)}})}})
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
 same => n,Stasis({application},caller,${{DIALLED}},${{ON}})
 same => n,Goto(left)
 same => n(elsewhere),Stasis({application},caller,${{DIALLED}},${{FILTER(A-Za-z0-9_\\-,${{{flow}}})}},${{ON}})
 same => n(left),GotoIf($["${{STASISSTATUS}}" != "FAILED"]?done)
 same => n,Set(TRY=$[${{TRY}} + 1])
 same => n,GotoIf($[${{TRY}} > {tries}]?apology)
 same => n,ExecIf($[${{TRY}} = 1]?Answer())
 same => n,MusicOnHold(default,1)
 same => n,Goto(again)
 same => n(apology),Goto(apology,s,1)
 same => n(turned),Hangup(${{FILTER(0-9,${{{turned_away}}})}})
 same => n(done),Hangup()
exten => T,1,GotoIf($["${{ASKING}}" = "yes"]?s,asked)
 same => n,Hangup()

[handed]
exten => s,1,Set(TRY=0)
 same => n,Set(TIMEOUT(absolute)={longest})
 same => n(again),Stasis({application},${{HANDED}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?done)
 same => n,Set(TRY=$[${{TRY}} + 1])
 same => n,GotoIf($[${{TRY}} > {tries}]?apology,s,1)
 same => n,ExecIf($[${{TRY}} = 1]?Answer())
 same => n,MusicOnHold(default,1)
 same => n,Goto(again)
 same => n(done),Hangup()

[apology]
exten => s,1,Answer()
 same => n,Playback(all-circuits-busy-now&please-try-call-later)
 same => n,Hangup(34)

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
    """The text of extensions.conf. Raises ``UnsafeValue`` for a number, a name or an application that is none."""
    if not _APPLICATION.fullmatch(settings.application):
        raise UnsafeValue("application", settings.application)
    numbers = [_checked("numbers", number) for number in document.numbers]
    return _TEXT.format(
        enter="".join(_ENTER.format(pattern=pattern) for pattern in _PATTERNS),
        longest=_LONGEST_CALL_SECONDS,
        patience=_PATIENCE_SECONDS,
        from_phones=FROM_PHONES,
        numbers="".join(f"exten => {number},1,Goto(from-trunk,${{EXTEN}},1)\n" for number in numbers),
        phones="".join(_PHONE.format(pattern=pattern) for pattern in _DIALLED_ON_PHONES),
        transfers=TRANSFERS,
        targets="".join(_TRANSFERRED.format(pattern=pattern) for pattern in _targets(document)),
        lamps=LAMPS,
        hints="".join(f"exten => {number},hint,{state}\n" for number, state in lamps(document).items()),
        application=settings.application,
        tries=settings.retry_seconds,
        loopback=LOOPBACK,
        agi_port=settings.agi_port,
        admission=ADMISSION,
        turned_away=TURNED_AWAY,
        flow=FLOW,
        on=ON,
        script_context=scripts.CONTEXT,
        script=scripts.VARIABLE,
        script_seconds=scripts.SECONDS,
        back=scripts.BACK,
    )


def lamps(document: Document) -> dict[str, str]:
    """By number, the device state that a phone's lamp for it shows: ``Stasis:agent-NAME``, ``Stasis:queue-NAME``."""
    agents = {agent.number: f"Stasis:agent-{_named(name)}" for name, agent in document.agents.items()}
    queues = {queue.number: f"Stasis:queue-{_named(name)}" for name, queue in document.queues.items()}
    return {_checked("lamps", number): state for number, state in {**agents, **queues}.items() if number}


def _targets(document: Document) -> tuple[str, ...]:
    """What a phone may transfer to: the document's numbers, agents, queues, and what agents may call outside."""
    return tuple(dict.fromkeys((*_numbers_inside(document), *patterns(document))))


def _numbers_inside(document: Document) -> Iterator[str]:
    yield from (_checked("numbers", number) for number in document.numbers)
    yield from (_checked("agents", agent.number) for agent in document.agents.values() if agent.number)
    yield from (_checked("queues", queue.number) for queue in document.queues.values() if queue.number)


def _checked(where: str, number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise UnsafeValue(where, number)
    return number


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnsafeValue("lamps", name)
    return name
