"""What rdflib is given is what stands in the release."""

from __future__ import annotations

from io import BytesIO

import rdflib

from kg.store.rdflib_terms import dataset_of, graph_of, rows_of

P = rdflib.URIRef("https://a.example/p")
A = rdflib.URIRef("https://a.example/a")


def test_literals_keep_their_form_language_and_datatype() -> None:
    texts = ['"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"@nl-be', '"plain"']
    graph = graph_of("".join(f"<{A}> <{P}> {text} .\n" for text in texts).encode())
    assert {term.n3() for term in graph.objects(A, P)} == set(texts)


def test_blank_nodes_of_two_files_are_apart_and_the_default_graph_is_the_union() -> None:
    file = f"_:b <{P}> _:b <https://a.example/g> .\n".encode()
    other = f"_:b <{P}> <{A}> <https://a.example/h> .\n_:c <{P}> <{A}> .\n".encode()
    dataset = dataset_of([BytesIO(file), BytesIO(other)])
    assert len(dataset) == 3
    assert len({s for s, *_ in dataset.triples((None, P, None))}) == 3
    assert len(dataset.graph(rdflib.URIRef("https://a.example/g"))) == 1


def test_graphs_are_written_with_the_prefixes_of_the_data() -> None:
    need = "https://w3id.org/samenspel/ns#SocialNeed"
    assert (
        "a sam:SocialNeed" in graph_of(f"<{A}> <{rdflib.RDF.type}> <{need}> .".encode()).serialize()
    )
    file = f"<{A}> <{rdflib.RDF.type}> <{need}> <https://a.example/g> .".encode()
    assert "a sam:SocialNeed" in dataset_of([BytesIO(file)]).serialize(format="trig")


def test_rows_keep_them_too() -> None:
    number = '{"type":"literal","value":"01","datatype":"%s"}' % rdflib.XSD.integer  # noqa: UP031
    (row,) = rows_of(
        f'{{"head":{{"vars":["n"]}},"results":{{"bindings":[{{"n":{number}}}]}}}}'.encode()
    )
    assert row["n"] == rdflib.Literal("01", datatype=rdflib.XSD.integer, normalize=False)
    assert str(row["n"]) == "01"


def test_no_rows_still_have_their_variables() -> None:
    rows = rows_of(b'{"head":{"vars":["a","b"]},"results":{"bindings":[]}}')
    assert rows == [] and rows.variables == ("a", "b")
