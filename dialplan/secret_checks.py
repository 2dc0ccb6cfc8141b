"""Warnings about the files secrets are kept in: absent ones, and ones that too many may read. Opens none of them."""

import stat
from collections.abc import Iterator

from dialplan.errors import Problem
from dialplan.sections.secrets import SecretSpec
from dialplan.survey import Survey
from dialplan.tree import Path


def secret_problems(survey: Survey) -> Iterator[Problem]:
    """A warning for each file of a secret that is not there or that anybody may read: the document is right without."""
    for secret, path in _secrets(survey):
        if secret.file is None:
            continue
        try:
            mode = (survey.directory / secret.file).stat().st_mode
        except (OSError, ValueError):
            yield survey.at(*path, "file").warning(f"no file {secret.file} here that can be looked at")
            continue
        if not stat.S_ISREG(mode):
            yield survey.at(*path, "file").warning(f"{secret.file} is not a file")
        elif mode & stat.S_IROTH:
            yield survey.at(*path, "file").warning(f"anyone may read {secret.file}; take that right away (chmod o-r)")


def _secrets(survey: Survey) -> Iterator[tuple[SecretSpec, Path]]:
    specs = survey.specs
    for name, trunk in specs.trunks.items():
        if trunk.registration is not None:
            yield trunk.registration.secret, ("trunks", name, "registration", "secret")
    for name, shared in specs.phones.items():
        if shared.secret is not None:
            yield shared.secret, ("phones", name, "secret")
    for name, supervisor in specs.supervisors.items():
        if supervisor.secret is not None:
            yield supervisor.secret, ("supervisors", name, "secret")
        if supervisor.pin is not None:
            yield supervisor.pin, ("supervisors", name, "pin")
    for name, agent in specs.agents.items():
        if agent.pin is not None:
            yield agent.pin, ("agents", name, "pin")
        for device, phone in agent.devices.items():
            if phone.secret is not None:
                yield phone.secret, ("agents", name, "devices", device, "secret")
    for step, at in survey.steps:
        if step.look_up:
            yield from ((secret, (*at, "look_up", *path)) for secret, path in step.look_up.secrets())
