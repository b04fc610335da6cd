"""The JSON Schema of YARRRML with `samenspel:` blocks, made from the keys that the reader knows."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from kg.mapping.functions import FN, FUNCTIONS
from kg.mapping.yarrrml.function_calls import CALL_KEYS
from kg.mapping.yarrrml.reader import LINK_KEYS, MAPPING_KEYS, PO_KEYS, TOP_KEYS, UNIQUE_KEYS
from kg.mapping.yarrrml.sources import (
    DIALECT_KEYS,
    SERIALIZATIONS,
    SOURCE_KEYS,
    TARGET_KEYS,
    UNPIVOT_KEYS,
)
from kg.mapping.yarrrml.term_maps import OBJECT_KEYS, TERM_KEYS
from kg.sources.formats import FORMATS

ADDRESS = "https://w3id.org/samenspel/schema/yarrrml.schema.json"

_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_TEXTS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "null"}, {"type": "array"}]}
_ANY: dict[str, Any] = {}
_YES: dict[str, Any] = {"type": "boolean"}
_DECIMAL: dict[str, Any] = {"enum": [".", ","]}


def schema() -> dict[str, Any]:
    """The schema as data; editors complete keys and mark those that are not known."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "YARRRML with samenspel blocks",
        **_keys(
            TOP_KEYS,
            {
                "prefixes": _table(_TEXT),
                "base": _TEXT,
                "sources": _table(_ref("source")),
                "targets": _table(_ref("target")),
                "external": _table(_TEXT),
                "mappings": _table(_ref("mapping")),
            },
        ),
        "$defs": {**_mapping_parts(), **_source_parts()},
    }


def _mapping_parts() -> dict[str, Any]:
    """Mappings, their properties, and the values and calls in these."""
    link = _keys(LINK_KEYS, {"mapping": _TEXT})
    value = _keys(
        OBJECT_KEYS,
        {
            "type": {"enum": ["iri", "literal", "blank"]},
            "value": _TEXT,
            "condition": _ref("call"),
            "function": _TEXT,
            "samenspel": _ref("treatment"),
        },
    )
    pair = _keys(PO_KEYS, {"condition": _ref("call"), "o": _ref("values")})
    return {
        "mapping": _keys(
            MAPPING_KEYS,
            {
                "po": {"anyOf": [pair, {"type": "array", "items": _ref("property")}]},
                "condition": _ref("call"),
                "samenspel": _keys(UNIQUE_KEYS, {"unique": _YES}),
            },
        ),
        "property": {
            "anyOf": [
                {"type": "array", "minItems": 2, "maxItems": 3},
                pair,
            ]
        },
        "values": {
            "anyOf": [
                _TEXT,
                link,
                value,
                {
                    "type": "array",
                    "items": {"anyOf": [_TEXT, {"type": "array"}, link, value]},
                },
            ]
        },
        "call": _keys(CALL_KEYS, {"function": _TEXT}),
        "treatment": _keys(
            TERM_KEYS,
            {
                "function": {
                    "enum": sorted(f.name for i, f in FUNCTIONS.items() if i.startswith(FN))
                },
                "required": _YES,
                "decimal": _DECIMAL,
                "dates": _TEXTS,
            },
        ),
    }


def _source_parts() -> dict[str, Any]:
    """Sources with their dialects, and targets."""
    return {
        "source": {
            "anyOf": [
                {"type": ["string", "array"]},
                {
                    **_keys(
                        SOURCE_KEYS,
                        {
                            "referenceFormulation": {
                                "enum": [word for one in FORMATS for word in one.words]
                            },
                            "samenspel": _ref("dialect"),
                        },
                    ),
                    "required": ["access"],
                },
            ]
        },
        "dialect": _keys(
            DIALECT_KEYS,
            {
                "header": {"type": "integer", "minimum": 0},
                "trim": _YES,
                "namespaces": _table(_TEXT),
                "null": _TEXTS,
                "decimal": _DECIMAL,
                "dates": _TEXTS,
                "with": _TEXTS,
                "withhold": _TEXTS,
                "arrays": _YES,
                "unpivot": _ref("unpivot"),
            },
        ),
        "unpivot": {
            **_keys(
                UNPIVOT_KEYS,
                {
                    "columns": _TEXTS,
                    "except": _TEXTS,
                    "name": _TEXT,
                    "value": _TEXT,
                    "headers": _TEXT,
                    "dates": _TEXTS,
                    "start": _TEXT,
                    "end": _TEXT,
                    "empty": _YES,
                },
            ),
            "required": ["name", "value"],
        },
        "target": {
            "anyOf": [
                {"type": ["string", "array"]},
                _keys(TARGET_KEYS, {"serialization": {"enum": list(SERIALIZATIONS)}}),
            ]
        },
    }


def shipped() -> dict[str, Any]:
    """The schema as it is installed beside this module."""
    found = files("kg.mapping").joinpath("yarrrml.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(found)
    return loaded


def _keys(table: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    """A table with these keys and no others; `known` gives what stands under a long name."""
    properties = {key: known.get(name, _ANY) for key, name in table.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _table(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":  # python -m kg.mapping.yarrrml.schema > kg/mapping/yarrrml.schema.json
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
