"""The shipped configurations of a proxy, tried with the proxy itself."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from absent import missing
from serving import ROOT, Served, free_port

SLOW = "GET /dumps/d0.nq.gz HTTP/1.1\r\nHost: data.example.be\r\n\r\n"


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    serving_release: Callable[..., AbstractContextManager[Served]],
) -> Iterator[Served]:
    options = ("--workers", "2", "--trust-proxy")
    with serving_release(tmp_path_factory.mktemp("proxied"), 30, *options) as served:
        yield served


@pytest.fixture(scope="module")
def nginx(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        missing("nginx is not installed")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    shipped = shipped.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    shipped = shipped.replace("listen [::]:443 ssl http2", f"listen [::1]:{port}")
    shipped = shipped.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
    lines = [line for line in shipped.splitlines() if "ssl_certificate" not in line]
    paths = [
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    ]
    inside = "\n".join(["access_log off;", *paths, *lines])
    config = folder / "nginx.conf"
    config.write_text(
        f"pid {folder}/pid; daemon off; error_log {folder}/log;\n"
        f"events {{ worker_connections 2000; }}\nhttp {{\n{inside}\n}}\n"
    )
    command = [str(program), "-p", str(folder), "-c", str(config)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 10
    while not _listens(port):
        assert process.poll() is None and time.monotonic() < end, process.communicate()[1]
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(timeout=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(port: int, path: str, source: str = "127.0.0.1", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=20, source_address=(source, 0)
    )
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


@pytest.mark.parametrize(("host", "source"), [("127.0.0.1", "127.0.0.2"), ("::1", "::1")])
def test_one_address_has_a_hundred_requests_under_way_and_others_go_on(
    nginx: int, host: str, source: str
) -> None:
    slow = []
    for _ in range(130):
        client = socket.create_connection((host, nginx), timeout=10, source_address=(source, 0))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(SLOW.encode())
        slow.append(client)
    begun = [client.recv(12) for client in slow]
    assert begun.count(b"HTTP/1.1 200") == 100
    assert begun.count(b"HTTP/1.1 429") == 30
    assert get(nginx, "/about")[0] == 200
    assert get(nginx, "/sparql?query=ASK%7B%7D")[0] == 200
    for client in slow:
        client.close()


def test_server_sees_host_and_client_through_the_proxy(nginx: int) -> None:
    headers = {"Host": "data.example.be", "X-Forwarded-Prefix": "/evil", "Accept": "text/turtle"}
    status, body = get(nginx, "/sparql", "127.0.0.1", **headers)
    assert status == 200
    assert b"<http://data.example.be/sparql#dataset>" in body
    status, body = get(nginx, "/sparql?query=ASK%7B%7D%23" + "a" * 60_000)
    assert (status, json.loads(body)["boolean"]) == (200, True)


def test_caddyfile_is_valid(tmp_path: Path) -> None:
    program = shutil.which("caddy")
    if program is None:
        missing("caddy is not installed")
    command = [str(program), "adapt", "--config", str(ROOT / "deploy" / "Caddyfile")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    route = json.loads(done.stdout)["apps"]["http"]["servers"]["srv0"]
    assert route["read_header_timeout"] > 0
