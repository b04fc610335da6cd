"""Tables and queries of SQLite, PostgreSQL, MariaDB and MySQL into a table, with their datatypes.

Rows stream from the server to DuckDB by way of a file, so memory does not grow with the answer, and
a connection that breaks leaves no half table. Datatypes are those of the natural mapping of R2RML
(https://www.w3.org/TR/r2rml/#natural-mapping).
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import sqlalchemy
from psycopg.types.string import TextLoader
from pymysql.converters import conversions as decoders
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from kg.errors import SourceError
from kg.sources.bulk import load_rows
from kg.sources.database_errors import (
    PASSWORD_VARIABLE,
    bad_address,
    not_connected,
    password_variable,
    password_written,
    query_failed,
    reading,
    reason_of,
)
from kg.sources.database_values import (
    MYSQL_TEXTS,
    POSTGRESQL_TEXTS,
    Lexical,
    MomentError,
    as_booleans,
    declared,
    is_boolean,
    mysql,
    postgresql,
)
from kg.sources.durations import times_as_durations
from kg.sources.finding_log import FindingLog
from kg.sources.records import RecordFinding
from kg.sources.staged import LogicalSource, StagedTable, count
from kg.sources.unpack import unpack
from kg.texts import Message, join

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 3600
BATCH = 5000
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
# Other options of the drivers read local files or run commands: not for a mapping to say.
OPTIONS = {"host", "port", "unix_socket", "charset", "sslmode", "sslrootcert", "ssl_ca"}
_MYSQL_TINY = 1


def stage_sql(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: LogicalSource,
    references: list[str],
    work: Path,
    folder: Path = Path(),
) -> StagedTable:
    """Read a table or the answer of a query into `table`; `_row` is the number in the answer.

    A path of SQLite is taken from `folder`; a packed file is unpacked in `work`. Nothing is written
    in the database.

    Raises:
        SourceError: the database cannot be reached, or does not answer to the end.
    """
    scratch = work / f"{table}.rows.jsonl"
    file = _sqlite_file(source, folder)
    if file is not None:
        unpacked = work / f"{table}.unpacked"
        file = unpack(file, unpacked, compression=source.compression, member=source.member)
    columns: dict[str, str] = {}
    names: list[str] = []
    findings = FindingLog()

    def load(
        found: list[str],
        lexicals: list[Lexical],
        booleans: list[str],
        rows: Iterable[Sequence[Any]],
    ) -> None:
        _refuse_repeated(source, found)
        names.extend(found)
        columns.update({n: f"c{i}" for i, n in enumerate(references) if n in found})
        places = [(n, columns[n], found.index(n), lexicals[found.index(n)]) for n in columns]
        shape = {"_row": "BIGINT"} | {
            f"{letter}{column[1:]}": "VARCHAR" for column in columns.values() for letter in "ct"
        }
        load_rows(
            connection, table, columns=shape, rows=_records(rows, places, findings), scratch=scratch
        )
        times_as_durations(connection, table, numbers=[column[1:] for column in columns.values()])
        for name in booleans:
            if name in columns:
                as_booleans(connection, table, number=columns[name][1:])

    try:
        if file is None:
            _ask_server(source, load)
        else:
            _ask_sqlite(source, file, load)
    finally:
        scratch.unlink(missing_ok=True)
    types = {name: f"t{column[1:]}" for name, column in columns.items()}
    path = file or Path(source.name)
    total = count(connection, table)
    return StagedTable(
        table, path, columns, total, False, names=names, findings=list(findings), types=types
    )


def from_jdbc(dsn: str, username: str | None = None) -> str:
    """The address of a database from that of JDBC, without password.

    Raises:
        SourceError: it is of a database that is not read, or holds a password.
    """
    kind, _, rest = dsn.removeprefix("jdbc:").partition(":")
    # Some addresses hold a password in a form of their own: nothing behind the kind is shown.
    doing = Message("Reading the address 'jdbc:{kind}:…'", kind=kind)
    if kind == "sqlite":
        return f"sqlite:///{rest}"
    if kind not in DRIVERS or not dsn.startswith("jdbc:"):
        raise bad_address(doing)
    address, _, options = rest.partition("?")
    if "password" in options.lower():
        raise password_written(doing)
    if not address.startswith("//"):
        address = f"///{address}"
    user = "" if username is None else f"{quote(username, safe='')}@"
    return f"{kind}://{user}{address.removeprefix('//')}"


def _records(
    rows: Iterable[Sequence[Any]], places: list[tuple[str, str, int, Lexical]], findings: FindingLog
) -> Iterator[dict[str, object]]:
    for number, row in enumerate(rows, 1):
        record: dict[str, object] = {"_row": number}
        for name, column, index, to_text in places:
            try:
                text, kind = to_text(row[index])
            except MomentError as error:
                findings.add(RecordFinding("SAM-R073", number, None, str(error), column=name))
                continue
            if text is not None:
                record[column] = text
            if kind is not None:
                record[f"t{column[1:]}"] = kind
        yield record


def _refuse_repeated(source: LogicalSource, names: list[str]) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise SourceError(
            Message(
                "{doing}: the answer has more than one column {names}.",
                doing=reading(source),
                names=", ".join(repeated),
            ),
            code="SAM-R054",
            hint=Message("Give each column a name of its own in the query, with AS."),
        )


def _sqlite_file(source: LogicalSource, folder: Path) -> Path | None:
    access = source.access
    if "://" in access and not access.startswith("sqlite:"):
        return None
    file = folder / re.sub("^sqlite:(///)?", "", access)
    if not file.is_file():
        raise SourceError(
            Message("{doing}: {file} is not there.", doing=reading(source), file=file),
            code="SAM-R009",
            hint=Message("Put the file there, or correct the path in the mapping."),
        )
    return file


def _ask_sqlite(source: LogicalSource, file: Path, load: Callable[..., None]) -> None:
    try:
        # `uri` with mode=ro: a query can change nothing, and a wrong path makes no new file.
        opened = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        with closing(opened) as database:
            # A view of one's own knows the declared types of columns, which an answer does not.
            query = _query(source, lambda part: '"' + part.replace('"', '""') + '"')
            database.execute(f"CREATE TEMP VIEW samenspel_source AS {query}")
            described = database.execute("PRAGMA table_info(samenspel_source)").fetchall()
            asked = database.execute(query)
            names = [column[0] for column in asked.description]
            kinds = [str(row[2]).upper() for row in described]
            booleans = [n for n, kind in zip(names, kinds, strict=True) if is_boolean(kind)]
            load(names, [declared(kind) for kind in kinds], booleans, asked)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise SourceError(
                Message(
                    "{doing}: {file} is no database of SQLite.",
                    doing=reading(source),
                    file=file.name,
                ),
                code="SAM-R052",
                hint=Message("Get the file again, or say in the mapping what kind of file it is."),
            ) from None
        tables = list(sqlite_tables(file))
        raise query_failed(source, str(error), tables=tables) from None


def sqlite_tables(file: Path) -> dict[str, list[str]]:
    """The tables and views of a SQLite file with their columns; empty when it is no such file."""
    found: dict[str, list[str]] = {}
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            for table, column in database.execute(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
                " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            ):
                found.setdefault(table, []).append(column)
    except sqlite3.Error:
        return {}
    return found


def _ask_server(source: LogicalSource, load: Callable[..., None]) -> None:
    url = _address(source)
    engine = sqlalchemy.create_engine(
        url, poolclass=NullPool, connect_args=_arguments(url), hide_parameters=True
    )
    try:
        server = engine.connect()
    except DBAPIError as error:
        raise not_connected(source, url, error=error) from None
    try:
        with server:
            _settle(server)
            quoted = engine.dialect.identifier_preparer.quote_identifier
            streaming = server.execution_options(
                stream_results=True, yield_per=BATCH, no_parameters=True
            )
            with streaming.exec_driver_sql(_query(source, quoted)) as result:
                described: Any = result.cursor.description if result.cursor else []
                names, is_mysql = list(result.keys()), "pymysql" in url.drivername
                # BOOLEAN is TINYINT(1) there.
                booleans = [
                    name
                    for name, c in zip(names, described, strict=True)
                    if is_mysql and c[1] == _MYSQL_TINY and c[3] == 1
                ]
                of_type = mysql if is_mysql else postgresql
                load(names, [of_type(c[1]) for c in described], booleans, result)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise SourceError(
                Message(
                    "{doing}: the connection broke before the last row ({reason}).",
                    doing=reading(source),
                    reason=reason_of(error),
                ),
                code="SAM-R053",
                hint=Message(
                    "Nothing of it is kept. Try again; if it stays, look at the server's log."
                ),
            ) from None
        raise query_failed(source, reason_of(error), tables=_server_tables(engine)) from None
    finally:
        engine.dispose()


def _server_tables(engine: sqlalchemy.Engine) -> list[str]:
    try:
        inspector = sqlalchemy.inspect(engine)
        return inspector.get_table_names() + inspector.get_view_names()
    except DBAPIError:
        return []


def _address(source: LogicalSource) -> URL:
    try:
        url = make_url(source.access)
    except (ArgumentError, ValueError):
        raise bad_address(reading(source)) from None
    if url.password is not None or "password" in url.query:
        raise password_written(reading(source))
    variable = url.query.get(PASSWORD_VARIABLE, password_variable(source.name))
    unknown = sorted(set(url.query) - OPTIONS - {PASSWORD_VARIABLE})
    if url.drivername not in DRIVERS or unknown or not isinstance(variable, str):
        raise bad_address(
            reading(source),
            join("", (Message(" The option {name} is not known.", name=name) for name in unknown)),
        )
    if not variable.startswith("SAMENSPEL_"):
        # A mapping of someone else must not be able to send any secret of this machine away.
        raise bad_address(
            reading(source),
            Message(" {variable} does not begin with SAMENSPEL_.", variable=variable),
        )
    url = url.difference_update_query([PASSWORD_VARIABLE])
    return url.set(drivername=DRIVERS[url.drivername], password=os.environ.get(variable))


def _arguments(url: URL) -> dict[str, Any]:
    if "pymysql" in url.drivername:
        plain = {kind: to for kind, to in decoders.items() if kind not in MYSQL_TEXTS}
        seconds = {"connect_timeout": CONNECT_SECONDS, "read_timeout": STATEMENT_SECONDS}
        return {"conv": plain, **seconds}
    options = (
        f"-c statement_timeout={STATEMENT_SECONDS}s -c TimeZone=UTC -c DateStyle=ISO"
        " -c IntervalStyle=iso_8601 -c default_transaction_read_only=on"
    )
    return {"connect_timeout": CONNECT_SECONDS, "options": options}


def _settle(server: sqlalchemy.Connection) -> None:
    """Has PostgreSQL give moments as text; makes MariaDB and MySQL read only, in UTC, and with CHAR
    as long as it is declared."""
    dialect: Any = server.dialect
    if dialect.name == "postgresql":
        adapters: Any = server.connection.dbapi_connection
        for name, _ in POSTGRESQL_TEXTS.values():
            adapters.adapters.register_loader(name, TextLoader)
        return
    server.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
    server.exec_driver_sql("SET SESSION time_zone = '+00:00'")
    server.exec_driver_sql(
        "SET SESSION sql_mode = concat(@@sql_mode, ',PAD_CHAR_TO_FULL_LENGTH')",
        execution_options={"no_parameters": True},
    )
    limit = (
        f"max_statement_time = {STATEMENT_SECONDS}"
        if dialect.is_mariadb
        else f"max_execution_time = {STATEMENT_SECONDS * 1000}"
    )
    server.exec_driver_sql(f"SET SESSION {limit}")
    server.commit()


def _query(source: LogicalSource, quoted: Callable[[str], str]) -> str:
    if source.query is not None:
        return source.query.strip().rstrip(";")
    if source.table is None:
        raise SourceError(
            Message(
                "{doing}: the mapping says neither a table nor a query.", doing=reading(source)
            ),
            code="SAM-R052",
            hint=Message("State table: or query: in the source."),
        )
    parts = [part.strip('"') for part in source.table.split(".")]
    return f"SELECT * FROM {'.'.join(map(quoted, parts))}"
