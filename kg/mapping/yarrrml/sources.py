"""Reads the sources and targets of a YARRRML document, with the dialect that `samenspel:` adds."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from kg.mapping.document import Source, Target
from kg.mapping.located_yaml import YamlNode
from kg.mapping.unpivot import Unpivot, fault_of
from kg.model.suggestion import did_you_mean
from kg.model.terms import RDF_FORMATS
from kg.sources.formats import formats, formulations
from kg.texts import Message

SOURCE_KEYS = {
    "access": "access",
    "referenceFormulation": "referenceFormulation",
    "iterator": "iterator",
    "queryFormulation": "queryFormulation",
    "query": "query",
    "table": "table",
    "type": "type",
    "encoding": "encoding",
    "delimiter": "delimiter",
    "credentials": "credentials",
    "samenspel": "samenspel",
}
DIALECT_KEYS = {
    key: key
    for key in (
        "encoding",
        "delimiter",
        "quote",
        "header",
        "null",
        "decimal",
        "dates",
        "trim",
        "sheet",
        "table",
        "compression",
        "member",
        "namespaces",
        "crs",
        "with",
        "withhold",
        "arrays",
        "unpivot",
    )
}
UNPIVOT_KEYS = {
    key: key
    for key in (
        "columns",
        "except",
        "name",
        "value",
        "headers",
        "dates",
        "start",
        "end",
        "empty",
    )
}
TARGET_KEYS = {
    "access": "access",
    "type": "type",
    "serialization": "serialization",
    "compression": "compression",
    "encoding": "encoding",
}
SERIALIZATIONS = {
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "turtle": "Turtle",
    "trig": "TriG",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "n3": "N3",
    "rdfjson": "RDF_JSON",
}
COMPRESSIONS = {
    "gzip": "gzip",
    "zip": "zip",
    "targz": "targz",
    "targzip": "targz",
    "tarxz": "tarxz",
    "none": "none",
}
_SQL = re.compile(r"sql|mysql|postgres|sqlite|oracle|mariadb|db2", re.IGNORECASE)


def read_source(name: str, node: YamlNode) -> Source:
    """A source, in keys or as a list such as `[file~csv]`.

    Raises:
        MappingError: it lacks something, or a key or formulation is unknown.
    """
    if isinstance(node.value, list | str):
        return _inline(name, node)
    keys = node.keys(Message("the source '{name}'", name=name), SOURCE_KEYS)
    if "access" not in keys:
        raise node.error(
            Message("the source '{name}' has no access.", name=name),
            hint=Message("Say access: FILE."),
        )
    if "credentials" in keys:
        raise keys["credentials"].error(
            Message("the source '{name}' has its password in the mapping.", name=name),
            hint=Message("Leave it out; give it where the database's address is given."),
        )
    dialect = keys["samenspel"].keys("samenspel", DIALECT_KEYS) if "samenspel" in keys else {}
    kind = _kind(node, keys, dialect)
    if kind == "sparql" and "type" in keys and keys["access"].text("access").startswith("http"):
        raise keys["access"].error(
            Message(
                "a SPARQL endpoint cannot be a source: a release must be made again without it."
            ),
            hint=Message("Save its answer as a file, and name that."),
        )

    def text(key: str) -> str | None:
        found = dialect.get(key) or keys.get(key)
        return found.text(key) if found is not None else None

    delimiter, quote = text("delimiter"), text("quote")
    return Source(
        name,
        keys["access"].text("access"),
        kind,
        node.place,
        iterator=text("iterator"),
        query=text("query"),
        table=text("table"),
        also=dialect["with"].texts("with") if "with" in dialect else (),
        encoding=text("encoding"),
        compression=text("compression"),
        member=text("member"),
        delimiter=_delimiter(delimiter) if delimiter is not None else None,
        quote=quote if quote is not None else '"',
        header=_header(dialect),
        sheet=text("sheet"),
        namespaces=_namespaces(dialect),
        crs=text("crs"),
        nulls=_nulls(dialect, kind),
        decimal=text("decimal") or ".",
        dates=dialect["dates"].texts("dates") if "dates" in dialect else (),
        trim=_yes(dialect["trim"], "trim") if "trim" in dialect else True,
        withhold=dialect["withhold"].texts("withhold") if "withhold" in dialect else (),
        arrays=_yes(dialect["arrays"], "arrays") if "arrays" in dialect else True,
        unpivot=_unpivot(dialect["unpivot"]) if "unpivot" in dialect else None,
    )


def _inline(name: str, node: YamlNode) -> Source:
    items = node.items()
    access, _, word = items[0].text(Message("a source")).rpartition("~") if items else ("", "", "")
    words = formulations()
    if not access or word not in words or len(items) > 2:
        raise node.error(
            Message("a source is written as [file~csv] or [file~jsonpath, iterator]."),
            hint=Message("After ~ stands one of: {names}.", names=", ".join(words)),
        )
    second = items[1].text("iterator") if len(items) > 1 else None
    kind = words[word]
    if formats()[kind].reader is None:
        return Source(name, access, kind, node.place, query=second)
    return Source(name, access, kind, node.place, iterator=second)


def _kind(node: YamlNode, keys: dict[str, YamlNode], dialect: dict[str, YamlNode]) -> str:
    """What kind of source the keys describe; a query in SQL and a database's table are sql."""
    if "query" in keys:
        return "sql" if any(_SQL.search(word) for word in _words(keys)) else "sparql"
    if "table" in dialect or "table" in keys:
        return "sql"
    words = formulations()
    if "referenceFormulation" not in keys:
        raise node.error(
            Message("the source has no referenceFormulation."),
            hint=Message("Say one of: {names}.", names=", ".join(words)),
        )
    word = keys["referenceFormulation"].text("referenceFormulation")
    if word not in words:
        raise keys["referenceFormulation"].error(
            Message("'{word}' is no reference formulation.", word=word),
            hint=did_you_mean(word, words),
        )
    return words[word]


