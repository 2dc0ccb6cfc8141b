"""The scenarios of a desk phone's SIPp processes: one for calls that come in, one for a call it dials. Runs nothing.

Both are steered from outside, in the call's dialog, by requests that are never answered: ANSWER, DECLINE and a status,
REDIRECT, HANGUP, REOFFER (with X-Direction) and TRANSFER (with X-Refer-To; TRANSFERQUIET sends Refer-Sub: false, RFC
4488). What a phone does once it is in a call is the same for both, so it is written once here.
"""

DECLINES = {480: "Temporarily Unavailable", 486: "Busy Here", 503: "Service Unavailable", 603: "Decline"}
"""The statuses a desk phone can decline with; SIPp takes no keyword where a status stands, so each has its own text."""

_REFUSALS = (400, 403, 404, 408, 410, 480, 484, 486, 487, 488, 500, 501, 502, 503, 504, 600, 603)
_ANSWERS_TO_REFER = (200, 202, 400, 403, 404, 405, 481, 500, 603)

_OFFER = """\
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- [pid] {version} IN IP4 [rtp_ip]
s=-
c=IN IP4 [rtp_ip]
t=0 0
m=audio [rtp_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
a={direction}
"""
_EMPTY = "Content-Length: 0\n\n"
_CONTACT = "Contact: <sip:[agent]@[local_ip]:[local_port]>\n"
_OUR_TAG = ";tag=[pid]-[call_id]"
_TAKEN = (
    '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="remote"/>'
    '<ereg regexp="sip:[^>;]*" search_in="hdr" header="Contact:" assign_to="remote_uri"/>'
)
_ALLOW = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY, REFER\n"


def incoming() -> str:
    """What happens to each request that opens a dialog: rung for until steered, then the talk."""
    parts = (_coming(), _ringing(), _refusing(), _answering(), _talk("[call_id]"), _asked_alone())
    return _scenario("desk phone", "".join(parts))


def outgoing() -> str:
    """One call to ``[number]``, given up before the answer by HANGUP; then the talk."""
    return _scenario("desk call", _dialling() + _giving_up() + _talk("[call_number]"))


def _coming() -> str:
    # The tags and branches come from the Call-ID: out-of-call scenarios have no call numbers of their own in SIPp 3.6.
    return f"""\
<Global variables="silent"/>
<recv request="OPTIONS" optional="true" next="asked_alone"/>
<recv request="NOTIFY" optional="true" next="asked_alone"/>
<recv request="BYE" optional="true" next="asked_about_nothing"/>
<recv request="INVITE">
  <action>
    <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via"/>
    <ereg regexp=".*" search_in="hdr" header="From:" assign_to="remote"/>
    <ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
    <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq_of_invite"/>
    <ereg regexp="sip:[^>;]*" search_in="hdr" header="Contact:" assign_to="remote_uri"/>
    <assignstr assign_to="local" value="[$to]{_OUR_TAG}"/>
    <assignstr assign_to="direction" value="sendrecv"/>
  </action>
</recv>
<nop next="ring_silently" test="silent"/>
{_send(_first_answer("180 Ringing", _CONTACT + _EMPTY), 'next="ringing"')}
<label id="ring_silently"/>
{_send(_echo("100 Trying"))}
"""


def _ringing() -> str:
    declines = "".join(
        f'<recv request="DECLINE{status}" optional="true" next="decline{status}"/>\n' for status in DECLINES
    )
    return f"""\
<label id="ringing"/>
<recv request="ANSWER" optional="true" next="answer"/>
<recv request="REDIRECT" optional="true" next="redirect">
  <action><ereg regexp="[^ ].*" search_in="hdr" header="X-Contact:" assign_to="contact"/></action>
</recv>
{declines}<recv request="CANCEL"/>
{_send(_echo("200 OK", _OUR_TAG))}
{_send(_first_answer("487 Request Terminated", _EMPTY), 'retrans="500" next="refusing"')}
"""


def _refusing() -> str:
    moved = _first_answer("302 Moved Temporarily", f"Contact: [$contact]\n{_EMPTY}")
    declined = "".join(
        f'<label id="decline{status}"/>\n'
        + _send(_first_answer(f"{status} {reason}", _EMPTY), 'retrans="500" next="refusing"')
        for status, reason in DECLINES.items()
    )
    return f"""\
<label id="redirect"/>
{_send(moved, 'retrans="500" next="refusing"')}
{declined}<label id="refusing"/>
<recv request="CANCEL" optional="true" next="cancelled_too_late"/>
<recv request="ACK" next="over"/>
<label id="cancelled_too_late"/>
{_send(_echo("200 OK", _OUR_TAG), 'next="refusing"')}
"""


