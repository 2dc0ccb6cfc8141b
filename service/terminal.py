"""What the terminal shows: the story of calls as they happen, the record as a table, how to connect a phone."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from acd.events import (
    AgentDeviceChanged,
    AgentLoggedIn,
    AgentLoggedOut,
    AgentOccupied,
    AgentPaused,
    AgentRested,
    AgentResumed,
    AgentSignedIn,
    AgentSignedOut,
    AgentVacated,
    HandLowered,
    HandRaised,
    QueueClosed,
    QueueOpened,
    RequestRefused,
)
from calls.ledger import Fact
from cdr.record import ContactRecord
from cdr.record_rows import rows_for
from cdr.story import line_for
from cdr.wording import note_clause
from service.demo.verdict import Verdict
from service.phones_shown import phones_shown
from service.settings import Settings
from service.stack import Stack
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

TIMING_WORDS = {
    "invite_to_first_prompt_ms": "caller's INVITE → first prompt audio",
    "key_to_prompt_stops_ms": "key released → prompt stops",
    "agent_free_to_invite_ms": "agent free → agent's INVITE",
    "answer_to_two_way_audio_ms": "agent's 200 OK → two-way audio",
    "service_cpu_ms_per_call": "processor time of the service for the call",
}


def tell(console: Console, fact: Fact, at: Instant) -> None:
    """One line of the story, if the fact deserves one."""
    match fact:
        case AgentLoggedIn(agent):
            line = _dated(at, f"{agent} logs in")
        case AgentLoggedOut(agent):
            line = _dated(at, f"{agent} logs out")
        case AgentPaused(agent, reason, by):
            line = _dated(at, f"{agent} is paused: {reason} (by {by})")
        case AgentResumed(agent):
            line = _dated(at, f"{agent} is back")
        case AgentDeviceChanged(agent, device):
            line = _dated(at, f"{agent}'s phone is {device}")
        case AgentRested(agent, rest_seconds):
            line = _dated(at, f"{agent} rests for {rest_seconds:g} s")
        case AgentOccupied(agent, _, what):
            line = _dated(at, f"{agent} is elsewhere ({what})")
        case AgentVacated(agent):
            line = _dated(at, f"{agent} is no longer elsewhere")
        case AgentSignedIn(agent, queue):
            line = _dated(at, f"{agent} serves {queue} again")
        case AgentSignedOut(agent, queue):
            line = _dated(at, f"{agent} serves {queue} no more")
        case HandRaised(agent, _, note):
            line = _dated(at, f"{agent} wants a supervisor{note_clause(note)}")
        case HandLowered(agent):
            line = _dated(at, f"{agent} wants a supervisor no more")
        case QueueOpened(queue):
            line = _dated(at, f"{queue} is open")
        case QueueClosed(queue):
            line = _dated(at, f"{queue} is closed")
        case RequestRefused(_, reason):
            line = _dated(at, f"refused: {reason}")
        case _:
            line = line_for(fact, at) or ""
    if line:
        console.print(escape(line), highlight=False, soft_wrap=True)


def show_verdict(console: Console, verdict: Verdict) -> None:
    """The contact record, the recording, the timings and the checks."""
    console.print(_record_table(verdict.contact))
    if verdict.recording is not None:
        heard = verdict.recording
        console.print(
            f"Recording (caller left, agent right): [bold]{escape(heard.path)}[/bold] ({heard.duration_seconds:.2f} s)",
            soft_wrap=True,
        )
    timings = Table("measured", "ms", title="Timings of this call", title_justify="left")
    for name, milliseconds in verdict.timings.items():
        timings.add_row(TIMING_WORDS[name], "-" if milliseconds is None else f"{milliseconds:.1f}")
    console.print(timings)
    for name, held in verdict.checks.items():
        mark = "[green]✓[/green]" if held else "[red]✗[/red]"
        console.print(f"{mark} {name.replace('_', ' ')}")


def show_how_to_connect(console: Console, stack: Stack, settings: Settings) -> None:
    """How a person registers a softphone as an agent and dials in as a caller."""
    table = Table("register a softphone as", "at")
    table.add_column("password", no_wrap=True)
    for phone in phones_shown(stack.document, settings.asterisk(), with_secrets=True):
        table.add_row(
            escape(phone.user), f"{phone.server}:{phone.port} ({phone.transport})", escape(phone.password or "")
        )
    visitors = f"{settings.sip_address}:{settings.sip_port} (UDP)"
    table.add_row("visitor", visitors, escape(stack.secrets.visitor.get_secret_value()))
    console.print(table)
    first = escape(next(iter(stack.document.agents)))
    console.print(f"As an agent: register, then `.venv/bin/firstline agent login {first}` to take calls.")
    console.print(f"As a caller: register as visitor and dial {escape(' or '.join(stack.document.numbers))}.")
    console.print("`.venv/bin/firstline agent list` and `call list` show who is where.")
    if settings.sip_address.startswith("127."):
        console.print(
            "For a phone on your network: FIRSTLINE_SIP_ADDRESS=<address of this machine> make run", soft_wrap=True
        )


def _record_table(record: ContactRecord) -> Table:
    table = Table(title="The contact record in PostgreSQL", title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in rows_for(record):
        table.add_row(escape(label), escape(value))
    return table


def _dated(at: Instant, words: str) -> str:
    return f"{at.utc:%H:%M:%S}.{at.utc.microsecond // 1000:03d}  {words}"


class Teller:
    """Tells every fact on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, _: ContactId | None, fact: Fact, at: Instant) -> None:
        tell(self._console, fact, at)
