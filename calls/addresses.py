"""Which addresses a look-up may connect to: public ones, and the private ones an admin allowed. Resolves no name.

The rule looks at the address a connection is really made to, after every name, spelling and redirect: what a name
resolves to may differ from one question to the next, and ``0x7f.1`` is 127.0.0.1.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_UNICAST_6 = IPv6Network("2000::/3")
"""All of IPv6 that is given out as public (IANA); NAT64's, local and mapped addresses lie outside."""
_SPECIAL = tuple(ip_network(one) for one in ("2001::/23", "2002::/16", "192.0.0.0/24", "192.88.99.0/24"))
"""Teredo, 6to4 and their relays lead to an IPv4 address within them (RFC 4380, 3056, 7526); the rest is IANA's own."""


def may_be_asked(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether a look-up may connect to this numeric address."""
    plain = _plain(address)
    if plain is None:
        return False
    if any(plain.version == network.version and plain in network for network in allowed):
        return True
    if isinstance(plain, IPv6Address) and plain not in _UNICAST_6:
        return False
    special = any(plain.version == network.version and plain in network for network in _SPECIAL)
    return plain.is_global and not (special or plain.is_multicast or plain.is_reserved)


def _plain(address: str) -> IPv4Address | IPv6Address | None:
    try:
        # What follows a percent sign is the interface, which changes nothing.
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return mapped or known
