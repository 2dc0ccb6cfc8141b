"""Are the ports free that our Asterisk needs? Asked before a start, so that the answer names the setting to change."""

import errno
import socket

from asterisk.config.settings import LOOPBACK, ConfigSettings


class PortTaken(Exception):
    """{setting}: another program uses {kind} port {port} of {address}; end it or choose another port"""

    def __init__(self, setting: str, kind: str, address: str, port: int) -> None:
        words = (PortTaken.__doc__ or "").format(setting=setting, kind=kind, address=address, port=port)
        super().__init__(words)
        self.setting = setting


class AddressNotOurs(Exception):
    """sip_address: this machine has no address {address}"""

    def __init__(self, address: str) -> None:
        super().__init__((AddressNotOurs.__doc__ or "").format(address=address))


def check_free(settings: ConfigSettings) -> None:
    """Returns if SIP, HTTP and AMI ports can be taken. Raises ``PortTaken`` or ``AddressNotOurs``."""
    _check("sip_port", socket.SOCK_DGRAM, settings.sip_address, settings.sip_port)
    _check("sip_port", socket.SOCK_STREAM, settings.sip_address, settings.sip_port)
    _check("sip_tls_port", socket.SOCK_STREAM, settings.sip_address, settings.tls_port)
    _check("https_port", socket.SOCK_STREAM, settings.sip_address, settings.wss_port)
    _check("http_port", socket.SOCK_STREAM, LOOPBACK, settings.http_port)
    _check("ami_port", socket.SOCK_STREAM, LOOPBACK, settings.ami_port)


def _check(setting: str, kind: socket.SocketKind, address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # As Asterisk does: connections of an earlier run in TIME_WAIT do not keep the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as refusal:
            if refusal.errno == errno.EADDRNOTAVAIL:
                raise AddressNotOurs(address) from None
            if refusal.errno != errno.EADDRINUSE:
                raise
            name = "TCP" if kind is socket.SOCK_STREAM else "UDP"
            raise PortTaken(setting, name, address, port) from None
