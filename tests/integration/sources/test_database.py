"""Real servers of PostgreSQL and MariaDB, and SQLite, as sources."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import servers
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.mapping.document import Place, Source
from kg.sources.database import from_jdbc, stage_sql
from kg.sources.database_errors import password_variable
from kg.sources.database_values import double
from kg.sources.stage import StagedTable, stage

ENGINES = ["sqlite", "postgresql", "mariadb"]
SQL_TYPES = {
    "sqlite": ("DOUBLE PRECISION", "TEXT", "BLOB", "X'00FF'"),
    "postgresql": ("DOUBLE PRECISION", "TEXT", "BYTEA", r"'\x00ff'"),
    "mariadb": ("DOUBLE", "LONGTEXT", "BLOB", "X'00FF'"),
}
LONG = "é" * 100_000


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[sqlalchemy.URL]:
    yield from servers.postgresql()


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[sqlalchemy.URL]:
    yield from servers.mariadb()


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> sqlalchemy.URL:
    file = tmp_path_factory.mktemp("sqlite") / "demo.db"
    file.touch()  # an empty database, for tests that only compute
    return sqlalchemy.URL.create("sqlite", database=str(file))


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> sqlalchemy.URL:
    monkeypatch.setenv(password_variable("demo"), servers.SECRET)
    found: sqlalchemy.URL = request.getfixturevalue(f"{request.param}_url")
    return found


def address(url: sqlalchemy.URL) -> str:
    name = url.drivername.partition("+")[0]
    bare = sqlalchemy.URL.create(name, url.username, None, url.host, url.port, url.database)
    return bare.render_as_string()


def run(url: sqlalchemy.URL, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execution_options(no_parameters=True).exec_driver_sql(statement)
    engine.dispose()


def staged(
    access: str, work: Path, references: str, **options: str
) -> tuple[StagedTable, list[tuple[object, ...]]]:
    source = Source("demo", access, "sql", Place("m.yml"), **options)  # type: ignore[arg-type]
    with duckdb.connect() as connection:
        result = stage_sql(connection, "s0", source, references.split(), work)
        return result, connection.execute("SELECT * FROM s0 ORDER BY _row").fetchall()


def test_values_and_types_are_the_same_in_each_database(
    url: sqlalchemy.URL, tmp_path: Path
) -> None:
    double_type, text, binary, octets = SQL_TYPES[url.get_backend_name()]
    run(
        url,
        "DROP TABLE IF EXISTS things",
        "CREATE TABLE things (i INTEGER, d DECIMAL(9,2), f " + double_type + ", b BOOLEAN,"
        f" day DATE, moment TIMESTAMP, t {text}, x {binary})",
        f"INSERT INTO things VALUES (1, 30.50, 0.1, true, '2026-01-31', '2026-01-31 00:00:00',"
        f" 'Straße 😀 100%', {octets})",
        "INSERT INTO things VALUES (2, 9000, 1500, false, NULL, NULL, '', NULL)",
        f"INSERT INTO things (i, t) VALUES (3, '{LONG}')",
    )
    result, rows = staged(address(url), tmp_path, "i d f b day t x", table="things")
    assert result.names == ["i", "d", "f", "b", "day", "moment", "t", "x"]
    values = [row[1::2] for row in rows]
    assert values == [
        ("1", "30.5", "1.0E-1", "true", "2026-01-31", "Straße 😀 100%", "00FF"),
        ("2", "9000", "1.5E3", "false", None, "", None),
        ("3", None, None, None, None, LONG, None),
    ]
    kinds = ("integer", "decimal", "double", "boolean", "date", None, "hexBinary")
    assert rows[0][2::2] == kinds
    _, moments = staged(address(url), tmp_path, "moment", query="SELECT moment FROM things;")
    assert str(moments[0][1]).removesuffix("Z") == "2026-01-31T00:00:00"
    assert moments[0][2] == "dateTime"


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_times_moments_and_padded_text(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password_variable("demo"), servers.SECRET)
    url = request.getfixturevalue(f"{engine}_url")
    moment, written = {
        "postgresql": ("TIMESTAMPTZ", "2026-01-31 13:30:00.25+01"),
        "mariadb": ("TIMESTAMP(6) NULL", "2026-01-31 12:30:00.25"),
    }[engine]
    setting = ["SET time_zone = '+00:00'"] if engine == "mariadb" else []
    run(
        url,
        *setting,
        "DROP TABLE IF EXISTS clock",
        f"CREATE TABLE clock (c CHAR(5), t TIME, m {moment})",
        f"INSERT INTO clock VALUES ('ab', '07:05:00', '{written}')",
    )
    _, rows = staged(address(url), tmp_path, "c t m", table="clock")
    assert rows[0][1::2] == ("ab   ", "07:05:00", "2026-01-31T12:30:00.25Z")
    assert rows[0][2::2] == (None, "time", "dateTime")


def test_a_csv_file_and_a_database_give_the_same_values(
    url: sqlalchemy.URL, tmp_path: Path
) -> None:
    run(
        url,
        "DROP TABLE IF EXISTS people",
        "CREATE TABLE people (id INTEGER, name VARCHAR(40))",
        "INSERT INTO people VALUES (1, 'Zoë, \"de\" eerste'), (2, 'Łukasz')",
    )
    file = tmp_path / "people.csv"
    file.write_text('id,name\n1,"Zoë, ""de"" eerste"\n2,Łukasz\n', encoding="utf-8")
    source = Source("demo", "people.csv", "csv", Place("m.yml"), delimiter=",", encoding="utf-8")
    with duckdb.connect() as connection:
        read = stage(connection, "s0", source, file, ["id", "name"], tmp_path)
        columns = ", ".join(read.columns[name] for name in ("id", "name"))
        expected = connection.execute(f"SELECT {columns} FROM s0 ORDER BY _row").fetchall()
    _, rows = staged(address(url), tmp_path, "id name", table="people")
    assert [(row[1], row[3]) for row in rows] == expected


def test_a_hundred_thousand_rows(url: sqlalchemy.URL, tmp_path: Path) -> None:
    query = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " SELECT i, 'naam' AS naam FROM n"
    )
    if url.get_backend_name() == "mariadb":
        query = "SELECT seq AS i, 'naam' AS naam FROM seq_1_to_100000"
    started = time.perf_counter()
    result, rows = staged(address(url), tmp_path, "i naam", query=query)
    print(f"{url.drivername}: {100_000 / (time.perf_counter() - started):.0f} rows/s")
    assert result.rows == 100_000
    assert rows[-1] == (100_000, "100000", "integer", "naam", None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "code", "text"),
    [
        ({"table": "thing"}, "SAM-R052", "Did you mean things?"),
        ({"query": "SELECT nowhere FROM things"}, "SAM-R052", "nowhere"),
        ({"query": "SELECT 1 AS a, 2 AS a"}, "SAM-R054", "column a"),
        ({"query": "DELETE FROM things"}, "SAM-R052", "refuses"),
        ({}, "SAM-R052", "neither"),
    ],
)
def test_what_cannot_be_asked(
    url: sqlalchemy.URL, tmp_path: Path, options: dict[str, str], code: str, text: str
) -> None:
    run(url, "DROP TABLE IF EXISTS things", "CREATE TABLE things (i INTEGER)")
    with pytest.raises(SourceError) as caught:
        staged(address(url), tmp_path, "a", **options)
    assert caught.value.code == code
    assert text in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_wrong_password_is_told_and_not_shown(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    monkeypatch.setenv(password_variable("demo"), "verkeerd-geheim")
    with pytest.raises(SourceError) as caught:
        staged(address(url), tmp_path, "a", query="SELECT 1 AS a")
    assert caught.value.code == "SAM-R051"
    assert "verkeerd-geheim" not in str(caught.value)
    monkeypatch.setenv("SAMENSPEL_ANDERE", servers.SECRET)
    named = f"{address(url)}?password_env=SAMENSPEL_ANDERE"
    assert staged(named, tmp_path, "a", query="SELECT 1 AS a")[1] == [(1, "1", "integer")]
    with pytest.raises(SourceError) as caught:
        staged(f"{address(url)}x?password_env=SAMENSPEL_ANDERE", tmp_path, "a", table="t")
    assert caught.value.code == "SAM-R050"


def test_a_connection_that_breaks_leaves_nothing(
    postgresql_url: sqlalchemy.URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password_variable("demo"), servers.SECRET)
    query = (
        "SELECT i, CASE WHEN i = 20000 THEN pg_terminate_backend(pg_backend_pid()) END AS x"
        " FROM generate_series(1, 100000) AS n(i)"
    )
    with pytest.raises(SourceError) as caught:
        staged(address(postgresql_url), tmp_path, "i", query=query)
    assert caught.value.code == "SAM-R053"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("access", "code"),
    [
        ("postgresql://demo:geheim@host/db", "SAM-R051"),
        ("postgresql://demo@host/db?password=geheim", "SAM-R051"),
        ("mysql://demo@host/db?read_default_file=/etc/passwd", "SAM-R055"),
        ("mysql://demo@host/db?password_env=HOME", "SAM-R055"),
        ("oracle://demo@host/db", "SAM-R055"),
        ("postgresql://demo@127.0.0.1:1/db", "SAM-R050"),
        ("nergens.db", "SAM-R009"),
    ],
)
def test_addresses_that_are_refused(access: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        staged(access, tmp_path, "a", table="t")
    assert caught.value.code == code
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("jdbc:postgresql://host:5432/db", "postgresql://me@host:5432/db"),
        ("jdbc:mysql://host/db?useSSL=false", "mysql://me@host/db"),
        ("jdbc:postgresql:db", "postgresql://me@/db"),
        ("jdbc:sqlite:data/x.db", "sqlite:///data/x.db"),
    ],
)
def test_addresses_of_jdbc(dsn: str, expected: str) -> None:
    assert from_jdbc(dsn, "me") == expected


@pytest.mark.parametrize(
    "dsn", ["jdbc:oracle:thin:@h", "postgresql://h/d", "jdbc:mysql://h/d?password=x"]
)
def test_addresses_of_jdbc_that_are_refused(dsn: str) -> None:
    with pytest.raises(SourceError):
        from_jdbc(dsn)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_keeps_its_value(value: float) -> None:
    assert float(double(value)) == value


POSTGRESQL_MOMENTS = [
    ("date '0044-03-15 BC'", "-0043-03-15", "date"),
    ("date '12026-02-28'", "12026-02-28", "date"),
    ("timestamp '0001-01-01 10:00:00.120 BC'", "0000-01-01T10:00:00.12", "dateTime"),
    ("timestamptz '2026-07-01 00:00:00+05:30'", "2026-06-30T18:30:00Z", "dateTime"),
    ("time '24:00:00'", "24:00:00", "time"),
    ("timetz '09:30:00.5-03'", "09:30:00.5-03:00", "time"),
    ("interval '2 hours'", "PT2H", "duration"),
    ("interval '14 months 3 days 04:05:06.789'", "P1Y2M3DT4H5M6.789S", "duration"),
    ("interval '-1 year -10 minutes'", "-P1YT10M", "duration"),
    ("interval '1 day -2 hours'", "PT22H", "duration"),
    ("interval '0'", "PT0S", "duration"),
    ("date 'infinity'", None, None),
    ("timestamptz '-infinity'", None, None),
    ("interval '1 month -1 day'", None, None),
]


@pytest.mark.parametrize(("value", "text", "kind"), POSTGRESQL_MOMENTS)
def test_moments_of_postgresql_keep_what_they_say(
    value: str,
    text: str | None,
    kind: str | None,
    postgresql_url: sqlalchemy.URL,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(password_variable("demo"), servers.SECRET)
    query = f"SELECT 1 AS n, {value} AS v UNION ALL SELECT 2, NULL ORDER BY n"
    result, rows = staged(address(postgresql_url), tmp_path, "n v", query=query)
    assert [(row[3], row[4]) for row in rows] == [(text, kind), (None, None)]
    expected = [] if text else [("SAM-R073", 1, "v")]
    assert [(f.code, f.row, f.column) for f in result.findings] == expected


def test_moments_and_small_numbers_of_mariadb_keep_what_they_say(
    mariadb_url: sqlalchemy.URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(password_variable("demo"), servers.SECRET)
    run(
        mariadb_url,
        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
        "DROP TABLE IF EXISTS odd",
        "CREATE TABLE odd (d DATE, m DATETIME(3), t TIME(1), u TIME, yes TINYINT(1), n TINYINT(1))",
        "INSERT INTO odd VALUES ('0000-00-00', '2026-02-03 04:05:06.120', '30:00:00.5',"
        " '12:30', 1, 2)",
        "INSERT INTO odd VALUES ('2026-02-30', '0000-00-00', '-01:30:00', '00:00', 0, 1)",
        "INSERT INTO odd VALUES ('2026-02-28', NULL, '09:00:00', NULL, NULL, 0)",
    )
    result, rows = staged(address(mariadb_url), tmp_path, "d m t u yes n", table="odd")
    assert [row[1::2] for row in rows] == [
        (None, "2026-02-03T04:05:06.12", "P1DT6H0.5S", "12:30:00", "true", "2"),
        (None, None, "-PT1H30M", "00:00:00", "false", "1"),
        ("2026-02-28", None, "PT9H", None, None, "0"),
    ]
    assert [row[2::2] for row in rows] == [
        (None, "dateTime", "dayTimeDuration", "time", "boolean", "integer"),
        (None, None, "dayTimeDuration", "time", "boolean", "integer"),
        ("date", None, "dayTimeDuration", None, None, "integer"),
    ]
    assert [(f.code, f.row, f.column, f.raw) for f in result.findings] == [
        ("SAM-R073", 1, "d", "0000-00-00"),
        ("SAM-R073", 2, "d", "2026-02-30"),
        ("SAM-R073", 2, "m", "0000-00-00 00:00:00.000"),
    ]


def test_a_value_of_a_database_has_no_line(url: sqlalchemy.URL, tmp_path: Path) -> None:
    result, _ = staged(address(url), tmp_path, "n", query="SELECT 'x' AS n")
    assert result.line_of_text("x") is None