def _answering() -> str:
    answer = _first_answer("200 OK", _CONTACT + _ALLOW + _OFFER.format(version=1, direction="sendrecv"))
    return f"""\
<label id="answer"/>
{_send(answer, 'retrans="500"')}
<label id="answered"/>
<recv request="CANCEL" optional="true" next="cancelled_after_answer"/>
<recv request="BYE" optional="true" next="ended_by_other"/>
<recv request="ACK" next="talking"/>
<label id="cancelled_after_answer"/>
{_send(_echo("200 OK", _OUR_TAG), 'next="answered"')}
"""


def _asked_alone() -> str:
    return f"""\
<label id="asked_alone"/>
{_send(_echo("200 OK", _OUR_TAG, _ALLOW), 'next="over"')}
<label id="asked_about_nothing"/>
{_send(_echo("481 Call/Transaction Does Not Exist"))}
"""


def _dialling() -> str:
    """The INVITE, once more with the password when it was challenged, until it is answered."""
    invite = (
        "INVITE sip:[number]@[remote_ip]:[remote_port] SIP/2.0\n"
        + _request_head("[call_number]", "[$local]", "<sip:[number]@[remote_ip]:[remote_port]>", "INVITE")
        + _CONTACT
        + _ALLOW
    )
    offer = _OFFER.format(version=1, direction="sendrecv")
    proven = f"{invite}[field1]\n{offer}"
    provisional = "".join(
        f'<recv response="{status}" response_txn="invite" optional="true"/>\n' for status in (100, 180, 181, 182, 183)
    )
    return f"""\
<nop>
  <action>
    <assignstr assign_to="local" value="&lt;sip:[agent]@[local_ip]&gt;;tag=[pid]-[call_number]"/>
    <assignstr assign_to="direction" value="sendrecv"/>
  </action>
</nop>
{_send(invite + offer, 'retrans="500" start_txn="challenged"')}
<recv response="100" response_txn="challenged" optional="true"/>
<recv response="401" response_txn="challenged" auth="true"/>
{_send(_acknowledging("ACK", "[call_number]"), 'ack_txn="challenged"')}
{_send(proven, 'retrans="500" start_txn="invite"')}
{provisional}<recv request="HANGUP" optional="true" next="cancel"/>
{_refusals()}<recv response="200" response_txn="invite">
  <action>{_TAKEN}</action>
</recv>
{_send(_within("ACK", "[call_number]", "ACK") + _EMPTY, 'ack_txn="invite" next="talking"')}
"""


def _giving_up() -> str:
    """CANCEL, which an answer may cross. The two share a branch: only the CSeq tells whose 200 this is."""
    return f"""\
<label id="cancel"/>
{_send(_acknowledging("CANCEL", "[call_number]"), 'retrans="500"')}
<recv response="200" response_txn="invite" optional="true" next="answered_too_late" test="crossed_answer">
  <action>
    {_TAKEN}
    <ereg regexp="INVITE" search_in="hdr" header="CSeq:" assign_to="crossed_answer"/>
  </action>
</recv>
<recv response="481" response_txn="invite" optional="true"/>
{_refusals(but=487)}<recv response="487" response_txn="invite" next="refused"/>
<label id="answered_too_late"/>
{_send(_within("ACK", "[call_number]", "ACK") + _EMPTY, 'ack_txn="invite"')}
<recv response="200" response_txn="invite" timeout="100" ontimeout="hang_up" next="hang_up"/>
<label id="refused"/>
{_send(_acknowledging("ACK", "[call_number]"), 'ack_txn="invite" next="over"')}
"""


def _refusals(but: int | None = None) -> str:
    return "".join(
        f'<recv response="{status}" response_txn="invite" optional="true" next="refused"/>\n'
        for status in _REFUSALS
        if status != but
    )


