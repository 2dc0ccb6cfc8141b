"""The reference page: every section and key, its type, default and limits, made from the JSON Schema. Adds no fact."""

from collections.abc import Iterator
from typing import Any

from dialplan.json_schema import json_schema

Schema = dict[str, Any]

_HEAD = """\
# The dialplan, key by key

Made from the models by `firstline schema --reference`; do not edit it. What the keys are for, with examples, stands in
[dialplan.md](dialplan.md). Every section may be left out. *Name*: a small letter followed by at most 31 of
`a-z 0-9 _ -`. *Prompt*: a name of `prompts`, `sound:NAME` of Asterisk's own, or `text:WORDS` to be spoken. *Text*,
where a step says so, may hold `{variable}`.
"""
_BAR = "\\|"
_NOTHING = {"type": "null"}
_TABLE = "| Key | Type | Default | What it says |\n|---|---|---|---|\n"


def reference() -> str:
    """The page as Markdown."""
    return _Page(json_schema()).text()


class _Page:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._models: dict[str, Schema] = schema["$defs"]
        # What may be anything at all has no keys to tell.
        self._described = {name for name, model in self._models.items() if "title" in model}
        self._told: set[str] = set()
        self._words = dict(_words_in(schema))
        self._anchors = {
            model: section
            for section, value in schema["properties"].items()
            if (model := self._model_of_section(value)) is not None
        }

    def text(self) -> str:
        sections = "".join(self._section(name, value) for name, value in self._schema["properties"].items())
        return f"{_HEAD}\n{sections}".rstrip() + "\n"

    def _section(self, name: str, value: Schema) -> str:
        model = self._model_of_section(value)
        default = f" Default: {_default(value)}." if "default" in value else ""
        parts = [f"## {name}\n\n{value['description']}{default}\n\n{_capital(self._type(value))}.\n"]
        if model is not None:
            parts.append(self._told_once(model))
        parts += [self._part(other) for other in self._models_in(value) if other not in self._told]
        return "\n".join(parts) + "\n"

    def _part(self, model: str) -> str:
        """A model of its own, and behind it those it speaks of."""
        if model in self._told:
            return ""
        title = self._models[model]["title"]
        head = f"### {title}\n\n{self._models[model].get('description', '')}\n"
        return "\n".join(part for part in (head, self._told_once(model)) if part)

    def _told_once(self, model: str) -> str:
        self._told.add(model)
        long_form = _long_form(self._models[model])
        rows = "".join(self._row(key, value, long_form) for key, value in long_form["properties"].items())
        others = [self._part(other) for other in self._models_in(long_form) if other not in self._told]
        return "\n".join(part for part in (f"{_TABLE}{rows}", *others) if part)

    def _row(self, key: str, value: Schema, model: Schema) -> str:
        default = "required" if key in model.get("required", ()) else _default(value)
        cells = (f"`{key}`", self._type(value), default, self._description(value))
        shown = " | ".join(cell.replace("|", _BAR) for cell in cells)
        return f"| {shown} |\n"

    def _description(self, value: Schema) -> str:
        """What a key says, or what stands there says of itself."""
        model = self._models.get(str(value.get("$ref", "")).rpartition("/")[2], {})
        return str(value.get("description") or model.get("description", ""))

    def _type(self, value: Schema) -> str:
        match value:
            case {"$ref": str() as reference}:
                model = str(reference).rpartition("/")[2]
                if model not in self._described:
                    return "any value"
                title = self._models[model]["title"]
                return f"[{title}](#{str(self._anchors.get(model) or title).replace(' ', '-')})"
            case {"anyOf": list() as kinds} | {"oneOf": list() as kinds}:
                return self._one_of(kinds)
            case {"enum": list() as words}:
                return f"{', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`"
            case {"const": word}:
                return f"`{word}`"
            case {"type": "array" | ["array", "null"]}:
                return f"list of {self._type(value['items'])}{_limits(value, 'Items')}"
            case {"type": "object" | ["object", "null"]}:
                return self._mapping(value)
            case _:
                return _plain_type(value)

    def _one_of(self, kinds: list[Schema]) -> str:
        words = list(dict.fromkeys(self._type(kind) for kind in kinds if kind != {"type": "null"}))
        if len(words) == 2 and words[0].startswith(f"list of {words[1]}"):
            return f"{words[1]}, or a list{words[0].removeprefix(f'list of {words[1]}')}"
        return " or ".join(f"({word})" if word.startswith("by ") and len(words) > 1 else word for word in words)

    def _mapping(self, value: Schema) -> str:
        patterns: Schema = value.get("patternProperties", {})
        for inner in (*patterns.values(), value.get("additionalProperties")):
            if isinstance(inner, dict):
                return f"by {self._keys(value)}: {self._type(inner)}{_limits(value, 'Properties')}"
        return "keys with values"

    def _keys(self, value: Schema) -> str:
        """What the keys of a mapping are called."""
        pattern = next(iter(value.get("patternProperties", {})), value.get("propertyNames", {}).get("pattern", ""))
        return self._words.get(pattern, "text")

    def _model_of_section(self, value: Schema) -> str | None:
        """The model that each entry or item of a section is, or the section itself; None where they are not all one."""
        kinds: list[Schema] = [kind for kind in value.get("anyOf", [value]) if kind != _NOTHING]
        entries = [entry for kind in kinds for entry in _entries(kind)]
        found = [kind for entry in entries for kind in entry.get("anyOf", [entry]) if kind != _NOTHING]
        references = [str(kind["$ref"]) for kind in found if "$ref" in kind]
        others = [kind for kind in found if "$ref" not in kind and "pattern" not in kind]
        return references[0].rpartition("/")[2] if len(references) == 1 and not others else None

    def _models_in(self, value: object) -> Iterator[str]:
        """The models a schema speaks of, in the order written."""
        if isinstance(value, list):
            for item in value:
                yield from self._models_in(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key == "$ref":
                    model = str(item).rpartition("/")[2]
                    yield from [model] if model in self._described else []
                else:
                    yield from self._models_in(item)


def _words_in(value: object) -> Iterator[tuple[str, str]]:
    """What texts are called, by the pattern they match."""
    if isinstance(value, list):
        for item in value:
            yield from _words_in(item)
    elif isinstance(value, dict):
        if isinstance(value.get("pattern"), str) and isinstance(value.get("title"), str):
            yield value["pattern"], value["title"]
        for item in value.values():
            yield from _words_in(item)


def _entries(kind: Schema) -> list[Schema]:
    """What a section of this kind is made of."""
    if "patternProperties" in kind:
        return list(kind["patternProperties"].values())
    return [kind["items"]] if "items" in kind else [kind]


def _long_form(model: Schema) -> Schema:
    if "properties" in model:
        return model
    return next(form for form in model["anyOf"] if "properties" in form)


def _plain_type(value: Schema) -> str:
    kind = value.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    match kind:
        case "boolean":
            return "true or false"
        case "integer":
            return f"whole number{_range(value)}"
        case "number":
            return f"number{_range(value)}"
        case "string":
            return f"{value.get('title', 'text')}{_limits(value, 'Length')}"
        case _:
            return "any value"


def _range(value: Schema) -> str:
    low, above = value.get("minimum"), value.get("exclusiveMinimum")
    high, below = value.get("maximum"), value.get("exclusiveMaximum")
    first = f"{low:,g}" if low is not None else f"above {above:,g}" if above is not None else ""
    last = f"{high:,g}" if high is not None else f"below {below:,g}" if below is not None else ""
    return f", {first} to {last}" if first and last else f", {first or last}" if first or last else ""


def _limits(value: Schema, of: str) -> str:
    least, most = value.get(f"min{of}"), value.get(f"max{of}")
    if most is None:
        return ""
    unit = " characters" if of == "Length" else ""
    return f"; at most {most:,}{unit}" if not least else f"; {least:,} to {most:,}{unit}"


def _default(value: Schema) -> str:
    if "default" not in value:
        return ""
    default = value["default"]
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list):
        return f"`[{', '.join(map(str, default))}]`"
    return f"{default:g}" if isinstance(default, int | float) else f"`{default}`"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
