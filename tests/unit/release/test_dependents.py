"""What hangs on a thing that leaves: linked with it, and with nothing else."""

from __future__ import annotations

from pathlib import Path

from sealed_lines import BASE, seal_lines

from kg.release.leaving.dependents import dependents_of


def thing(name: str) -> str:
    return f"{BASE}id/{name}"


def link(subject: str, term: str) -> str:
    return f"<{thing(subject)}> <https://p.example/x> <{thing(term)}>"


def test_only_what_nothing_else_leads_to_is_told(tmp_path: Path) -> None:
    triples = {
        "orgs": [
            link("org/1", "address/1"),
            link("org/1", "area/1"),
            link("org/2", "area/1"),
            link("membership/1", "org/1"),
            link("service/1", "org/1"),
            link("page/1", "service/1"),
            f'<{thing("address/1")}> <https://p.example/street> "Kerkstraat"',
            f'<{thing("area/1")}> <https://p.example/name> "Dorp"',
            f"<{thing('org/1')}> <https://p.example/site> <https://elsewhere.example/>",
            f"<{thing('org/1')}> <https://p.example/x> <{thing('nothing/1')}>",
        ],
        "pages": [f"<{BASE}.well-known/genid/pages/b0> <https://p.example/x> <{thing('org/1')}>"],
        "inferred": [link("conclusion/1", "org/1")],
    }
    release = seal_lines(tmp_path / "r", triples)
    assert dependents_of(release, [thing("org/1")]) == [thing("address/1"), thing("membership/1")]
    assert dependents_of(release, [thing("org/1"), thing("page/1")]) == [
        thing("address/1"),
        thing("membership/1"),
        thing("service/1"),
    ]
    assert dependents_of(release, [thing("org/3")]) == []
