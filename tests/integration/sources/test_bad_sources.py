"""Whatever a source is, a build says what is wrong and where, and what is public stays public."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import servers
import sqlalchemy
from bad_files import CASES, DEEP, LAUGHS, PAGE, ROWS, Case, written, xml
from command import SAMENSPEL

from kg.sources.database_errors import password_variable

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
