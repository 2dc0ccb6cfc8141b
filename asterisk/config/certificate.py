"""A certificate of our own, for phones with TLS and in browsers where the settings name none. Made once, by openssl.

Nobody vouches for it: it encrypts, and whoever has to be sure of us needs one from an authority.
"""

import os
import subprocess
from pathlib import Path

from asterisk.config.settings import BadSetting, ConfigSettings

_LIMIT_SECONDS = 30.0
_DAYS = "3650"
_NAME = "/CN=firstline"


class CertificateNotMade(Exception):
    """openssl could not make a certificate ({why}); install it, or name one: tls_certificate and tls_key"""

    def __init__(self, why: str) -> None:
        super().__init__((CertificateNotMade.__doc__ or "").format(why=why))


def make_if_missing(settings: ConfigSettings) -> None:
    """Sees to it that there is a certificate with its key (P-256, ten years, mode 0640). Existing ones stay.

    :raises BadSetting: one was given that is no file here.
    :raises CertificateNotMade: there is none and none can be made.
    :raises OSError: the folder of the configuration cannot be written.
    """
    for name, given in (("tls_certificate", settings.tls_certificate), ("tls_key", settings.tls_key)):
        if given is not None and not given.is_file():
            raise BadSetting(name, str(given), "is no file here")
    if settings.tls_certificate is not None or (settings.certificate.exists() and settings.key.exists()):
        return
    settings.etc.mkdir(parents=True, exist_ok=True)
    key, certificate = (path.with_name(f".{path.name}.new") for path in (settings.key, settings.certificate))
    try:
        _openssl(settings, key, certificate)
    except FileNotFoundError:
        raise CertificateNotMade("it is not here") from None
    except subprocess.TimeoutExpired:
        raise CertificateNotMade(f"no answer within {_LIMIT_SECONDS:.0f} s") from None
    except subprocess.CalledProcessError as failure:
        raise CertificateNotMade(
            str(failure.stderr).strip().splitlines()[-1] if failure.stderr else "no reason"
        ) from None
    for draft, path in ((key, settings.key), (certificate, settings.certificate)):
        draft.chmod(0o640)
        # Asterisk may run as another account, which reads by its group.
        os.chown(draft, -1, settings.etc.stat().st_gid)
        draft.replace(path)


def _openssl(settings: ConfigSettings, key: Path, certificate: Path) -> None:
    asked = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", _DAYS)
    names = ("-subj", _NAME, "-addext", f"subjectAltName=IP:{settings.sip_address},DNS:localhost")
    written = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run(
        ["openssl", *asked, *names, *written],
        check=True,
        capture_output=True,
        text=True,
        timeout=_LIMIT_SECONDS,
        stdin=subprocess.DEVNULL,
        umask=0o027,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(settings.etc)},
    )
