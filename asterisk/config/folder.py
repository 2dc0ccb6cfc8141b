"""Writes the complete configuration into a folder of ours. Knows no running Asterisk."""

import os
from pathlib import Path

from asterisk.config import callplan, certificate, core, keys, modules, phones
from asterisk.config.keys import Secrets
from asterisk.config.settings import ConfigSettings
from asterisk.config.syntax import text_of
from asterisk.installation import AsteriskInstallation
from dialplan.document import Document

_FOLDER_MODE = 0o750
_FILE_MODE = 0o640


def render(
    document: Document,
    settings: ConfigSettings,
    secrets: Secrets,
    folder: Path,
    installation: AsteriskInstallation,
) -> None:
    """Writes every file Asterisk reads into ``folder`` (made if missing, mode 0750; files 0640).

    Everything is rendered before the first file is written. Raises ``UnsafeValue`` or ``ReservedName`` for what cannot
    be said in such a file, ``SecretMissing`` where a password of a trunk or a phone cannot be read, ``SecretWeak``
    where one of a phone is too easily guessed, ``CertificateNotMade``, ``OSError`` where a folder cannot be written.
    """
    secrets = keys.of_document(secrets, document, settings.secrets_file)
    certificate.make_if_missing(settings)
    texts = {
        name: text_of(sections)
        for name, sections in core.files(settings, secrets, installation, document.music).items()
    }
    texts["modules.conf"] = text_of(modules.sections())
    texts["pjsip.conf"] = text_of(phones.sections(document, settings, secrets))
    texts["extensions.conf"] = callplan.text(document, settings)
    # Tones of the countries: a table of the package, which a hand-made one cannot replace.
    texts["indications.conf"] = (installation.samples / "indications.conf").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    for name, text in texts.items():
        _write(folder / name, text)


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), _FILE_MODE)
        # Rendered anew while Asterisk runs as another account, the file must stay readable by that account's group.
        group = path.parent.stat().st_gid
        if os.fstat(file.fileno()).st_gid != group:
            os.fchown(file.fileno(), -1, group)
        file.write(text)
    draft.replace(path)
