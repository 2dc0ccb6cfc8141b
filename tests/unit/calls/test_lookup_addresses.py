"""Which addresses a look-up may connect to."""

import pytest

from calls.addresses import may_be_asked
from tests.unit.calls.lookup_server import networks


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"]
)
def test_a_public_address_may_be_asked(address: str) -> None:
    assert may_be_asked(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b:1::1", "100::1", "fec0::1"),
        *("", "localhost", "0x7f.1", "127.1", "2130706433", "127.0.0.1 ", "[::1]"),
    ],
)
def test_any_other_address_may_not(address: str) -> None:
    assert not may_be_asked(address)


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("10.0.0.5", "10.0.0.5"),
        ("192.168.1.0/24", "192.168.1.77"),
        ("127.0.0.1", "::ffff:127.0.0.1"),
        ("fd00::/8", "fd12::1"),
    ],
)
def test_an_allowed_private_address_may(allowed: str, address: str) -> None:
    assert may_be_asked(address, networks(allowed))


@pytest.mark.parametrize("address", ["10.0.0.6", "127.0.0.1", "::1"])
def test_what_is_allowed_opens_nothing_beside_it(address: str) -> None:
    assert not may_be_asked(address, networks("10.0.0.5", "192.168.0.0/16", "fd00::/8"))
