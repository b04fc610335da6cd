"""Whatever a source is, a build says what is wrong and where, and what is public stays public."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import random
import resource
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
import servers
import sqlalchemy
from command import SAMENSPEL

from kg.sources.database import password_variable

MEMORY = 6 << 30
SECONDS = 60
CONFIG = """
base = "https://data.bad.example/"
title.nl = "Proef"
publisher = {iri = "https://data.bad.example/", name.nl = "Proef"}
web = {allow = ["127.0.0.1:PORT"], timeout = 5}
[[dataset]]
id = "diensten"
title.nl = "Diensten"
description.nl = "Diensten"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
legal_basis = "geen"
contact = "dienst@bad.example"
review = "2027-06-30"
modified = "2026-06-30"
"""
MAPPING = """
prefixes: {sam: "https://w3id.org/samenspel/ns#", ex: "https://data.bad.example/id/"}
sources:
  lijst: {access: "ACCESS", referenceFormulation: KIND, KEYS}
mappings:
  dienst:
    sources: lijst
    s: ex:service/$(code)
    po:
      - [skos:prefLabel, $(naam), nl~lang]
"""
NUMBERS = MAPPING.replace("skos:prefLabel, $(naam), nl~lang", "ex:number, $(naam), xsd:integer")
ROWS = b"code,naam\nd1,Een\nd2,Twee\n"
UTF_8 = "samenspel: {encoding: utf-8, delimiter: ','}"
ITEMS = "iterator: /l/i"
NOISE = random.Random(1).randbytes(5000)
NINES = b"9" * 10**6
DEEP = b"[" * 100_000 + b"]" * 100_000
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
STRANGE = '<!ENTITY i SYSTEM "file:///etc/passwd">'
PAGE = b"<!DOCTYPE html>\n<html><body>Meld u aan</body></html>\n"


def xml(doctype: str) -> bytes:
    items = "<l><i><code>d1</code><naam>&i;</naam></i></l>"
    return f'<?xml version="1.0"?><!DOCTYPE l [{doctype}]>{items}'.encode()


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
    return file.getvalue()


def workbook(sheet: str) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.title = sheet
    book.active.append(["code", "naam"])
    book.active.append(["d1", "Een"])
    book.save(file)
    return file.getvalue()


def swollen_workbook() -> bytes:
    """A workbook whose sheet is 300 MB of spaces when it is unpacked."""
    old, file = zipfile.ZipFile(io.BytesIO(workbook("Lijst"))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            blank = b" " * (300 << 20) if name.endswith("sheet1.xml") else b""
            new.writestr(name, old.read(name) + blank)
    return file.getvalue()


def locked_workbook() -> bytes:
    """An OLE file with the stream that an encrypted workbook is in; no more is read of it."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    for place, value in ((24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)):
        header[place : place + 2] = value.to_bytes(2, "little")
    header[44:48] = (1).to_bytes(4, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = (0xFFFFFFFE).to_bytes(4, "little")
    header[76:512] = b"\xff" * 436
    header[76:80] = (0).to_bytes(4, "little")
    table = bytearray(b"\xff" * 512)
    table[0:4], table[4:8] = (0xFFFFFFFD).to_bytes(4, "little"), (0xFFFFFFFE).to_bytes(4, "little")

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        made = bytearray(128)
        made[: len(text)] = text
        made[64:66] = len(text).to_bytes(2, "little")
        made[66], made[67] = kind, 1
        made[68:76] = b"\xff" * 8
        made[76:80] = child.to_bytes(4, "little", signed=False)
        made[116:120] = (0xFFFFFFFE).to_bytes(4, "little")
        return bytes(made)

    folder = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, 0xFFFFFFFF) + bytes(256)
    return bytes(header) + bytes(table) + folder


@dataclass(frozen=True)
class Case:
    """A source that is bad, and what a build must say of it, in this order."""

    access: str
    kind: str
    content: bytes | None
    said: tuple[str, ...]
    keys: str = UTF_8
    mapping: str = MAPPING
    code: int = 1


