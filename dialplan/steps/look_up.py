"""``look_up``: something is asked by HTTP. Asks nothing itself."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from dialplan.schema import Written, like
from dialplan.sections.secrets import SecretSpec
from dialplan.steps.addresses import checked_address
from dialplan.steps.common import Template, Text, Variable, Verb, compiled
from dialplan.tree import Path
from ivr.errands import LookUp
from ivr.flow import RunErrand, Steps

if TYPE_CHECKING:
    from dialplan.steps.step import StepList, StepSpec

LONGEST_BODY = 4_000
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_PART = r"[A-Za-z0-9_-]{1,64}"
_RESULT = re.compile(rf"{_PART}(?:\.{_PART}){{0,15}}")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "upgrade"})
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token"})
JSON_TYPE = ("Content-Type", "application/json")


def _checked_url(url: str) -> str:
    return checked_address(url, ("http", "https"))


def _checked_header(name: str) -> str:
    if not _HEADER.fullmatch(name):
        raise ValueError("the name of a header is a letter followed by at most 63 of A-Z a-z 0-9 -")
    if name.lower() in _OURS:
        raise ValueError("this header is written by the look-up itself")
    return name


def _checked_value(value: str) -> str:
    if not value.isprintable():
        raise ValueError("the value of a header is made of printable characters, in one line")
    return value


def _checked_result(path: str) -> str:
    if not _RESULT.fullmatch(path):
        raise ValueError("a result is a path into the answer: customer.tier, orders.0.id")
    return path


def _is_text(value: object) -> str:
    return "{text}" if isinstance(value, str) else "{other}"


_Header = Annotated[
    Annotated[Template, AfterValidator(_checked_value), Tag("{text}")] | Annotated[SecretSpec, Tag("{other}")],
    Discriminator(_is_text),
]
_Body = Annotated[
    Annotated[str, Field(max_length=LONGEST_BODY), Tag("{text}")]
    | Annotated[dict[str, Any], Field(max_length=100), Tag("{other}")],
    Discriminator(_is_text),
]


class LookUpSpec(Verb):
    """Asks a web service: ``look_up: {url: "https://example.net/{caller.number}", results: {tier: customer.tier}}``."""

    url: Annotated[Template, AfterValidator(_checked_url)]
    """The address; ``{variable}`` only behind the host. Private addresses only where ``look_ups`` allows them."""
    method: Literal["GET", "POST", "PUT"] = "GET"
    """The method."""
    headers: dict[Annotated[str, AfterValidator(_checked_header), like(_HEADER, "header")], _Header] = Field(
        default_factory=dict, max_length=20
    )
    """Headers: text, or where a secret is kept: ``{file: PATH}``, ``{env: NAME}``."""
    body: Annotated[_Body | None, Written] = None
    """What is sent: keys with values that become JSON, or JSON as text; texts may hold ``{variable}``."""
    timeout_seconds: float = Field(3.0, ge=0.5, le=30)
    """How long the answer is waited for at most."""
    results: dict[Variable, Annotated[str, AfterValidator(_checked_result), like(_RESULT, "path into the answer")]] = (
        Field(default_factory=dict, max_length=50)
    )
    """Variables, each with its path into the JSON answer; what the answer lacks becomes empty."""
    otherwise: "StepList" = Field(default_factory=list)
    """Steps for when there was no good answer in time; then the flow goes on."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.body is not None and self.method == "GET":
            raise ValueError("GET has no body; write method: POST")
        if len({name.lower() for name in self.headers}) < len(self.headers):
            raise ValueError("a header is written twice; capital letters make no difference")
        for name, value in self.headers.items():
            if name.lower() in _SECRET and isinstance(value, str):
                raise ValueError(f"{name} is a secret, and none is written here: {{file: PATH}} or {{env: NAME}}")
        if len(self._body() or "") > LONGEST_BODY:
            raise ValueError(f"a body is at most {LONGEST_BODY:,} characters")
        return self

    def steps(self) -> Steps:
        errand = LookUp(
            method=self.method,
            url=self.url,
            headers=tuple(self._headers()),
            body=self._body(),
            timeout_seconds=self.timeout_seconds,
            results=tuple(self.results.items()),
            secret_headers=tuple(self._secret_headers()),
        )
        return (RunErrand(errand, compiled(self.otherwise)),)

    def inner(self) -> Iterator[tuple[Path, "list[StepSpec]"]]:
        yield ("otherwise",), self.otherwise

    def texts(self) -> Iterator[Text]:
        yield Text(self.url, ("url",))
        for name, value in self.headers.items():
            if isinstance(value, str):
                yield Text(value, ("headers", name))
        if isinstance(self.body, str):
            yield Text(self.body, ("body",), strict=False)
        elif self.body is not None:
            yield from _texts_in(self.body, ("body",))

    def variables_set(self) -> Iterator[tuple[str, Path]]:
        return ((variable, ("results", variable)) for variable in self.results)

    def secrets(self) -> Iterator[tuple[SecretSpec, Path]]:
        """Every reference to a secret."""
        for name, value in self.headers.items():
            if isinstance(value, SecretSpec):
                yield value, ("headers", name)

    def _body(self) -> str | None:
        return self.body if isinstance(self.body, str | None) else json.dumps(self.body, ensure_ascii=False)

    def _headers(self) -> Iterator[tuple[str, str]]:
        if self.body is not None and JSON_TYPE[0].lower() not in {name.lower() for name in self.headers}:
            yield JSON_TYPE
        yield from ((name, value) for name, value in self.headers.items() if isinstance(value, str))

    def _secret_headers(self) -> Iterator[tuple[str, str, str]]:
        for name, value in self.headers.items():
            if isinstance(value, SecretSpec):
                yield (name, "file", value.file) if value.file is not None else (name, "env", value.env or "")


def _texts_in(value: object, path: Path) -> Iterator[Text]:
    match value:
        case str():
            yield Text(value, path)
        case list():
            for index, item in enumerate(value):
                yield from _texts_in(item, (*path, index))
        case dict():
            for key, item in value.items():
                yield from _texts_in(item, (*path, key))
        case _:
            pass
