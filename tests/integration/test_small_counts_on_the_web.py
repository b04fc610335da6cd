"""Small counts of people are in no answer: of the published release, of a kept one, of a question.

Counts are large and thresholds larger, so that their digits occur nowhere by chance.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from command import run
from publishing import configure, publish
from serving import Served, serving

from server.view.questions import Question, questions

BASE = "https://stad.example.org/"
SMALL, RATE_OF_SMALL, RATE_TO_SMALL = "71393", "12.4941", "3.70917"
SECRETS = (SMALL, RATE_OF_SMALL, RATE_TO_SMALL)
MAPPING = f"""\
prefixes:
  ex: "{BASE}id/"
  def: "{BASE}def/"
  sm: "http://purl.org/linked-data/sdmx/2009/measure#"
mappings:
  gebied:
    sources: [[gebieden.csv~csv]]
    s: ex:gebied/$(code)
    po:
      - [a, $(soort)~iri]
      - [skos:prefLabel, $(naam), nl~lang]
      - [sam:withinArea, ex:gebied/$(in)~iri]
  telling:
    sources: [[tellingen.csv~csv]]
    s: ex:telling/$(code)
    po:
      - [a, qb:Observation]
      - [qb:dataSet, ex:dataset/cijfers~iri]
      - [def:gebied, ex:gebied/$(code)~iri]
      - [sm:obsValue, $(personen), xsd:integer]
      - [def:percentage, $(percentage), xsd:decimal]
      - [rdfs:label, "$(personen) personen, $(percentage) percent", nl~lang]
"""
AREAS = """code,naam,soort,in
gewest,Streek,https://w3id.org/samenspel/ns#Region,
noord,Noord,https://w3id.org/samenspel/ns#Municipality,gewest
zuid,Zuid,https://w3id.org/samenspel/ns#Municipality,gewest
dorp,Dorp,https://w3id.org/samenspel/ns#SubMunicipality,noord
kern,Kern,https://w3id.org/samenspel/ns#SubMunicipality,noord
"""
COUNTS = f"""code,personen,percentage
gewest,1171421,
noord,571410,
zuid,600011,{RATE_TO_SMALL}
dorp,{SMALL},{RATE_OF_SMALL}
kern,500017,
"""
ALL = "SELECT * { ?s ?p ?o }"
Town = tuple[Path, list[str]]


def write(folder: Path, *, said: str, areas: str = AREAS) -> None:
    configure(folder, BASE, "cijfers")
    with (folder / "samenspel.toml").open("a", encoding="utf-8") as config:
        config.write(said)
    (folder / "cijfers.yml").write_text(MAPPING, encoding="utf-8")
    (folder / "gebieden.csv").write_text(areas, encoding="utf-8")
    (folder / "tellingen.csv").write_text(COUNTS, encoding="utf-8")


@pytest.fixture(scope="module")
def stad(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A publication with a kept release and a published one."""
    folder = tmp_path_factory.mktemp("stad")
    write(folder, said="small_cells = 99991\n")
    first = publish(folder).name
    write(folder, said="small_cells = 99991\n", areas=AREAS.replace("Kern", "Kerngebied"))
    config = folder / "samenspel.toml"
    config.write_text(config.read_text().replace("2026-01-15", "2026-02-15"))
    return folder, [first, publish(folder).name]


@pytest.fixture(scope="module")
def served(stad: Town) -> Iterator[Served]:
    with serving(stad[0]) as running:
        yield running


def answers(served: Served, start: str) -> Iterator[tuple[str, str]]:
    """What every kind of address below a release says, by the address."""
    everything = urlencode({"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"})
    graphs = urlencode({"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "format": "csv"})
    observation = f"{BASE}id/telling/dorp"
    places = [f"{start}/sparql?{everything}", f"{start}/sparql?{graphs}"]
    for name in ("dorp", "zuid"):
        places += [f"{start}/doc/telling/{name}{end}" for end in ("", ".nt", ".ttl", ".jsonld")]
        places.append(f"{start}/doc/gebied/{name}")
    places += [f"{start}/search?q={word}" for word in (*SECRETS, "personen")]
    places += [f"{start}/{page}" for page in ("", "findings", "report", "catalog.ttl")]
    places.append(f"{start}/why?iri={quote(observation, safe='')}")
    for place in places:
        reply = served.request("GET", place, {"Accept": "text/html, */*;q=0.5"})
        # A search repeats what was asked for.
        yield place, reply.text.replace(place.rpartition("=")[2], "")
    dump = served.request("GET", f"{start}/dumps/cijfers.nq.gz")
    yield "dump", gzip.decompress(dump.body).decode()


def test_no_address_of_a_release_tells_a_small_count_or_a_rate_of_it(
    served: Served, stad: Town
) -> None:
    for start in ("", *(f"/releases/{name}" for name in stad[1])):
        told = dict(answers(served, start))
        assert [(at, word) for at, text in told.items() for word in SECRETS if word in text] == []
        assert "1171421" in told["dump"]  # what hides nothing is there
    said = served.request("GET", "/releases?format=json").text
    said += "".join(served.request("GET", f"/releases/{name}").text for name in stad[1])
    assert not any(word in said for word in SECRETS)


def test_sums_over_areas_do_not_give_it_back(served: Served) -> None:
    query = "SELECT ?v { ?s <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v }"
    seen = set(served.get(query, format="csv").text.split()[1:])
    assert not {"500017", "571410"} <= seen
    assert not {"500017", "600011", "1171421"} <= seen


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.id)
def test_no_question_that_ships_gives_it(served: Served, question: Question) -> None:
    reply = served.get(question.query, format="csv")
    assert reply.status == 200, reply.text
    assert not any(word in reply.text for word in SECRETS)


def test_no_question_that_ships_adds_up_counts_of_people() -> None:
    """Its answers would be counts that no threshold was applied to."""
    aggregate = re.compile(r"(?i)\b(?:sum|avg|min|max)\s*\(\s*(?:distinct\s+)?\?(\w+)")
    summed = {name for question in questions() for name in aggregate.findall(question.query)}
    # Of findings, of degrees of an axis, and of addresses.
    assert summed == {"number", "degree", "from", "source"}
    assert "obsValue" not in "".join(question.query for question in questions())


def test_command_and_files_tell_nothing_either(stad: Town) -> None:
    said = run("check", stad[0]) + run("diff", *stad[1], "--publication", stad[0])
    said += run("diff", *stad[1], "--publication", stad[0], "--json")
    said += "".join(map(text_of, files(stad[0] / ".samenspel")))
    assert [word for word in SECRETS if word in said] == []


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]


