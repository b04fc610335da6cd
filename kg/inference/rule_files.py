"""Reads the rules people wrote: CONSTRUCT queries with a header of comments.

    # id: current-member
    # title@nl: Wie nu lid is
    # title@en: Who is a member now
    # title@fr: Qui est membre actuellement

They say what OWL 2 RL cannot: conclusions from absence and from counting (folders `before` and
`after`), or from a relation with more than two ends (folder `inference`).
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef, Variable

from kg.errors import OntologyError
from kg.inference.rule import Key, Pattern, Rule, RuleKind, key_of
from kg.texts import LANGUAGES, Message

_HEADER = re.compile(r"#\s*(id|title@([a-z]{2})):\s*(\S.*?)\s*$")


def read_rules(paths: Iterable[Path], kind: RuleKind) -> list[Rule]:
    """Return the rules in the files, ordered by file name.

    Raises:
        OntologyError: a file is not a CONSTRUCT query or its header is not complete.
    """
    return [read_rule(path, kind) for path in sorted(paths, key=lambda path: path.name)]


def read_rule(path: Path, kind: RuleKind) -> Rule:
    """Return the rule in one file; see `read_rules`."""
    text = path.read_text(encoding="utf-8")
    id, title = _header(text, path)
    template, patterns, keys = _parse(text, path)
    return Rule(
        id=id,
        title=title,
        kind=kind,
        axiom=f"rules/{path.parent.name}/{path.name}",
        head=template,
        body=patterns,
        construct=text,
        heads=frozenset(map(key_of, template)),
        needs=keys,
    )


def _header(text: str, path: Path) -> tuple[str, dict[str, str]]:
    fields: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            fields[match[2] or match[1]] = match[3]
    missing = [name for name in ("id", *LANGUAGES) if name not in fields]
    if missing:
        lines = ["# id: …" if name == "id" else f"# title@{name}: …" for name in missing]
        raise OntologyError(
            Message(
                "Reading the rule {file}: its header lacks {names}.",
                file=path.name,
                names=", ".join(lines),
            ),
            code="SAM-V004",
            hint=Message(
                "Every rule begins with # id: and # title@nl:, # title@en:, # title@fr: lines."
            ),
        )
    return fields["id"], {language: fields[language] for language in LANGUAGES}


def _parse(
    text: str, path: Path
) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...], frozenset[Key]]:
    try:
        with warnings.catch_warnings():
            # rdflib 7.6 warns about its own use of pyparsing; nothing a rule's author can mend.
            warnings.simplefilter("ignore")
            algebra: Any = prepareQuery(text).algebra
    except Exception as error:  # pyparsing and rdflib have no common error class
        raise OntologyError(
            Message(
                "Reading the rule {file}: it is not a SPARQL query: {error}",
                file=path.name,
                error=error,
            ),
            code="SAM-V005",
            hint=Message("Try it with `samenspel query` and correct it there."),
        ) from error
    if algebra.name != "ConstructQuery":
        raise OntologyError(
            Message("Reading the rule {file}: it is not a CONSTRUCT query.", file=path.name),
            code="SAM-V005",
            hint=Message("A rule is one CONSTRUCT query that gives the new statements."),
        )
    template = tuple(_pattern(triple) for triple in algebra.template)
    stated = [triple for triple in _triples(algebra.p, "BGP") if _is_plain(triple)]
    # A filter's patterns (EXISTS) are left as they were parsed; what feeds them matters too.
    every = [*_triples(algebra.p, "BGP"), *_triples(algebra.p, "TriplesBlock")]
    keys = {key_of(_pattern(triple)) for triple in every if _is_plain(triple)}
    paths = (triple[1] for triple in every if not _is_plain(triple))
    keys |= {Key(iri.n3(), None) for path in paths for iri in _steps(path)}
    return template, tuple(map(_pattern, stated)), frozenset(keys)


def _triples(part: object, block: str) -> Iterator[tuple[Any, ...]]:
    """Give the triple patterns of the blocks of this name, at any depth of the query."""
    if isinstance(part, CompValue):
        if part.name == block:
            yield from _in_threes(part.triples)
            return
        for key in dict.keys(part):
            yield from _triples(dict.get(part, key), block)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from _triples(item, block)


def _in_threes(triples: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for item in triples:
        terms = list(item)
        for start in range(0, len(terms), 3):
            yield tuple(terms[start : start + 3])


def _is_plain(triple: tuple[Any, ...]) -> bool:
    return isinstance(triple[1], (URIRef, Variable))


def _steps(path: object) -> Iterator[URIRef]:
    """Give the predicates in a property path, parsed or translated."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, CompValue):
        for key in dict.keys(path):
            yield from _steps(dict.get(path, key))
    elif isinstance(path, (list, tuple)):
        for item in path:
            yield from _steps(item)
    elif isinstance(path, PropertyPath):
        yield from _steps(list(vars(path).values()))


def _pattern(triple: tuple[Any, ...]) -> Pattern:
    return Pattern(*(_term(part) for part in triple))


def _term(node: Any) -> str:
    # rdflib writes a blank node of a query as one; in a rule it stands for "something".
    if isinstance(node, Variable):
        return f"?{node}"
    text: str = node.n3()
    return f"?{text[2:]}" if text.startswith("_:") else text
