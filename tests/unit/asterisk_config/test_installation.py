"""Which Asterisk is taken: the machine's own if new enough, else the unpacked one, else none."""

import platform
from pathlib import Path

import pytest

from asterisk.installation import AsteriskMissing, AsteriskTooOld, find, unpacked_program

LOADERS = {"x86_64": "ld-linux-x86-64.so.2", "aarch64": "ld-linux-aarch64.so.1"}


def own_asterisk(folder: Path, says: str) -> None:
    program = folder / "asterisk"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)


def unpacked(root: Path, machine: str, loader_folder: str) -> None:
    for path in (root / "usr/sbin/asterisk", root / loader_folder / LOADERS[machine]):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


async def test_without_any_asterisk_one_line_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AsteriskMissing, match="make setup"):
        await find(tmp_path)


@pytest.mark.parametrize("says", ["Asterisk 20.6.0~dfsg", "Asterisk 22.10.0", "Asterisk 22.9"])
async def test_an_old_asterisk_of_the_machine_is_named_with_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    own_asterisk(tmp_path, says)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AsteriskTooOld, match="make setup"):
        await find(tmp_path)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("folder", ["lib64", "usr/lib64", "usr/lib"])
def test_the_loader_is_found_where_the_architecture_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, folder: str
) -> None:
    unpacked(tmp_path, machine, folder)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    found = unpacked_program(tmp_path)
    assert found is not None
    assert found[1][0] == str(tmp_path / folder / LOADERS[machine])
    assert f"{machine}-linux-gnu" in found[1][2]


def test_an_empty_folder_is_no_asterisk(tmp_path: Path) -> None:
    assert unpacked_program(tmp_path) is None