def _words(keys: dict[str, YamlNode]) -> list[str]:
    """The words that tell SQL from SPARQL; a formulation of the query comes before the rest."""
    if "queryFormulation" in keys:
        return [keys["queryFormulation"].text("queryFormulation")]
    named = [keys[key].text(key) for key in ("type", "referenceFormulation") if key in keys]
    return named or [keys["access"].text("access").partition(":")[0]]


def _unpivot(node: YamlNode) -> Unpivot:
    keys = node.keys("unpivot", UNPIVOT_KEYS)

    def text(key: str) -> str | None:
        return keys[key].text(key) if key in keys else None

    def texts(key: str) -> tuple[str, ...]:
        return keys[key].texts(key) if key in keys else ()

    made = Unpivot(
        text("name") or "",
        text("value") or "",
        columns=texts("columns"),
        without=texts("except"),
        headers=text("headers"),
        dates=texts("dates"),
        start=text("start"),
        end=text("end"),
        empty=_yes(keys["empty"], "empty") if "empty" in keys else False,
    )
    fault = fault_of(made)
    if fault is not None:
        raise node.error(fault.message, hint=fault.hint)
    return made


def _header(dialect: dict[str, YamlNode]) -> int:
    if "header" not in dialect:
        return 1
    node = dialect["header"]
    if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
        raise node.error(
            Message("header is the number of the line on which the header stands."),
            hint=Message("Write 0 for a table without a header."),
        )
    return int(node.value)


def _namespaces(dialect: dict[str, YamlNode]) -> tuple[tuple[str, str], ...]:
    if "namespaces" not in dialect:
        return ()
    found = dialect["namespaces"].mapping("namespaces")
    return tuple((prefix, node.text(Message("a namespace"))) for prefix, node in found.items())


def _yes(node: YamlNode, what: str) -> bool:
    if not isinstance(node.value, bool):
        raise node.error(Message("{what} is true or false.", what=what))
    return bool(node.value)


def _delimiter(text: str) -> str:
    return {"\\t": "\t", "tab": "\t"}.get(text, text)


def read_target(node: YamlNode) -> Target:
    """A target, in keys or as `[file~void, serialization, compression]`.

    Raises:
        MappingError: it is no file, or the serialization is unknown.
    """
    if isinstance(node.value, dict):
        keys = node.keys(Message("a target"), TARGET_KEYS)
        if "access" not in keys:
            raise node.error(Message("a target has no access."), hint=Message("Say access: FILE."))
        path = keys["access"].text("access")
    else:
        items = node.items()
        if not 1 <= len(items) <= 3:
            raise node.error(Message("a target is written as [file, serialization, compression]."))
        path = items[0].text(Message("a target"))
        keys = dict(zip(("serialization", "compression"), items[1:], strict=False))
        path, _, kind = path.partition("~")
        if kind:
            keys["type"] = YamlNode(kind, node.place)
    kind = keys["type"].text("type") if "type" in keys else "void"
    if kind not in ("void", "localfile", "dcat") or "://" in path:
        raise node.error(
            Message("a target of type '{kind}' cannot be written.", kind=kind),
            hint=Message("Targets are files: type void."),
        )
    word = keys["serialization"].text("serialization") if "serialization" in keys else None
    if word is not None and word not in SERIALIZATIONS:
        raise keys["serialization"].error(
            Message("'{word}' is no serialization.", word=word),
            hint=did_you_mean(word, SERIALIZATIONS),
        )
    how = keys["compression"].text("compression") if "compression" in keys else None
    if how is not None and how not in COMPRESSIONS:
        raise keys["compression"].error(
            Message("'{how}' is no compression of a target.", how=how),
            hint=did_you_mean(how, COMPRESSIONS),
        )
    return Target(
        str(PurePosixPath(path)),
        "publication",
        serialization=RDF_FORMATS + SERIALIZATIONS[word] if word else None,
        compression=COMPRESSIONS[how] if how is not None else None,
        encoding=keys["encoding"].text("encoding") if "encoding" in keys else None,
    )


def _nulls(dialect: dict[str, YamlNode], kind: str) -> tuple[str, ...]:
    """The texts that mean nothing: the empty one, unless a table names none at all."""
    if "null" not in dialect:
        return ("",)
    texts = dialect["null"].texts("null")
    return ("", *texts) if kind == "csv" and texts and "" not in texts else texts