CASES = {
    "missing column": Case(
        "a.csv", "csv", b"code,name\nd1,Een\n", ("Y020", "m.yml:10:26", "'naam'", "'name'?")
    ),
    "unknown reference": Case(
        "a.csv", "csv", ROWS, ("Y020", "m.yml:10:26", "'naamm'", "'naam'?"),
        mapping=MAPPING.replace("$(naam)", "$(naamm)"),
    ),
    "open quote": Case(
        "a.csv", "csv", b'code,naam\nd1,"Een\nd2,Twee\n', ("R003", "a.csv", "row 2", "close")
    ),
    "UTF-16 called UTF-8": Case(
        "a.csv", "csv", ROWS.decode().encode("utf-16"), ("R010", "m.yml:4", "UTF-16", "utf-16")
    ),
    "UTF-16 without mark": Case(
        "a.csv", "csv", ROWS.decode().encode("utf-16-le"), ("R043", "binary", "UTF-8")
    ),
    "latin-1 called UTF-8": Case(
        "a.csv", "csv", b"code,naam\nd1,Een\nd2,Caf\xe9\n", ("R004", "row 3, column 'naam'", "save")
    ),
    "latin-1 in the header": Case(
        "a.csv", "csv", b"code,naam,caf\xe9\nd1,Een,1\n", ("R010", "a.csv, line 1", "State")
    ),
    "latin-1 in JSON": Case(
        "a.json", "json", b'[\n{"code": "d1",\n"naam": "caf\xe9"}]',
        ("R071", "a.json", "line 2", "mend this item"),
        keys="samenspel: {encoding: utf-8}",
    ),
    "sheet that is gone": Case(
        "a.xlsx", "excel", workbook("Dienst"), ("R035", "m.yml:4", "'Diensten'", "'Dienst'?"),
        keys="samenspel: {sheet: Diensten}",
    ),
    "locked workbook": Case(
        "a.xlsx", "excel", locked_workbook(), ("R030", "a.xlsx", "password", "Save"), keys=""
    ),
    "swollen workbook": Case(
        "a.xlsx", "excel", swollen_workbook(), ("R041", "a.xlsx", "grow", "Unpack"), keys=""
    ),
    "billion laughs": Case("a.xml", "xml", xml(LAUGHS), ("R036", "entities", "DOCTYPE"), ITEMS),
    "strange entity": Case("a.xml", "xml", xml(STRANGE), ("R036", "entities", "DOCTYPE"), ITEMS),
    "strange entity, whole tree": Case(
        "a.xml", "xml", xml(STRANGE), ("R036", "entities"), "iterator: //i"
    ),
    "zip bomb": Case("a.csv.zip", "csv", zipped(bytes(300 << 20)), ("R041", "a.csv.zip", "grow")),
    "gzip cut off": Case(
        "a.csv.gz", "csv", gzip.compress(NOISE)[:-500], ("R039", "a.csv.gz", "cut off")
    ),
    "endless number in CSV": Case(
        "a.csv", "csv", b"code,naam\nd1," + NINES + b"\n", ("M003", "row 2, column 'naam'"),
        mapping=NUMBERS,
    ),
    "endless number in JSON": Case(
        "a.json", "json", b'[{"code": "d1", "naam": ' + NINES + b"}]",
        ("R045", "row 1, column 'naam'", "1000", "mend"), keys="",
    ),
    "deep JSON": Case("a.json", "json", DEEP, ("Y020", "m.yml", "a.json", "'code'"), keys=""),
    "deep JSON, hard path": Case(
        "a.json", "json", DEEP, ("R012", "a.json, line 1", "deeply"), "iterator: '$..[?@.code]'"
    ),
    "deep value in JSON": Case(
        "a.json", "json", b'[{"code": "d1", "naam": ' + DEEP + b"}]", ("R032", "row 1"), keys="",
        code=0,
    ),
    "JSON cut off": Case(
        "a.json", "json", b'[{"code": "d1"},\n{"co', ("R012", "a.json, line 2, column 2"), keys=""
    ),
    "JSON lines cut off": Case(
        "a.jsonl", "jsonl", b'{"code": "d1", "naam": "x"}\n{"co',
        ("R071", "a.jsonl", "row 2"), keys=""
    ),
    "XML cut off": Case(
        "a.xml", "xml", b"<l>\n<i><code>d1</co", ("R036", "a.xml, line 2", "Export"), ITEMS
    ),
    "noise as CSV": Case("a.csv", "csv", NOISE, ("R043", "a.csv", "binary", "CSV")),
    "workbook as CSV": Case("a.csv", "csv", workbook("a"), ("R043", "workbook", "kind of file")),
    "CSV as workbook": Case("a.xlsx", "excel", ROWS, ("R030", "a.xlsx", "not a workbook"), keys=""),
    "CSV as Parquet": Case("a.parquet", "parquet", ROWS, ("R042", "not Parquet"), keys=""),
    "CSV as database": Case(
        "a.db", "sql", ROWS * 99, ("R052", "no database", "what kind"), "samenspel: {table: a}"
    ),
    "page as CSV": Case("a.csv", "csv", PAGE, ("R043", "a web page", "Download")),
    "page as JSON": Case("a.json", "json", PAGE, ("R043", "a web page", "Download"), keys=""),
    "empty file": Case("a.csv", "csv", b"", ("R011", "m.yml:4", "a.csv", "empty", "Export")),
    "blank lines": Case("a.csv", "csv", b"\n\n", ("R011", "a.csv", "line 1", "header: N")),
    "file that is gone": Case("b.csv", "csv", None, ("R009", "m.yml:4", "b.csv", "a.csv?")),
    "empty folder": Case("map/", "csv", None, ("R009", "map holds no files", "Put the file")),
    "glob of nothing": Case("map/*.csv", "csv", None, ("R009", "no file", "*.csv", "Put the file")),
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/inside.csv":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/secret.csv")
            self.end_headers()
            return
        body = PAGE if self.path == "/page.csv" else ROWS
        self.send_response(404 if self.path == "/gone.csv" else 200)
        self.send_header("Content-Length", str(len(body) + 1000 * (self.path == "/short.csv")))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SAMENSPEL), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, "SAMENSPEL_LANG": "en"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def publication(folder: Path, mapping: str | None, port: int = 1, more: str = "") -> Path:
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    what = 'mappings = ["m.yml"]' if mapping else more
    config = CONFIG.replace("PORT", str(port)) + what
    (folder / "samenspel.toml").write_text(config, encoding="utf-8")
    if mapping:
        (folder / "m.yml").write_text(mapping, encoding="utf-8")
    return folder