def has_small(path: Path) -> bool:
    """Whether a file has the hidden number by itself, not among the digits of a hash."""
    return re.search(rf"(?<!\w){SMALL}(?!\w)", text_of(path)) is not None


def text_of(path: Path) -> str:
    data = path.read_bytes()
    data += gzip.decompress(data) if path.suffix == ".gz" else b""
    return data.decode("utf-8", "replace")


def hidden(folder: Path) -> set[str]:
    """The areas whose count is not shown."""
    query = (
        "SELECT ?s { ?s a <http://purl.org/linked-data/cube#Observation> FILTER NOT EXISTS"
        " { ?s <http://purl.org/linked-data/sdmx/2009/measure#obsValue> ?v } }"
    )
    told = run("query", query, folder, "--format", "csv").split()[1:]
    return {one.rpartition("/")[2] for one in told}


def test_special_categories_are_not_counted_below_a_municipality(tmp_path: Path) -> None:
    write(tmp_path, said="special_category = true\n")
    publish(tmp_path)
    # None is below 10: they are hidden for their areas only.
    assert {"dorp", "kern"} <= hidden(tmp_path)
    assert "gewest" not in hidden(tmp_path)


def test_nor_for_a_neighbourhood_that_only_its_name_tells(tmp_path: Path) -> None:
    write(tmp_path, said="special_category = true\n")
    text = MAPPING.replace("def:gebied, ex:gebied/$(code)~iri", "def:buurt, $(code)")
    (tmp_path / "cijfers.yml").write_text(text, encoding="utf-8")
    counts = f"code,personen,percentage\ntotaal,1171421,\nkanaal,{SMALL},\nkouter,1100028,\n"
    (tmp_path / "tellingen.csv").write_text(counts, encoding="utf-8")
    said = run("build", tmp_path)
    assert "SAM-D020" in said
    assert not [path for path in files(tmp_path / ".samenspel") if has_small(path)]
    run("publish", tmp_path)
    assert {"kanaal", "kouter"} <= hidden(tmp_path)
    assert "totaal" not in hidden(tmp_path)


def test_special_categories_have_a_threshold_of_ten(tmp_path: Path) -> None:
    write(tmp_path, said="special_category = true\nsmall_cells = 5\n")
    counts = "code,personen,percentage\nnoord,8,\nzuid,600011,\n"
    (tmp_path / "tellingen.csv").write_text(counts, encoding="utf-8")
    publish(tmp_path)
    assert "noord" in hidden(tmp_path)
    assert "zuid" not in hidden(tmp_path)


def test_what_a_kept_release_gives_away_is_asked_until_it_is_pruned(tmp_path: Path) -> None:
    write(tmp_path, said="small_cells = 40\n")
    publish(tmp_path)
    toml = tmp_path / "samenspel.toml"
    text = toml.read_text().replace("small_cells = 40", "small_cells = 99991")
    toml.write_text(text.replace("2026-01-15", "2026-02-15"))
    said = run("build", tmp_path)
    refused = run("publish", tmp_path, code=1)
    assert "SAM-D022" in said and "SAM-D022" in refused
    assert not any(word in said + refused for word in SECRETS)
    (fingerprint,) = {
        one["fingerprint"]
        for one in json.loads(run("publish", tmp_path, "--json", code=1))["before_publishing"]
        if one["code"] == "SAM-D022"
    }
    run("publish", tmp_path, "--accept", fingerprint, "--why", "de oude gaat weg")
    assert SMALL not in run("query", ALL, tmp_path)
    # The one before is kept for going back; it goes when there is another before.
    toml.write_text(toml.read_text().replace("2026-02-15", "2026-03-15"))
    (tmp_path / "gebieden.csv").write_text(AREAS.replace("Kern", "Kerngebied"))
    publish(tmp_path)
    with toml.open("a") as config:
        config.write("[retention]\nlast = 1\nmonths = 0\n")
    assert len(json.loads(run("releases", "--publication", tmp_path, "--json"))) == 3
    run("releases", "prune", "--publication", tmp_path)
    assert "SAM-D022" not in run("build", tmp_path, "--anew")
    assert not [path for path in files(tmp_path / ".samenspel") if has_small(path)]
