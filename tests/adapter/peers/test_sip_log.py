"""SIPp's message log, read piece by piece."""

import pytest

from service.peers.sip import AudioAddress, Direction, LogReader, audio_address

SENT = b"BYE sip:100@127.0.0.1 SIP/2.0\r\nCall-ID: one\r\nCSeq: 2 BYE\r\n\r\n"
RECEIVED = (
    b'SIP/2.0 200 OK\r\nFrom: "\xff" <sip:x>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n\r\n'
    b"v=0\r\nc=IN IP4 127.0.0.9\r\nm=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 telephone-event/8000\r\n"
)
LOG = (
    b"----------------------------------------------- 2026-11-22 08:12:53.198241\n"
    b"UDP message sent (%d bytes):\n\n%s\n"
    b"-----------------------------------------------\nUnexpected UDP message received:\n\nnonsense\n\n"
    b"----------------------------------------------- 2026-11-22 08:12:53.198250\n"
    b"UDP message received [%d] bytes :\n\n%s\n"
) % (len(SENT), SENT, len(RECEIVED), RECEIVED)


@pytest.mark.parametrize("size", [1, 7, 100, len(LOG)])
def test_messages_come_out_whole_whatever_the_pieces(size: int) -> None:
    reader = LogReader()
    pieces = [LOG[begin : begin + size] for begin in range(0, len(LOG), size)]
    messages = [message for piece in pieces for message in reader.feed(piece)]
    assert [(message.direction, message.raw) for message in messages] == [
        (Direction.SENT, SENT),
        (Direction.RECEIVED, RECEIVED),
    ]
    assert messages[1].at_unix - messages[0].at_unix == pytest.approx(9e-6, abs=1e-6)


def test_a_message_tells_what_it_is() -> None:
    bye, ok = LogReader().feed(LOG)
    assert bye.is_a("BYE")
    assert bye.status is None
    assert ok.is_a("200", "INVITE")
    assert ok.is_a("2xx")
    assert not ok.is_a("200", "BYE")
    assert ok.header("from") == '"\udcff" <sip:x>'
    assert audio_address(ok) == AudioAddress("127.0.0.9", 4000, 96)
    assert audio_address(bye) is None
