"""A town that opens and closes services from one month to the next, with names that try markup."""

from __future__ import annotations

from pathlib import Path

from command import run

from kg.release.publish import releases, switch
from kg.release.publish_log import append, log_entry

BASE = "https://weide.example.org/"
C = "https://w3id.org/samenspel/id/concept/"
CONFIG = """base = "https://weide.example.org/"
reference_date = 2026-06-30
title.nl = "Weide"
title.en = "Meadow"
[publisher]
iri = "https://weide.example.org/id/uitgever"
name.nl = "Dienst Welzijn van Weide"
[limits]
max_errors = 100
{more}
"""
DATASET = """
[[dataset]]
id = "{id}"
title.nl = "{id} van Weide"
title.en = "{id} of Meadow"
description.nl = "Alle {id}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "decreet"
contact = "{contact}"
review = "2027-06-30"
modified = "2026-06-30"
mappings = ["{id}.yml"]
"""
BODIES = """prefixes: {org: "https://weide.example.org/id/organisation/"}
mappings:
  body:
    sources: [[organisaties.csv~csv]]
    s: org:$(nr)
    po:
      - [a, sam:OCMW]
      - [skos:prefLabel, $(naam), nl~lang]
      - [skos:altLabel, $(ook), ar~lang]
      - [sam:locatedIn, "https://weide.example.org/id/area/1~iri"]
"""
OFFERS = """prefixes: {svc: "https://weide.example.org/id/service/"}
mappings:
  offer:
    sources: [[diensten.csv~csv]]
    s: svc:$(code)
    po:
      - [a, sam:SocialService]
      - [skos:prefLabel, $(dienst), nl~lang]
      - [sam:servesArea, "https://weide.example.org/id/area/1~iri"]
      - [sam:providedBy, "https://weide.example.org/id/organisation/1~iri"]
      - [sam:givesAccessTo, "https://w3id.org/samenspel/id/concept/right/$(recht)~iri"]
"""
AREAS = """prefixes: {area: "https://weide.example.org/id/area/"}
mappings:
  town:
    sources: [[gebieden.csv~csv]]
    s: area:$(nis)
    po:
      - [a, sam:MunicipalArea]
      - [skos:prefLabel, $(naam), nl~lang]
"""
NASTY = 'Huis </script><script>alert("1")</script> & <b>Weide</b>'
MONTHS = (
    ["les,Taalles,education", "raad,Rechtsraad,legal-assistance"],
    ["les,Taalles voor allen,education", "thuis,Woonhulp,decent-housing"],
    [
        "thuis,Woonhulp,decent-housing",
        "les,Taalles voor allen,education",
        "raad,Juridisch loket,legal-assistance",
    ],
)


def write_meadow(folder: Path, offers: list[str], more: str = "") -> Path:
    """The publication as it is in a month; two of its datasets have a contact with mail."""
    folder.mkdir(exist_ok=True)
    sets = (("organisaties", "onthaal, onthaal@weide.example"), ("diensten", "loket welzijn"),
            ("gebieden", "dienst kaarten <kaarten@weide.example>"))  # fmt: skip
    datasets = "".join(DATASET.format(id=name, contact=contact) for name, contact in sets)
    files = {
        "samenspel.toml": CONFIG.replace("{more}", more) + datasets,
        "organisaties.yml": BODIES,
        "diensten.yml": OFFERS,
        "gebieden.yml": AREAS,
        "organisaties.csv": 'nr,naam,ook\n1,"' + NASTY.replace('"', '""') + '",بيت\n2,Bos,\n',
        "diensten.csv": "\n".join(["code,dienst,recht", *offers, ""]),
        "gebieden.csv": "nis,naam\n1,Weide\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def make_meadow(folder: Path, months: int = len(MONTHS), more: str = "") -> tuple[Path, list[str]]:
    """The state folder with a published release for each month, and their ids, oldest first."""
    state = folder / ".samenspel"
    for offers in MONTHS[:months]:
        write_meadow(folder, list(offers), more)
        run("build", folder)
        made = releases(state)[-1]
        switch(state, made)
        append(state, log_entry(made))
    return state, releases(state)
