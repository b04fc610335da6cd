"""A small town whose publication changes from one month to the next."""

from __future__ import annotations

from pathlib import Path

from publishing import configure

BASE = "https://dorp.example.org/"
ORGANISATIONS = """prefixes: {org: "https://dorp.example.org/id/organisation/"}
mappings:
  body:
    sources: [[organisaties.csv~csv]]
    s: org:$(nr)
    po:
      - [a, sam:Association]
      - [skos:prefLabel, $(naam), nl~lang]
      - [schema:telephone, $(telefoon)]
"""
SERVICES = """prefixes: {svc: "https://dorp.example.org/id/service/"}
mappings:
  offer:
    sources: [[diensten.csv~csv]]
    s: svc:$(code)
    po:
      - [a, sam:SocialService]
      - [skos:prefLabel, $(dienst), nl~lang]
      - [sam:providedBy, "https://dorp.example.org/id/organisation/$(door)~iri"]
"""
BODIES = ["nr,naam,telefoon", "1,Harmonie,014 10 00 01", "2,Schaakclub,014 10 00 02"]
OFFERS = ["code,dienst,door", "les,Schaakles,2"]


def write_town(folder: Path, bodies: list[str] = BODIES, offers: list[str] | None = OFFERS) -> Path:
    """Write the publication; without `offers` it has no dataset of services."""
    folder.mkdir(exist_ok=True)
    names = ["organisaties"] + (["diensten"] if offers is not None else [])
    configure(folder, BASE, *names)
    for name, mapping, rows in (
        ("organisaties", ORGANISATIONS, bodies),
        ("diensten", SERVICES, offers),
    ):
        (folder / f"{name}.yml").write_text(mapping, encoding="utf-8")
        text = "\n".join([*(rows or []), ""])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