def written(case: Case, access: str | None = None) -> str:
    return (
        case.mapping.replace("ACCESS", access or f"sources/{case.access}")
        .replace("KIND", case.kind)
        .replace("KEYS", case.keys)
    )


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a good release is published."""
    folder = tmp_path_factory.mktemp("good")
    case = Case("a.csv", "csv", ROWS, ())
    good = publication(folder / "publication", written(case))
    (good / "sources" / "a.csv").write_bytes(ROWS)
    run("build", good, "--state", folder)
    done = run("publish", good, "--state", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def public(state: Path) -> dict[str, str]:
    """What is public: the release that `current` names, and all that is in it."""
    current = state / ".samenspel" / "current"
    files = sorted(path for path in current.resolve().rglob("*") if path.is_file())
    digests = {str(path): hashlib.blake2b(path.read_bytes()).hexdigest() for path in files}
    return {"current": str(current.readlink())} | digests


def refused(folder: Path, state: Path, said: tuple[str, ...], code: int = 1) -> str:
    """Build what is bad; the output, which says all that must be said, in order."""
    before = public(state)
    done = run("build", folder, "--state", state)
    output = done.stdout + done.stderr
    assert done.returncode == code, output[:3000]
    assert "Traceback" not in output
    assert public(state) == before
    assert not (state / ".samenspel" / "staging").exists()
    place = 0
    for text in said:
        assert text in output[place:], f"{text} is not in its place in\n{output[:3000]}"
        place = output.index(text, place)
    return output


@pytest.mark.parametrize("name", CASES)
def test_a_bad_source_is_told_and_changes_nothing(name: str, state: Path, tmp_path: Path) -> None:
    case = CASES[name]
    folder = publication(tmp_path, written(case))
    (folder / "sources" / "map").mkdir()
    file = folder / "sources" / ("a.csv" if case.content is None else case.access)
    file.write_bytes(ROWS if case.content is None else case.content)
    output = refused(folder, state, case.said, case.code)
    assert len(output) < 10_000


def test_a_join_of_everything_with_everything_is_caught(state: Path, tmp_path: Path) -> None:
    mapping = """
