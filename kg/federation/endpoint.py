"""Follows a SPARQL service: all its things, some at a time in the order of their addresses.

Paging by key and not by OFFSET: the service need not sort everything for each page, and what comes
or goes meanwhile makes no page skip a thing. Blank nodes have no key and are not followed.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from kg.federation.faults import PeerError
from kg.federation.fetched import FetchedLines
from kg.federation.fetching import PeerClient, expected
from kg.federation.syntaxes import malformed
from kg.federation.taking import PeerPlace
from kg.mapping.ntriples import is_absolute_iri, is_language_tag
from kg.model.terms import escaped, iri, literal, quad
from kg.texts import Message

THINGS = 200
"""Things of a page; fewer where the answer looks cut off."""
CUT = 1000
"""Rows of which many services give a multiple at most."""
_RESULTS = "application/sparql-results+json"
_QUERY = """SELECT ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s WHERE {{ ?s ?any ?thing FILTER(isIRI(?s) && STR(?s) > "{after}") }}
    ORDER BY STR(?s) LIMIT {most} }}
  ?s ?p ?o }}"""


def fetch_endpoint(client: PeerClient, place: PeerPlace, *, url: str) -> FetchedLines:
    """The lines of all things of a service, not sorted yet.

    Raises:
        SourceError: it does not answer.
        PeerError: it answers with an error or with what are no results, or a limit is passed.
    """
    target, after, most = place.work / "lines.nq", "", THINGS
    with target.open("w", encoding="utf-8") as out:
        while True:
            rows = _ask(client, url, _QUERY.format(after=escaped(after), most=most))
            if most > 1 and len(rows) >= CUT and len(rows) % CUT == 0:
                most //= 2
                continue
            subjects = {str(row["s"]["value"]) for row in rows}
            if not subjects:
                return FetchedLines(target)
            last = max(subjects)
            if last <= after:
                raise _no_results(url)
            after = last
            out.writelines(line for row in rows if (line := _line(row, place.graph)))


def _ask(client: PeerClient, url: str, query: str) -> list[dict[str, Any]]:
    joint = "&" if urlsplit(url).query else "?"
    answer = client.get(f"{url}{joint}{urlencode({'query': query})}", accept=_RESULTS, name="rows")
    expected(answer)
    try:
        rows = json.loads(answer.text())["results"]["bindings"]
        return [row for row in rows if row["s"]["type"] == "uri"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_results(url) from None


def _no_results(url: str) -> PeerError:
    return malformed(
        url,
        SyntaxError(
            Message("these are no results of SPARQL in JSON, in the order that was asked for")
        ),
    )


def _line(row: dict[str, Any], graph: str) -> str:
    """A row as a line; nothing where it has a blank node, or what RDF does not have."""
    value = row["o"]
    kind, text = value.get("type"), str(value.get("value", ""))
    if kind == "uri":
        token = iri(text) if is_absolute_iri(text) else ""
    elif kind in ("literal", "typed-literal"):
        language, datatype = value.get("xml:lang"), value.get("datatype")
        sound = is_language_tag(language) if language else True
        sound = sound and (not datatype or is_absolute_iri(datatype))
        token = literal(text, language=language, datatype=None if language else datatype)
        token = token if sound else ""
    else:
        token = ""
    subject, predicate = str(row["s"]["value"]), str(row["p"]["value"])
    if not token or not (is_absolute_iri(subject) and is_absolute_iri(predicate)):
        return ""
    return quad(subject, predicate, value=token, graph=graph)
