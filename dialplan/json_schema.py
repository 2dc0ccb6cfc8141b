"""The JSON Schema of the language, by which editors complete and validate. Knows no meaning, only the form.

One file of a directory validates as well as all of them together: every section may be missing, or empty.
"""

import ast
import re
from inspect import getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, NoDefault
from pydantic_core.core_schema import BeforeValidatorFunctionSchema, ModelSchema, NullableSchema, WithDefaultSchema

from dialplan.language import DialplanSpec
from dialplan.schema import Spec, bare, listed

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}
_OF_A_MAPPING = ("type", "patternProperties", "additionalProperties", "maxProperties", "minProperties")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LITERAL = re.compile(r"``(.+?)``")


def json_schema() -> dict[str, Any]:
    """The schema of a document, as plain data."""
    schema = DialplanSpec.model_json_schema(schema_generator=_Generator)
    schema["title"] = "Firstline dialplan"
    for section in schema["properties"].values():
        _allow_nothing(section)
    plainly = _plainly(schema)
    assert isinstance(plainly, dict)
    return {"$schema": DIALECT, **plainly}


class _Generator(GenerateJsonSchema):
    """Says what pydantic cannot know: which short forms our validators take, and that an empty key is refused."""

    schema_dialect = DIALECT

    def nullable_schema(self, schema: NullableSchema) -> JsonSchemaValue:
        # None is what is not written; written it is a slip (``dialplan.schema.Written``).
        return self.generate_inner(schema["schema"])

    def get_default_value(self, schema: WithDefaultSchema) -> Any:
        factory: Any = schema.get("default_factory")
        default = factory() if factory is not None else super().get_default_value(schema)
        return NoDefault if default is None or default in ([], {}) or isinstance(default, Spec) else default

    def function_before_schema(self, schema: BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        function: Any = schema["function"]["function"]
        if function is listed and "json_schema_input_schema" not in schema:
            several = self.generate_inner(schema["schema"])
            return {"anyOf": [several, several["items"]]}
        if function is bare:
            return {"anyOf": [self.generate_inner(schema["schema"]), _NULL]}
        return super().function_before_schema(schema)

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        for name, said in _said_of(schema["cls"]).items():
            key = schema["cls"].model_fields[name].alias or name
            found["properties"][key].setdefault("description", said)
        short = schema["cls"].SHORT
        if not short:
            return found
        described: JsonSchemaValue = {key: found.pop(key) for key in ("title", "description") if key in found}
        return {**described, "anyOf": [found, found["properties"][short]]}

    def field_title_should_be_set(self, schema: Any) -> bool:
        # A title that only repeats its key says nothing.
        del schema
        return False

    def _common_dict_schema(self, schema: Any) -> JsonSchemaValue:
        found = super()._common_dict_schema(schema)
        if "patternProperties" in found:
            found["additionalProperties"] = False
        return found


def _said_of(spec: type[Spec]) -> dict[str, str]:
    """What the text under each key of a mapping says. Read from its source here, as nobody else needs it, and reading
    them all would hold up every start."""
    said: dict[str, str] = {}
    for each in spec.__mro__:
        if issubclass(each, Spec):
            (body,) = ast.parse(dedent(getsource(each))).body
            assert isinstance(body, ast.ClassDef)
            for key, text in pairwise(body.body):
                match key, text:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                        said.setdefault(name, words)
                    case _:
                        continue
    return {name: words for name, words in said.items() if name in spec.model_fields}


def _allow_nothing(section: dict[str, Any]) -> None:
    """A section with nothing behind its colon is as good as none; where a name alone says enough, so does a list."""
    for pattern, value in section.get("patternProperties", {}).items():
        if _NULL in value.get("anyOf", []):
            names = {"type": "array", "items": {"type": "string", "pattern": pattern}, "uniqueItems": True}
            section.update(anyOf=[{key: section.pop(key) for key in _OF_A_MAPPING if key in section}, names])
    if isinstance(section.get("type"), str):
        # Not a choice between two schemas: an editor could not tell which one a fault is about.
        section["type"] = [section["type"], "null"]
        return
    inner = {key: section.pop(key) for key in tuple(section) if key not in {"description", "default"}}
    section["anyOf"] = [*(inner["anyOf"] if inner.keys() == {"anyOf"} else [inner]), _NULL]


def _said_first(schema: dict[str, Any]) -> dict[str, Any]:
    """What the long form says of itself, said of its short forms too."""
    first = schema["anyOf"][0] if "anyOf" in schema else {}
    if not ("properties" in first or "$ref" in first):
        return schema
    said = {key: first[key] for key in ("title", "description") if key in first and key not in schema}
    inner = {key: item for key, item in first.items() if key not in said}
    return {**said, **schema, "anyOf": [inner, *schema["anyOf"][1:]]}


def _in_words(name: str) -> str:
    """``HangUpSpec`` is called hang up."""
    return _CAPITAL.sub(" ", name.removesuffix("Spec")).lower() if name.endswith("Spec") else name


def _plainly(value: object) -> object:
    """Docstrings as Markdown on one line, and models called by words."""
    if isinstance(value, list):
        return [_plainly(item) for item in value]
    if not isinstance(value, dict):
        return value
    plainly = {key: _plainly(item) for key, item in _said_first(value).items()}
    if "title" in plainly and isinstance(plainly["title"], str):
        plainly["title"] = _in_words(plainly["title"])
    if isinstance(plainly.get("description"), str):
        plainly["description"] = _LITERAL.sub(r"`\1`", " ".join(str(plainly["description"]).split()))
    return plainly
