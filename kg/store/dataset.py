"""The dataset of a query: which graphs make its default graph (SPARQL 1.1 Query 13.2).

The engine gives a triple as often as the graphs of a query hold it, where the standard asks for
their merge, which is a set. So graphs that are known to have nothing in common go to the engine as
they are; others are merged in memory for the query, up to a bound, and beyond it it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.store.query_text.guard import MAX_MERGED
from kg.store.query_text.tokens import GLUED, Places, Token, scan
from kg.store.workers import protocol

_BRACKETS = {"(": 1, ")": -1, "{": 1000, "}": -1000}
"""How deep a bracket leads: no FROM is inside curly ones."""
Shares = Mapping[str, frozenset[str]]
"""By graph, those with which it has statements in common; a graph that is missing is not known."""


class TooMuchToMergeError(Exception):
    """The graphs of a query have statements in common and are too large to be merged for it."""


class Dataset(NamedTuple):
    """IRIs of the graphs that make the default graph, and of those that GRAPH reaches."""

    default: Sequence[str]
    named: Sequence[str]


def read_shares(manifest: Path) -> Shares:
    """Return what the manifest of a release says of its graphs; nothing where there is none."""
    if not manifest.is_file():
        return {}
    graphs = json.loads(manifest.read_text(encoding="utf-8")).get("graphs", ())
    return {g["iri"]: frozenset(g["shares"]) for g in graphs if "shares" in g}


def dataset_of(job: protocol.Job, base: str | None) -> Dataset | None:
    """Return the dataset that a job names; None when it asks the whole store.

    That of the protocol goes before that of the text (SPARQL 1.1 Protocol 2.1.4). A text whose
    dataset makes no sense is left to the engine, which says what is wrong with it.

    Raises:
        SyntaxError: FROM hangs together with its neighbours, as only the engine can tell apart.
    """
    if job.default_graphs or job.named_graphs:
        return Dataset(_distinct(job.default_graphs), _distinct(job.named_graphs))
    if "from" not in job.text.lower():
        return None
    tokens = list(scan(job.text))
    _refuse_glued(job.text, tokens)
    default, named = _clauses(tokens)
    names = [*default, *named]
    if not names or any(token.kind not in ("iri", "name") for token in names):
        return None
    prologue = job.text[: _start_of_form(tokens)]
    try:
        return Dataset(_resolve(prologue, default, base), _resolve(prologue, named, base))
    except SyntaxError:
        return None


def run(store: ox.Store, shares: Shares, *, job: protocol.Job, base: str | None) -> Any:
    """Evaluate a job on the dataset it names.

    Raises:
        TooMuchToMergeError: that would take more than `MAX_MERGED` statements.
        SyntaxError: the engine cannot read the text, or it is not clear which dataset it names.
    """
    dataset = dataset_of(job, base)
    if dataset is None:
        return store.query(job.text, base_iri=base)
    named: list[Any] = [ox.NamedNode(iri) for iri in dataset.named]
    default: list[Any] = [
        graph for iri in dataset.default if store.contains_named_graph(graph := ox.NamedNode(iri))
    ]
    if len(default) > 1 and set(default) >= set(store.named_graphs()):
        default = [ox.DefaultGraph()]
    elif not _apart(default, shares):
        store, default = _merge(store, default, named), [ox.DefaultGraph()]
    return store.query(job.text, base_iri=base, default_graph=default, named_graphs=named)


def _apart(graphs: Sequence[ox.NamedNode], shares: Shares) -> bool:
    """Whether no two of the graphs can have a statement in common."""
    return all(
        a.value in shares and b.value in shares and b.value not in shares[a.value]
        for a, b in combinations(graphs, 2)
    )


def _merge(
    store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]
) -> ox.Store:
    """Return a store in memory in which the default graph holds each triple once."""
    merged = ox.Store()
    merged.bulk_extend(_bounded(_copied(store, default, named)))
    return merged


def _copied(
    store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]
) -> Iterator[ox.Quad]:
    for graph in default:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
    for graph in named:
        yield from store.quads_for_pattern(None, None, None, graph)


def _bounded(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    for number, quad in enumerate(quads):
        if number >= MAX_MERGED:
            raise TooMuchToMergeError
        yield quad


def _start_of_form(tokens: Sequence[Token]) -> int:
    forms = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
    return next((t.start for t in tokens if t.kind == "word" and t.text.upper() in forms), 0)


def _clauses(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Return what follows FROM and FROM NAMED, as it stands: the word FROM has no other use."""
    default: list[Token] = []
    named: list[Token] = []
    for number, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "FROM":
            after = tokens[number + 1 : number + 3]
            if after and after[0].text.upper() == "NAMED":
                named.extend(after[1:])
            else:
                default.extend(after[:1])
    return default, named


def _refuse_glued(text: str, tokens: Sequence[Token]) -> None:
    """Return if each FROM is a word of its own, as the grammar asks (SPARQL 1.1 Query 19.8).

    The engine's grammar has no words: it also reads `ASKFROM<a>`, `FROMNAMED<a>` and `FROMa:b`,
    and in `(1<2AS?x)FROM:a#>` a comparison and a comment where the standard sees an IRI.
    """
    prefixes: set[str] = set()
    depth, before = 0, ""
    for token in tokens:
        word, found = token.text.upper(), token.text.upper().find("FROM")
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                prefixes.add(prefix)
            hides = "FROM" in prefix.upper() or (before == "FROM" and word.startswith("NAMED"))
            glued = hides and prefix not in prefixes
        elif token.kind == "iri":
            glued = 0 < depth < _BRACKETS["{"] and ")" in word[: max(found, 0)]
        else:
            glued = token.kind == "word" and found >= 0 and word != "FROM"
        if glued:
            line, column = Places(text).at(token.start)
            raise SyntaxError(f"error at {line}:{column}: expected {GLUED}")
        depth += _BRACKETS.get(word, 0)
        before = word


def _resolve(prologue: str, names: Sequence[Token], base: str | None) -> list[str]:
    """Return the IRIs of names: the engine knows prefixes, relative IRIs and escapes best."""
    if not names:
        return []
    listed = " ".join(token.text for token in names)
    found = ox.Store().query(
        f"{prologue}\nSELECT ?graph {{ VALUES ?graph {{ {listed} }} }}", base_iri=base
    )
    assert isinstance(found, ox.QuerySolutions)
    return _distinct(term.value for row in found if isinstance(term := row["graph"], ox.NamedNode))


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
