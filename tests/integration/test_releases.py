"""Releases of one small publication: what two datasets say together, ids, ETags, refusals."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from command import SAMENSPEL, run
from publishing import configure, publish
from serving import Reply, Served, serving

BASE = "https://dorp.example.org/"
MAPPING = """prefixes: {{ex: "https://dorp.example.org/id/organisation/"}}
mappings:
  club:
    sources: [[{id}.csv~csv]]
    s: ex:$(nr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
"""
ROWS = {"noord": ["7,Harmonie", "8,Schaakclub"], "zuid": ["8,Schaakclub", "9,Toneel {rows}"]}


def write(folder: Path, rows: dict[str, list[str]]) -> Path:
    folder.mkdir(exist_ok=True)
    configure(folder, BASE, *rows)
    for name, lines in rows.items():
        (folder / f"{name}.yml").write_text(MAPPING.format(id=name), encoding="utf-8")
        (folder / f"{name}.csv").write_text("\n".join(["nr,naam", *lines, ""]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("dorp") / "dorp", ROWS)
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def release(publication: Path) -> Path:
    return (publication / ".samenspel" / "current").resolve()


@pytest.fixture(scope="module")
def server(release: Path) -> Iterator[Served]:
    with serving(release) as served:
        yield served


CLASS = "https://w3id.org/samenspel/ns#Organisation"
COUNT = f"SELECT (COUNT(?s) AS ?n) {{0}} {{{{ ?s a <{CLASS}> }}}}"
NORTH, SOUTH = f"{BASE}id/dataset/noord", f"{BASE}id/dataset/zuid"


@pytest.mark.parametrize(
    ("clauses", "graphs", "wanted"),
    [
        ("", {}, 3),
        (f"FROM <{NORTH}>", {}, 2),
        (f"FROM <{NORTH}> FROM <{SOUTH}>", {}, 3),
        (f"FROM <{SOUTH}> FROM <{NORTH}> FROM <{BASE}id/graph/inferred>", {}, 3),
        (f"FROM <{NORTH}> FROM <{BASE}id/graph/inferred>", {}, 2),
        (f"FROM NAMED <{NORTH}>", {}, 0),
        ("FROM <http://nowhere/>", {}, 0),
        ("", {"default-graph-uri": [NORTH, SOUTH, NORTH]}, 3),
        ("", {"named-graph-uri": [NORTH]}, 0),
        (f"FROM <{NORTH}>", {"default-graph-uri": ["http://nowhere/"]}, 0),
    ],
)
def test_default_graph_is_the_set_that_the_query_names(
    server: Served, clauses: str, graphs: dict[str, list[str]], wanted: int
) -> None:
    text = COUNT.format(clauses)
    sent = urlencode({"query": text, "format": "csv", **graphs}, doseq=True)
    assert server.request("GET", f"/sparql?{sent}").text.split() == ["n", str(wanted)]
    sent = urlencode({"query": text, **graphs}, doseq=True).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
    assert server.request("POST", "/sparql", form, sent).text.split() == ["n", str(wanted)]


def test_query_verb_answers_from_the_same_graphs(publication: Path) -> None:
    for clauses, wanted in (("", 3), (f"FROM <{NORTH}>", 2), (f"FROM <{NORTH}> FROM <{SOUTH}>", 3)):
        told = run("query", COUNT.format(clauses), publication, "--format", "csv")
        assert list(csv.reader(io.StringIO(told))) == [["n"], [str(wanted)]]


def test_query_file_may_begin_with_a_byte_order_mark(publication: Path, tmp_path: Path) -> None:
    file = tmp_path / "count.rq"
    file.write_text(COUNT.format(""), encoding="utf-8-sig")
    told = run("query", str(file), publication, "--format", "csv")
    assert list(csv.reader(io.StringIO(told))) == [["n"], ["3"]]


LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
SEVEN = f"<{BASE}id/organisation/7>"
FORMS = {
    f"ASK {{ {SEVEN} a <{CLASS}> }}": ("true", "true"),
    "ASK FROM <http://nowhere/> { ?s ?p ?o }": ("false", "false"),
    f"SELECT ?n FROM <{NORTH}> {{ ?s <{LABEL}> ?n }} ORDER BY ?n": (
        "n\r\nHarmonie\r\nSchaakclub\r\n",
        "│ Harmonie",
    ),
    f"SELECT ?n {{ ?n a <{CLASS}none> }}": ("n\r\n", ""),
    f"CONSTRUCT {{ {SEVEN} <{LABEL}> ?n }} {{ {SEVEN} <{LABEL}> ?n }}": (
        f'{SEVEN} <{LABEL}> "Harmonie"@nl .\n',
        '"Harmonie"@nl',
    ),
}


@pytest.mark.parametrize("text", FORMS)
def test_query_answers_people_and_pipes(text: str, publication: Path) -> None:
    piped, shown = FORMS[text]
    command = [str(SAMENSPEL), "query", text, str(publication)]
    assert subprocess.run(command, capture_output=True, check=True).stdout.decode() == piped
    assert shown in on_a_terminal(command)
    assert shown in run(*command[1:], "--format", "table")


def on_a_terminal(command: list[str]) -> str:
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdout=theirs, stdin=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        with suppress(OSError):  # how a terminal says that the other side is gone
            while part := os.read(ours, 1 << 16):
                said += part
        os.close(ours)
        assert process.wait(60) == 0, said
    return said.decode()


def test_manifest_says_which_graphs_have_statements_in_common(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    shares = {graph["iri"]: graph["shares"] for graph in manifest["graphs"]}
    assert shares[NORTH] == [SOUTH]
    assert shares[SOUTH] == [NORTH]
    assert shares[f"{BASE}id/graph/inferred"] == []
    assert manifest["counts"]["classes"][CLASS] == 3
    assert manifest["quads"] == sum(graph["quads"] for graph in manifest["graphs"])
    assert manifest["quads"] - manifest["statements"] == 2, "the class and the name of number 8"


def test_counts_are_those_of_the_default_graph(server: Served, release: Path) -> None:
    number = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["statements"]
    counted = server.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", format="csv").text.split()
    assert counted == ["n", str(number)]
    whole = f'<{BASE}.well-known/void#release> <http://rdfs.org/ns/void#triples> "{number}"'
    described = server.request("GET", "/.well-known/void", {"Accept": "application/n-triples"})
    assert whole in described.text
    page = server.request("GET", "/", {"Accept": "text/html", "Accept-Language": "en"}).text
    assert f"{number:,} statements" in page.replace("\u202f", ",").replace("\xa0", ",")


def test_dump_has_each_statement_of_its_graph(server: Served) -> None:
    assert server.request("GET", "/dumps/noord.nq.gz").status == 200
    assert server.request("GET", "/dumps/elders.nq.gz").status == 404


ADDRESSES = {
    "of north": "/doc/organisation/7.ttl",
    "of south": "/doc/organisation/9.nt",
    "answer north": f"/sparql?{urlencode({'query': COUNT.format(f'FROM <{NORTH}>')})}",
    "answer south": f"/sparql?{urlencode({'query': f'DESCRIBE ?s FROM <{SOUTH}> {{ ?s a ?c }}'})}",
    "dump of north": "/dumps/noord.nq.gz",
    "dump of south": "/dumps/zuid.nq.gz",
    "page of south": "/doc/organisation/9.html",
}
CHANGE = {"of south", "answer south", "dump of south", "page of south"}


def known(served: Served, path: str, etag: str) -> Reply:
    return served.request("GET", path, {"If-None-Match": etag})


def test_unchanged_answer_keeps_its_tag_and_a_changed_one_does_not(
    publication: Path, server: Served, tmp_path: Path
) -> None:
    """A mended row, and a state folder that was lost: ids and tags must not come again."""
    copy = tmp_path / "dorp"
    shutil.copytree(publication, copy, ignore=shutil.ignore_patterns(".samenspel"))
    write(copy, {**ROWS, "zuid": ["8,Schaakclub", "9,Theater"]})
    mended = publish(copy)
    assert mended.name != (publication / ".samenspel" / "current").resolve().name
    etags = {}
    for name, path in ADDRESSES.items():
        etags[name] = server.request("GET", path).headers["etag"]
        assert known(server, path, etags[name]).status == 304
    with serving(mended) as served:
        for name, path in ADDRESSES.items():
            status = known(served, path, etags[name]).status
            assert status == (200 if name in CHANGE else 304), name


def test_release_whose_folder_or_manifest_was_changed_is_not_published(
    release: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "x"
    releases = folder / ".samenspel" / "releases"
    for number, name in enumerate((release.name, "2026-11-24-7", "another")):
        shutil.copytree(release, releases / name)
        if number:
            assert "SAM-L021" in run("publish", folder, "--release", name, code=1)
    run("publish", folder, "--release", release.name)
    sealed = releases / release.name
    sealed.chmod(0o755)
    (sealed / "extra.nq").write_text("")
    assert "extra.nq" in run("publish", folder, "--release", release.name, code=1)
    (sealed / "extra.nq").unlink()
    manifest = sealed / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("Proef", "Stad"), "utf-8")
    assert "manifest.json" in run("publish", folder, "--release", release.name, code=1)


@pytest.mark.parametrize("id", ["z" * 250, "y" * 300, "metadata", "vocabulary"])
def test_dataset_whose_dump_can_have_no_name_of_its_own_is_refused(id: str, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    configure(folder, BASE, id)
    told = run("build", folder, code=1)
    assert "SAM-C003" in told
    assert not list((folder / ".samenspel").glob("releases/*"))


def test_release_of_another_format_is_refused_by_name(tmp_path: Path) -> None:
    """As the version before made it: opened as one of today it would be an empty graph."""
    state = tmp_path / ".samenspel"
    with tarfile.open(Path(__file__).with_name("release_of_format_1.tar.xz")) as archive:
        archive.extractall(state / "releases", filter="data")
    (state / "current").symlink_to(Path("releases") / "2026-11-30-1")
    for verb in (("query", "ASK {}"), ("publish",), ("serve",), ("export", tmp_path / "all.nq")):
        told = run(*verb, tmp_path, code=1)
        assert "SAM-L020" in told
        assert "format 1" in told and "samenspel build" in told
    assert "SAM-L020" in run("serve", state / "releases" / "2026-11-30-1", code=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_full_disk_is_said_and_nobodys_fault(publication: Path) -> None:
    assert "SAM-L022" in run("export", "/dev/full", publication, code=1)
    with Path("/dev/full").open("w") as full:
        command = [str(SAMENSPEL), "query", "ASK {}", str(publication)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "SAM-L022" in done.stderr) == (1, True), done.stderr
    assert "Exception" not in done.stderr


def test_release_is_whole_or_not_there(publication: Path, tmp_path: Path) -> None:
    """Files of 300 kB at most: the build fails somewhere in its midst."""
    command = f"ulimit -f 300; exec {SAMENSPEL} build {publication} --state {tmp_path}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "SAM-L0" in done.stderr
    assert not any((tmp_path / ".samenspel" / "releases").iterdir())
    assert not (tmp_path / ".samenspel" / "staging").exists()
