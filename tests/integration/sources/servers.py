"""Database servers of the system's packages, on a free port, for as long as the tests run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy
from absent import missing

SECRET = "gehe!m%w@chtwoord"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def need(*candidates: str | None) -> str:
    """The first program that is there; without one the tests skip, or fail where they must run."""
    found = next((c for c in candidates if c and Path(c).exists()), None)
    return found or missing("needs the packages postgresql and mariadb-server")


def as_user(user: str) -> list[str]:
    return ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []


@contextmanager
def running(command: list[str], log: Path, url: sqlalchemy.URL) -> Iterator[None]:
    """Runs a server until the block ends; waits until it accepts connections."""
    with log.open("w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        engine = sqlalchemy.create_engine(url)
        for _ in range(300):
            try:
                engine.connect().close()
                break
            except sqlalchemy.exc.DBAPIError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.1)
        else:
            pytest.fail(log.read_text())
        engine.dispose()
        yield
    finally:
        server.terminate()
        server.wait(60)


def own_folder(user: str) -> Path:
    """A short folder (socket names have a limit) that the server's user may enter."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="sams"))
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    return folder


def postgresql() -> Iterator[sqlalchemy.URL]:
    initdb = need(*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))[::-1]))
    folder, port = own_folder("postgres"), free_port()
    user = as_user("postgres")
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o644)
    data = str(folder / "data")
    arguments = ["-D", data, "-U", "demo", "-A", "scram-sha-256", f"--pwfile={secret}", "-N"]
    subprocess.run(
        [*user, initdb, *arguments, "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
        timeout=120,
        cwd=folder,
    )
    url = sqlalchemy.URL.create("postgresql+psycopg", "demo", SECRET, "127.0.0.1", port, "postgres")
    program = str(Path(initdb).with_name("postgres"))
    command = [*user, program, "-D", data, "-p", str(port), "-k", str(folder), "-F"]
    with running([*command, "-h", "127.0.0.1"], folder.with_suffix(".log"), url):
        yield url
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".log").unlink(missing_ok=True)


def mariadb() -> Iterator[sqlalchemy.URL]:
    install = need(shutil.which("mariadb-install-db"))
    server = need(shutil.which("mariadbd"), "/usr/sbin/mariadbd")
    folder, port = own_folder("mysql"), free_port()
    user = as_user("mysql")
    start = folder / "start.sql"
    start.write_text(
        "CREATE DATABASE IF NOT EXISTS demo CHARACTER SET utf8mb4;\n"
        f"CREATE USER IF NOT EXISTS demo@'%' IDENTIFIED BY '{SECRET}';\n"
        "GRANT ALL ON *.* TO demo@'%';\n"
    )
    data = f"--datadir={folder / 'data'}"
    subprocess.run(
        [
            *user,
            install,
            "--no-defaults",
            data,
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ],
        check=True,
        capture_output=True,
        timeout=120,
        cwd=folder,
    )
    url = sqlalchemy.URL.create("mariadb+pymysql", "demo", SECRET, "127.0.0.1", port, "demo")
    command = [*user, server, "--no-defaults", data, f"--port={port}", f"--socket={folder}/s"]
    command += ["--bind-address=127.0.0.1", f"--init-file={start}", f"--pid-file={folder}/pid"]
    with running([*command, "--skip-log-bin"], folder.with_suffix(".log"), url):
        yield url
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_suffix(".log").unlink(missing_ok=True)
