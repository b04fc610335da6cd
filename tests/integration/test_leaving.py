"""What is withdrawn, erased or replaced: out of all kept releases, and told by a running server."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyoxigraph as ox
import pytest
import zstandard
from command import run
from publishing import configure
from serving import Served, serving

BASE = "https://dorp.example.org/"
ORG = f"{BASE}id/organisation/"
GONE, ERASED, STAYS, OLD, NEW = (f"{ORG}{nr}" for nr in ("8", "q9z", "7", "10", "11"))
SENTINELS = ("Wegwezelaar", "Uitgewiste", "Verborgenstraat", "Q9Zgeheim")
MAPPING = """prefixes:
  ex: "https://dorp.example.org/id/organisation/"
  dct: "http://purl.org/dc/terms/"
mappings:
  club:
    sources: [[sources/club.csv~csv]]
    s: ex:$(nr)
    po:
      - [a, sam:Organisation]
      - [skos:prefLabel, $(naam), nl~lang]
      - [dct:description, $(over), nl~lang]
      - p: dct:relation
        o: {value: "ex:$(bij)", type: iri}
"""
ROWS = """nr,naam,over,bij,kort
7,Harmonie,van {round},8,H
8,Wegwezelaar,weg,,
q9z,Uitgewiste,Q9Zgeheim,7,
10,Oude vereniging,oud,7,
11,Nieuwe vereniging,zie https://dorp.example.org/id/organisation/8. Einde,10,
"""
TURTLE = f"""@prefix dct: <http://purl.org/dc/terms/> .
<{GONE}> dct:spatial [ dct:title "Verborgenstraat 3"@nl ;
  dct:spatial [ dct:title "Verborgenstraat"@nl ] ] .