def _talk(mark: str) -> str:
    """In a call: what a phone may be told, and what it may be asked, in any order until one side hangs up."""
    offer = _OFFER.format(version="[cseq]", direction="[$direction]")
    referring = (
        _within("REFER", mark, "REFER") + _CONTACT + "Refer-To: [$refer_to]\nReferred-By: <sip:[agent]@[local_ip]>\n"
    )
    quietly = f"{referring}Refer-Sub: false\n{_EMPTY}"
    answers = "".join(
        f'<recv response="{status}" response_txn="refer" optional="true" next="talking"/>\n'
        for status in _ANSWERS_TO_REFER
    )
    orders = "".join(
        f"""\
<recv request="{order}" optional="true" next="{label}">
  <action><ereg regexp="[^ ].*" search_in="hdr" header="{header}:" assign_to="{variable}"/></action>
</recv>
"""
        for order, label, header, variable in (
            ("REOFFER", "reoffer", "X-Direction", "direction"),
            ("TRANSFER", "refer", "X-Refer-To", "refer_to"),
            ("TRANSFERQUIET", "refer_quietly", "X-Refer-To", "refer_to"),
        )
    )
    return f"""\
<label id="talking"/>
<recv request="HANGUP" optional="true" next="hang_up"/>
{orders}<recv request="NOTIFY" optional="true" next="asked"/>
<recv request="OPTIONS" optional="true" next="asked"/>
<recv request="INVITE" optional="true" next="reoffered"/>
<recv request="UPDATE" optional="true" next="asked"/>
<recv request="ACK" optional="true"/>
<recv request="CANCEL" optional="true" next="asked"/>
{answers}<recv request="BYE"/>
<label id="ended_by_other"/>
{_send(_echo("200 OK"), 'next="over"')}
<label id="asked"/>
{_send(_echo("200 OK", "", _CONTACT), 'next="talking"')}
<label id="reoffered"/>
{_send(_echo("200 OK", "", _CONTACT, _OFFER.format(version=2, direction="[$direction]")), 'next="talking"')}
<label id="reoffer"/>
{_send(_within("INVITE", mark, "INVITE") + _CONTACT + _ALLOW + offer, 'retrans="500" start_txn="reoffer"')}
<label id="reoffering"/>
<recv request="BYE" optional="true" next="ended_by_other"/>
<recv request="NOTIFY" optional="true" next="asked_while_reoffering"/>
<recv request="OPTIONS" optional="true" next="asked_while_reoffering"/>
<recv request="UPDATE" optional="true" next="asked_while_reoffering"/>
<recv response="100" response_txn="reoffer" optional="true"/>
<recv response="200" response_txn="reoffer"/>
{_send(_within("ACK", mark, "ACK") + _EMPTY, 'ack_txn="reoffer" next="talking"')}
<label id="asked_while_reoffering"/>
{_send(_echo("200 OK", "", _CONTACT), 'next="reoffering"')}
<label id="refer"/>
{_send(referring + _EMPTY, 'start_txn="refer" next="talking"')}
<label id="refer_quietly"/>
{_send(quietly, 'start_txn="refer" next="talking"')}
<label id="hang_up"/>
{_send(_within("BYE", mark, "BYE") + _EMPTY, 'retrans="500" start_txn="bye"')}
<label id="hanging_up"/>
<recv request="BYE" optional="true" next="crossed"/>
<recv request="NOTIFY" optional="true" next="crossed"/>
<recv response="481" response_txn="bye" optional="true" next="over"/>
<recv response="200" response_txn="bye" next="over"/>
<label id="crossed"/>
{_send(_echo("200 OK"), 'next="hanging_up"')}
"""


def _scenario(name: str, body: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
    return f'{head}<scenario name="{name}">\n{body}<label id="over"/>\n<nop/>\n</scenario>\n'


def _send(message: str, attributes: str = "") -> str:
    return f"<send {attributes}>\n<![CDATA[\n\n{message}\n]]>\n</send>\n"


def _echo(status: str, tag: str = "", headers: str = "", body: str = _EMPTY) -> str:
    """An answer to the request that came last."""
    return (
        f"SIP/2.0 {status}\n[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n{headers}{body}"
    )


def _first_answer(status: str, rest: str) -> str:
    """An answer to the INVITE that opened the dialog, whatever came in between."""
    return (
        f"SIP/2.0 {status}\nVia:[$via]\nFrom:[$remote]\nTo:[$local]\nCall-ID: [call_id]\nCSeq:[$cseq_of_invite]\n{rest}"
    )


def _within(method: str, mark: str, cseq_method: str) -> str:
    """A request within the dialog. A BYE with the branch of an earlier request is taken for its repetition."""
    return f"{method} [$remote_uri] SIP/2.0\n" + _request_head(mark, "[$local]", "[$remote]", cseq_method)


def _request_head(mark: str, local: str, remote: str, method: str) -> str:
    kind = "ack" if method == "ACK" else "request"
    return f"""\
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-{mark}-{kind}-[cseq]
From: {local}
To: {remote}
Call-ID: [call_id]
CSeq: [cseq] {method}
Max-Forwards: 70
"""


def _acknowledging(method: str, mark: str) -> str:
    """ACK of a refusal, or CANCEL: it shares the INVITE's branch (RFC 3261 9.1 and 17.1.1.3)."""
    remote = "<sip:[number]@[remote_ip]:[remote_port]>" + ("[peer_tag_param]" if method == "ACK" else "")
    return f"""\
{method} sip:[number]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-{mark}-request-[cseq]
From: [$local]
To: {remote}
Call-ID: [call_id]
CSeq: [cseq] {method}
Max-Forwards: 70
{_EMPTY}"""
