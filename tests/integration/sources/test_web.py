"""Files from a real server on this machine, well-behaved and not."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from absent import missing
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources.web import fetch, file_name, is_public
from kg.sources.web_policy import WebPolicy

MEGABYTE = 1 << 20
BOMB = gzip.compress(bytes(64 * MEGABYTE))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        getattr(self, self.path.strip("/").partition(".")[0])()

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def good(self) -> None:
        if self.headers.get("If-None-Match") == '"1"':
            return self.answer(304)
        return self.answer(200, b"a,b\n1,2\n", ETag='"1"')

    def missing(self) -> None:
        self.answer(404)

    def broken(self) -> None:
        self.answer(500)

    def loop(self) -> None:
        self.answer(302, Location="/loop.csv")

    def inside(self) -> None:
        self.answer(302, Location="http://127.0.0.1:1/secret")

    def local(self) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def short(self) -> None:
        self.answer(200, b"a,b\n", Content_Length="1000")

    def bomb(self) -> None:
        self.answer(200, BOMB, Content_Encoding="gzip")

    def endless(self) -> None:
        self.answer(200, bytes(8 * MEGABYTE))

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"a")
                time.sleep(0.1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def policy(port: int) -> WebPolicy:
    return WebPolicy(frozenset({f"127.0.0.1:{port}"}), max_bytes=MEGABYTE, timeout=2)


def test_a_copy_is_used_again_when_the_server_says_so(
    port: int, policy: WebPolicy, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{port}/good.csv"
    first = fetch(url, tmp_path, policy=policy)
    assert first.name == "good.csv"
    assert first.read_text() == "a,b\n1,2\n"
    first.write_text("kept")
    assert fetch(url, tmp_path, policy=policy).read_text() == "kept"
    first.unlink()
    assert fetch(url, tmp_path, policy=policy).read_text() == "a,b\n1,2\n"


@pytest.mark.parametrize(
    ("path", "code", "text"),
    [
        ("missing", "SAM-R060", "404"),
        ("broken", "SAM-R060", "500"),
        ("loop", "SAM-R061", "redirections"),
        ("inside", "SAM-R063", "private"),
        ("local", "SAM-R061", "file"),
        ("short", "SAM-R060", "no good answer"),
        ("bomb", "SAM-R062", "1 MB"),
        ("endless", "SAM-R062", "1 MB"),
    ],
)
def test_what_is_not_kept(
    port: int, policy: WebPolicy, tmp_path: Path, path: str, code: str, text: str
) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(f"http://127.0.0.1:{port}/{path}.csv?sleutel=geheim", tmp_path, policy=policy)
    assert caught.value.code == code
    assert text in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_file_that_drips_is_given_up(port: int, tmp_path: Path) -> None:
    policy = WebPolicy(frozenset({f"127.0.0.1:{port}"}), timeout=0.5)
    started = time.monotonic()
    with pytest.raises(SourceError, match="no good answer"):
        fetch(f"http://127.0.0.1:{port}/drip.csv", tmp_path, policy=policy)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::1]", "0.0.0.0"]
)
def test_no_form_of_a_private_address_is_fetched(host: str, port: int, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(f"http://{host}:{port}/good.csv", tmp_path)
    assert caught.value.code in ("SAM-R060", "SAM-R061", "SAM-R063")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.be/a", "http://me:geheim@x.be/a"])
def test_addresses_of_other_kinds_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(url, tmp_path)
    assert caught.value.code == "SAM-R061"
    assert "geheim" not in str(caught.value)


def test_a_name_is_looked_up_once_and_that_address_used(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, *rest: object, **options: object) -> list[object]:
        if host != "data.example":
            return real(host, *rest, **options)  # type: ignore[arg-type,return-value]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(SourceError, match="private"):
        fetch(f"http://data.example:{port}/good.csv", tmp_path)
    allowed = WebPolicy(frozenset({f"data.example:{port}"}))
    assert fetch(f"http://data.example:{port}/good.csv", tmp_path, policy=allowed).is_file()
    assert len(asked) == 2


def openssl(*arguments: object) -> None:
    command = ["openssl", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority and certificates by it for localhost and for another name."""
    if shutil.which("openssl") is None:
        missing("needs the program openssl")
    folder = tmp_path_factory.mktemp("authority")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made = ["-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-days", 2]
    openssl("req", "-x509", *key, *made, "-subj", "/CN=Test authority")
    for name in ("localhost", "other.example"):
        request, settings = folder / f"{name}.csr", folder / f"{name}.ext"
        openssl("req", *key, "-keyout", folder / f"{name}.key", "-out", request, "-subj", "/CN=x")
        settings.write_text(f"subjectAltName=DNS:{name}")
        by = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", 1]
        out = ["-out", folder / f"{name}.pem", "-extfile", settings]
        openssl("x509", "-req", "-in", request, *by, *out)
    return folder


@contextmanager
def secure(authority: Path, name: str) -> Iterator[int]:
    """A server on this machine with the certificate of a name; gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / f"{name}.pem", authority / f"{name}.key")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize(
    ("name", "trusted", "said"),
    [
        ("localhost", True, None),
        ("localhost", False, "unable to get local issuer certificate"),
        ("other.example", True, "Hostname mismatch"),
    ],
)
def test_a_certificate_must_be_good(
    name: str,
    trusted: bool,
    said: str | None,
    authority: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    with secure(authority, name) as port:
        allowed = WebPolicy(frozenset({f"localhost:{port}"}), timeout=10)
        url = f"https://localhost:{port}/good.csv"
        if said is None:
            assert fetch(url, tmp_path, policy=allowed).read_text() == "a,b\n1,2\n"
            return
        with pytest.raises(SourceError, match=said) as caught:
            fetch(url, tmp_path, policy=allowed)
    assert caught.value.code == "SAM-R064"
    assert "SSL_CERT_FILE" in str(caught.value)


def test_a_server_without_tls_is_told(port: int, tmp_path: Path) -> None:
    allowed = WebPolicy(frozenset({f"127.0.0.1:{port}"}), timeout=10)
    with pytest.raises(SourceError, match="no good answer") as caught:
        fetch(f"https://127.0.0.1:{port}/good.csv", tmp_path, policy=allowed)
    assert caught.value.code == "SAM-R060"


PRIVATE = ["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16", "224.0.0.0/4"]


@given(st.sampled_from(PRIVATE).flatmap(lambda net: st.ip_addresses(v=4, network=net)))
def test_private_addresses_stay_private_inside_ipv6(address: ipaddress.IPv4Address) -> None:
    assert not is_public(str(address))
    for prefix in ("::ffff:", "::", "64:ff9b::"):
        assert not is_public(f"{prefix}{address}")
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))))


@pytest.mark.parametrize("address", ["fc00::1", "fe80::1%eth0", "ff02::1", "fec0::1", "::"])
def test_private_addresses_of_ipv6(address: str) -> None:
    assert not is_public(address)


def test_public_addresses() -> None:
    assert is_public("193.190.198.27")
    assert is_public("2a00:1450:400e::1")


@given(st.text())
def test_a_name_is_never_a_path(disposition: str) -> None:
    name = file_name("https://x.be/a.csv", f'attachment; filename="{disposition}"')
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")


def test_names() -> None:
    assert file_name("https://x.be/a/lijst%20een.csv?x=1") == "lijst een.csv"
    assert file_name("https://x.be/a", 'attachment; filename="../../b.xlsx"') == "b.xlsx"
    assert file_name("https://x.be/") == "download"
