"""The verb that says where statements come from: why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.cli.options import json_option, publication_argument, state_option
from kg.cli.output import emit_json
from kg.cli.preview_show import Turtle
from kg.cli.texts import say
from kg.errors import UsageError
from kg.model.terms import IriNames
from kg.release.provenance import Provenance, StatementOrigin
from kg.release.release import DEADLINE, Release, open_release
from kg.store.results import Term
from kg.store.workers.pool import Pool
from kg.texts import Message

_FORBIDDEN = set('<>"{}|^`\\ \t\r\n')


@click.command()
@click.argument("iri")
@publication_argument()
@state_option()
@json_option()
def why(iri: str, publication: Path, state: Path | None, as_json: bool) -> None:
    """Say from which rows, by which lines of a mapping, the statements about IRI come.

    Looks in the published release. Places are RFC 7111 fragments of a source file: #row=7, or
    #cell=7,3 for the third column of that row.
    """
    release = open_release(publication, state=state)
    if ":" not in iri or _FORBIDDEN & set(iri):
        raise UsageError(
            Message("Looking for {iri}: that is no IRI.", iri=iri),
            hint=Message("Give it in full: {base}…", base=release.base),
        )
    with Pool(release.store_path, workers=1, deadline=DEADLINE) as pool:
        found = pool.select(f"SELECT ?g ?p ?o {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} ORDER BY ?g ?p ?o")
    if not found:
        raise UsageError(
            Message(
                "Looking for {iri}: the release {id} says nothing about it.", iri=iri, id=release.id
            ),
            hint=Message("Look it up by its name with `samenspel query` or on the pages."),
        )
    told = _told(release, iri, [(row["g"].value, row["p"].value, row["o"]) for row in found])
    if as_json:
        emit_json({"iri": iri, "release": release.id, "statements": told})
    else:
        _show(told, Turtle({}, release.base))


def _told(
    release: Release, iri: str, statements: list[tuple[str, str, Term]]
) -> list[dict[str, Any]]:
    about = Provenance(release.path, release.base).about(iri)
    kinds = {graph["iri"]: (graph["kind"], graph["id"]) for graph in release.graphs}
    names = IriNames(release.base)
    return [
        {
            "property": predicate,
            "value": term.token(),
            "graph": kind,
            "origins": [
                _record(names, origin) for origin in about.of(predicate, term, dataset=dataset)
            ],
        }
        for graph, predicate, term in statements
        for kind, dataset in (kinds.get(graph, ("dataset", "")),)
    ]


def _record(names: IriNames, origin: StatementOrigin) -> dict[str, Any]:
    place, use = origin.place, origin.use
    return {
        "place": names.source(place.dataset, place.file) + origin.fragment,
        "file": place.file,
        "row": place.row,
        "columns": origin.columns,
        "rule": place.rule.name,
        "mapping": place.rule.document,
        "line": None if use is None else use.told.line,
    }


def _show(told: list[dict[str, Any]], turtle: Turtle) -> None:
    table = Table(show_lines=True)
    for name in ("statement", "origin"):
        table.add_column(say(f"why.{name}"), overflow="fold")
    for one in told:
        places = [_place(origin) for origin in one["origins"]]
        from_elsewhere = say(f"why.{one['graph']}") if one["graph"] != "dataset" else ""
        statement = f"{turtle.iri(one['property'])} {turtle.term(one['value'])}"
        table.add_row(Text(statement), Text("\n".join(places) or from_elsewhere))
    Console().print(table)


def _place(origin: dict[str, Any]) -> str:
    row = "" if origin["row"] is None else f", {say('row')} {origin['row']}"
    columns = f", {', '.join(origin['columns'])}" if origin["columns"] else ""
    line = "" if origin["line"] is None else f":{origin['line']}"
    rule = f"\n  {origin['rule']} ({origin['mapping']}{line})" if origin["rule"] else ""
    return f"{origin['file']}{row}{columns}{rule}"
