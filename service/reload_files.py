"""The files of a dialplan directory, kept and put back. Knows no running service; never writes a prompt's sound."""

import hashlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from dialplan.files import inside, source_files, version_of

_NEW_FILE_MODE = 0o640


class NotPutBack(Exception):
    """{why}"""

    def __init__(self, why: str) -> None:
        super().__init__((NotPutBack.__doc__ or "").format(why=why))


def texts_in_the_way(directory: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Every text in the directory that is lost when these files are put back: its YAML, and files of the same names.

    :raises NotPutBack: one of them cannot be read, and so not be kept.
    """
    sources, problems = source_files(directory)
    unreadable = [problem for problem in problems if Path(problem.file) != directory]
    written = [path for path in directory.glob("*.yaml") if not path.name.startswith(".")]
    if unreadable or len(sources) < len(written):
        raise NotPutBack(f"what is in the directory cannot be kept: {(*unreadable, *problems)[0]}")
    texts = {source.name: source.text for source in sources}
    for name in files:
        path = _path(directory, name)
        if name not in texts and path.exists():
            try:
                texts[name] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise NotPutBack(f"what is in the directory cannot be kept: {path}: {error}") from error
    return texts


def version_of_texts(texts: Mapping[str, str]) -> str:
    """A version for texts that never were a document."""
    return version_of({name: text.encode() for name, text in texts.items()})


def check_prompts_there(directory: Path, prompts: Mapping[str, str]) -> None:
    """Returns when each prompt file is there as it was.

    :raises NotPutBack: naming all that are missing or changed.
    """
    faults = [fault for name, content in prompts.items() if (fault := _prompt_fault(directory / name, name, content))]
    if faults:
        raise NotPutBack(f"prompts of that version are not as they were: {', '.join(faults)}")


def _prompt_fault(path: Path, name: str, content: str) -> str | None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return f"{name} is missing"
    return None if found.startswith(content) else f"{name} is another sound"


def put_back(directory: Path, files: Mapping[str, str], gone: Collection[str] = ()) -> None:
    """Make the directory hold these texts and no other YAML, nor ``gone``. Each file is replaced whole or not at all.

    :raises NotPutBack: a file cannot be written, or would lie outside the directory.
    """
    others = [path for path in directory.glob("*.yaml") if path.name not in files and not path.name.startswith(".")]
    try:
        for name, text in files.items():
            _write(_path(directory, name), text)
        for path in (*others, *(_path(directory, name) for name in gone)):
            if path.exists():
                path.unlink()
    except OSError as error:
        raise NotPutBack(f"{error.filename or directory} cannot be written: {error.strerror}") from error


def _path(directory: Path, name: str) -> Path:
    path = directory / name
    if not inside(path, directory):
        raise NotPutBack(f"{name} would lie outside the directory")
    return path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    like = path.stat() if path.exists() else None
    owner = like or path.parent.stat()
    mode = like.st_mode & 0o777 if like is not None else _NEW_FILE_MODE
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)
        if os.geteuid() == 0:
            # Whoever edits the files must be able to go on doing so.
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