<{STAYS}> dct:spatial [ dct:title "Blijfstraat 4"@nl ] .
<{GONE}#deel> dct:title "Wegwezelaar, deel"@nl .
"""


def write(folder: Path, *, turn: int) -> None:
    configure(folder, BASE, "extra", "club", modified=f"2026-01-{15 + turn}")
    with (folder / "samenspel.toml").open("a", encoding="utf-8") as file:
        file.write('[[dataset.rdf]]\nfile = "sources/meer.ttl"\n')
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "club.yml").write_text(MAPPING, encoding="utf-8")
    # Of most rows another dataset says nothing, though it knows whence it would come.
    extra = MAPPING.partition("    po:")[0] + "    po:\n      - [dct:alternative, $(kort)]\n"
    (folder / "extra.yml").write_text(extra, encoding="utf-8")
    (folder / "sources/club.csv").write_text(ROWS.format(round=turn), encoding="utf-8")
    (folder / "sources/meer.ttl").write_text(TURTLE, encoding="utf-8")


def publish(folder: Path) -> str:
    """Build and publish, whatever the gate would ask."""
    run("build", folder)
    told = run("publish", folder, "--json")
    return str(json.loads(told)["release"])


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below a folder as text: packed ones unpacked, tables and stores read as well."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name, data = str(path.relative_to(folder)), path.read_bytes()
        yield name, data.decode("utf-8", "replace")
        if path.suffix == ".gz":
            yield name, gzip.decompress(data).decode()
        if path.suffix == ".zst":
            yield name, zstandard.ZstdDecompressor().decompress(data).decode()
        if path.suffix == ".parquet":
            yield name, repr(duckdb.sql(f"SELECT * FROM read_parquet('{path}')").fetchall())
        if path.name == "CURRENT":
            store = ox.Store.read_only(str(path.parent))
            yield name, (store.dump(format=ox.RdfFormat.N_QUADS) or b"").decode()


def spelled(folder: Path, *words: str) -> set[tuple[str, str]]:
    return {(name, word) for name, text in texts(folder) for word in words if word in text}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("dorp")
    made = []
    for turn in range(3):
        write(folder, turn=turn)
        made.append(publish(folder))
    return folder, made


@pytest.fixture(scope="module")
def served(kept: tuple[Path, list[str]]) -> Iterator[Served]:
    with serving(kept[0]) as running:
        yield running


def asked(served: Served, iri: str) -> list[str]:
    """Every way in which a client may ask for a thing."""
    path = iri.removeprefix(BASE)
    document = path.replace("id/", "doc/", 1)
    return [f"/{path}", f"/{document}", f"/{document}.ttl", f"/resource?iri={quote(iri, safe='')}"]


def soon(served: Served, path: str, status: int) -> float:
    started = time.monotonic()
    while served.request("GET", path).status != status:
        assert time.monotonic() - started < 5
        time.sleep(0.05)
    return time.monotonic() - started


@pytest.fixture(scope="module")
def left(kept: tuple[Path, list[str]], served: Served) -> list[str]:
    """Withdraws one thing and erases another, while a server runs; the releases that are left."""
    folder, made = kept
    before = spelled(folder / ".samenspel", *SENTINELS, ERASED)
    assert {word for _, word in before} >= {"Wegwezelaar", "Uitgewiste", ERASED}
    assert served.request("GET", "/doc/organisation/8").status == 200
    reason = ("--reason", "Een dubbel <b>&", "--who", "An")
    said = run("withdraw", GONE, "--publication", folder, *reason)
    assert re.search(r"club.csv, row 3\b", said) and "Not within reach" in said
    told = json.loads(run("withdraw", ERASED, "--publication", folder, "--erase", "--json"))
    assert told["iris"] == [] and told["rows"][0]["row"] == 4
    assert soon(served, "/doc/organisation/8", 410) < 3
    now = [one["id"] for one in json.loads(run("releases", "--publication", folder, "--json"))]
    assert len(now) == 3 and not set(now) & set(made)
    return now


def test_what_left_is_nowhere_and_does_not_come_back(
    kept: tuple[Path, list[str]], left: list[str]
) -> None:
    folder, state = kept[0], kept[0] / ".samenspel"
    run("releases", "verify", *left, "--publication", folder)
    tombstone = ("adms#status", "invalidatedAt", "changeNote")
    while True:
        assert spelled(state, *SENTINELS, ERASED, "q9z", "leaving.json") == set()
        lines = {line for _, text in texts(state) for line in text.splitlines()}
        about = [line for line in lines if f"<{GONE}" in line]
        assert all(any(word in line for word in tombstone) for line in about if " ." in line)
        if (state / "current").resolve().name == left[0]:
            break
        run("rollback", folder)
    assert (state / "erasure.key").stat().st_mode & 0o777 == 0o600
    assert "An" in (folder / "withdrawn.csv").read_text()
    assert "q9z" not in "".join(p.read_text() for p in folder.glob("*.csv"))


def test_server_tells_that_it_left_and_why(left: list[str], served: Served) -> None:
    soon(served, "/doc/organisation/8", 410)
    for path in asked(served, GONE):
        page = served.request("GET", path, {"Accept": "text/html", "Accept-Language": "nl"})
        problem = served.request("GET", path, {"Accept": "application/problem+json"})
        assert page.status == problem.status == 410, path
        if path.endswith(".ttl"):
            assert "invalidatedAtTime" in page.text
            continue
        assert "Een dubbel &lt;b&gt;&amp;" in page.text and "Wegwezelaar" not in page.text
        told = json.loads(problem.body)
        assert (told["code"], told["reason"]) == ("SAM-H410", "Een dubbel <b>&")
        assert served.request("HEAD", path).status == 410
    data = served.request("GET", "/doc/organisation/8", {"Accept": "text/turtle"})
    assert data.status == 410 and "Een dubbel" in data.text
    for path in asked(served, ERASED):
        for accept in ("text/html", "text/turtle", "application/json"):
            reply = served.request("GET", path, {"Accept": accept})
            assert reply.status == 410, (path, accept)
            # Links to the same page in another language have the address that was asked for.
            assert "html" in accept or "q9z" not in reply.text, (path, accept)
            assert not any(word in reply.text for word in (*SENTINELS, "dubbel"))
    assert served.request("GET", "/doc/organisation/7").status == 200
    assert served.request("GET", "/doc/organisation/q9").status == 404


def test_erasing_forgets_what_people_wrote_of_it(
    kept: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, phone = tmp_path / "dorp", "0470 12 34 56"
    write(folder.parent, turn=9)
    shutil.copytree(folder.parent, folder, ignore=shutil.ignore_patterns("dorp"))
    state = folder / ".samenspel"
    publish(folder)
    run("withdraw", ERASED, "--publication", folder, "--reason", "eerst zo")
    run("withdraw", GONE, "--publication", folder, "--reason", f"als {ERASED}, en {ERASED}9.")
    (folder / "accepted.csv").write_text(
        "fingerprint;code;place;reason;who;until\n"
        f"0123456789ab;SAM-G001;club, {ERASED};om {ERASED}#deel;An;\n",
        encoding="utf-8",
    )
    with (state / "published.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"release": "x", "when": "", "why": f"om {ERASED}"}) + "\n")
    for cache in ("cache/web/a", "mapped/b", "patches", "staging"):
        (state / cache).mkdir(parents=True, exist_ok=True)
        (state / cache / "c").write_text(f"{ERASED} Uitgewiste {phone}", encoding="utf-8")
    run("withdraw", ERASED, "--publication", folder, "--erase")
    for within in (state, *folder.glob("*.csv")):
        found = spelled(within, *SENTINELS[1:2], phone) if within.is_dir() else set()
        assert found == set()
    told = "".join(text for _, text in texts(state))
    told += "".join(path.read_text() for path in folder.glob("*.csv"))
    assert f"{ERASED}9" in told and re.search(rf"{ERASED}(?!9)", told) is None
    assert "als …, en" in (folder / "withdrawn.csv").read_text()
    assert "0123456789ab;SAM-G001;club, …;om …;An;" in (folder / "accepted.csv").read_text()
    known = {"current", "published.jsonl", "lock", "erasure.key", "reports", "releases", "feeds"}
    assert {path.name for path in state.iterdir()} - known <= {"trash", "patches"}


def test_an_address_that_nothing_has_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path, turn=1)
    publish(tmp_path)
    wrong, place = f"{ORG}q9zz", ["--publication", tmp_path]
    said = run("withdraw", wrong, *place, "--reason", "gestopt")
    assert f"did you mean {ERASED}?" in said and "withdrawn.csv" in said
    assert "did you mean" not in run("withdraw", wrong, *place, "--reason", "gestopt")
    assert "is it spelled right?" in run("withdraw", f"{BASE}other", *place, "--reason", "x y")
    assert "spelled" not in run("withdraw", GONE, *place, "--reason", "gestopt")
    told = json.loads(run("withdraw", f"{ORG}q8", *place, "--erase", "--json"))
    assert told["unknown"] == {}


@pytest.mark.parametrize(
    ("file", "header", "row"),
    [
        ("withdrawn.csv", "iri,date,reason,who", f"{GONE},2026-01-01,{{}},An"),
        ("replaced.csv", "old,new,date,reason", f"{GONE},{NEW},2026-01-01,{{}}"),
        (
            "accepted.csv",
            "fingerprint,code,place,reason,who,until",
            "0123456789ab,SAM-G001,x,{},An,",
        ),
    ],
)
def test_a_reason_typed_by_hand_that_names_a_person_is_refused(
    tmp_path: Path, file: str, header: str, row: str
) -> None:
    write(tmp_path, turn=1)
    phone = "0470 12 34 56"
    text = "\n".join((header, "", row.format(f"bel {phone}"), ""))
    (tmp_path / file).write_text(text, encoding="utf-8")
    said = run("build", tmp_path, code=1)
    assert file in said and "row 3" in said and phone not in said


def test_next_build_leaves_it_out_and_says_where_it_still_stands(
    kept: tuple[Path, list[str]], left: list[str], served: Served
) -> None:
    folder, state = kept[0], kept[0] / ".samenspel"
    run("replace", OLD, NEW, "--publication", folder, "--reason", "fusie")
    write(folder, turn=4)
    told = json.loads(run("check", folder, "--json"))
    found = {(f["code"], f["file"], f["row"]) for f in told["list"] if f["code"] >= "SAM-W"}
    assert {("SAM-W001", "club.csv", 3), ("SAM-W001", "club.csv", None)} <= found
    assert ("SAM-W002", "club.csv", 5) in found
    # The other dataset looks up the row and says nothing of the thing.
    told_by = {f["dataset"] for f in told["list"] if (f["code"], f["row"]) == ("SAM-W001", 3)}
    assert told_by == {"club"}
    assert not any(row == 4 for _, _, row in found)
    publish(folder)
    assert spelled(state, *SENTINELS, ERASED) == set()
    query = f"SELECT ?p ?o {{ <{OLD}> ?p ?o }}"
    rows = run("query", query, folder, "--format", "csv")
    assert "isReplacedBy" in rows and "Oude vereniging" not in rows
    soon(served, "/id/organisation/10", 301)
    for path, to in zip(
        asked(served, OLD),
        (
            "/id/organisation/11",
            "/doc/organisation/11",
            "/doc/organisation/11.ttl",
            "/doc/organisation/11",
        ),
        strict=True,
    ):
        for method in ("GET", "HEAD"):
            reply = served.request(method, path)
            assert (reply.status, reply.headers["location"]) == (301, to), path
    assert served.request("GET", "/doc/organisation/11").status == 200
    # Who asks for it as it was is not led to what took its place.
    then = {"Accept-Datetime": "Sat, 01 Jan 2000 00:00:00 GMT", "Accept": "text/html"}
    led = served.request("GET", "/id/organisation/10", then)
    assert (led.status, led.headers["location"]) == (303, "/doc/organisation/10")
    led = served.request("GET", led.headers["location"], then)
    assert led.status == 302 and led.headers["location"].startswith("/releases/")
    link = served.request("GET", "/doc/organisation/11.nt").text
    assert f"<{OLD}>" in link  # what pointed to it still does