prefixes: {sam: "https://w3id.org/samenspel/ns#", ex: "https://data.bad.example/id/"}
sources:
  a: {access: sources/a.csv, referenceFormulation: csv}
  b: {access: sources/b.csv, referenceFormulation: csv}
mappings:
  gemeente:
    sources: b
    s: ex:area/$(id)
  dienst:
    sources: a
    s: ex:service/$(id)
    po:
      - p: sam:providedBy
        o:
          mapping: gemeente
          condition: {function: equal, parameters: [[str1, $(l)], [str2, $(l)]]}
"""
    folder = publication(tmp_path, mapping)
    for name in ("a", "b"):
        rows = "".join(f"{number},BE\n" for number in range(40_000))
        (folder / "sources" / f"{name}.csv").write_text(f"id,l\n{rows}")
    refused(folder, state, ("Y021", "m.yml:16", "'dienst'", "'gemeente'", "1,600,000,000", "key"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("short", ("R060", "m.yml:4", "/short.csv", "no good answer", "Check the address")),
        ("gone", ("R060", "m.yml:4", "/gone.csv", "404", "Check the address")),
        ("page", ("R043", "m.yml:4", "page.csv", "a web page", "Download")),
        ("inside", ("R063", "m.yml:4", "127.0.0.1:1", "private network", "allow")),
    ],
)
def test_a_server_that_does_not_give_the_file(
    path: str, said: tuple[str, ...], state: Path, tmp_path: Path, port: int
) -> None:
    case = Case("", "csv", None, ())
    mapping = written(case, f"http://127.0.0.1:{port}/{path}.csv")
    refused(publication(tmp_path, mapping, port), state, said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ttl", b"<a:a> <a:p> 1 .\n<a:a>", ("R021", "a.ttl, line 2", "Mend")),
        ("a.rdf", xml(LAUGHS), ("R036", "a.rdf", "entity", "DOCTYPE")),
        ("a.jsonld", b'{"a:p":' + DEEP + b"}", ("R021", "a.jsonld, line 1", "brackets")),
        ("a.ttl.gz", b"x", ("R039", "a.ttl.gz", "damaged")),
        ("b.ttl", None, ("R009", "b.ttl is not there", "Put the file")),
    ],
)
def test_bad_files_of_rdf(
    name: str, content: bytes | None, said: tuple[str, ...], state: Path, tmp_path: Path
) -> None:
    folder = publication(tmp_path, None, more=f'rdf = ["sources/{name}"]')
    if content is not None:
        (folder / "sources" / name).write_bytes(content)
    refused(folder, state, said)


@pytest.fixture(scope="module")
def database() -> Iterator[sqlalchemy.URL]:
    yield from servers.postgresql()


def asked(url: sqlalchemy.URL, keys: str) -> str:
    bare = sqlalchemy.URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    case = Case("", "sql", None, (), keys)
    return written(case, bare.render_as_string())


def test_a_table_that_is_gone(
    database: sqlalchemy.URL, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password_variable("lijst"), servers.SECRET)
    engine = sqlalchemy.create_engine(database)
    with closing(engine.connect()) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS diensten (code text, naam text)")
    engine.dispose()
    folder = publication(tmp_path, asked(database, "samenspel: {table: dienst}"))
    refused(folder, state, ("R052", "m.yml:4", "'lijst'", "dienst", "Did you mean diensten?"))


def test_a_connection_that_is_cut_while_rows_come(
    database: sqlalchemy.URL, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password_variable("lijst"), servers.SECRET)
    query = (
        "SELECT i::text AS code, repeat(i::text, 200) AS naam"
        " FROM generate_series(1, 20000000) AS n(i)"
    )
    mapping = asked(database, f'query: "{query}", type: postgresql')
    folder = publication(tmp_path, mapping)
    stop = threading.Event()

    def cut() -> None:
        engine = sqlalchemy.create_engine(database, isolation_level="AUTOCOMMIT")
        with closing(engine.connect()) as connection:
            while not stop.wait(0.2):
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE starts_with(query, 'FETCH')"
                )
        engine.dispose()

    thread = threading.Thread(target=cut)
    thread.start()
    try:
        refused(folder, state, ("R053", "m.yml:4", "'lijst'", "broke before the last row", "Try"))
    finally:
        stop.set()
        thread.join()
