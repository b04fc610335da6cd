"""A new release is served while clients go on asking; Ctrl-C ends everything."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from serving import serving
from small_release import BASE, point

from server.service import Service

WHICH = f"SELECT ?release {{ <{BASE}release> <{BASE}id> ?release }}"


def test_switch_under_load_loses_no_request(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    state = tmp_path / ".samenspel"
    make_release(state, "second", 300)
    make_release(state, "first", 300)
    failed: list[str] = []
    seen: list[list[str]] = [[], [], [], []]
    stop = threading.Event()
    with serving(tmp_path, "--deadline", "5") as served:

        def ask(answers: list[str]) -> None:
            while not stop.is_set():
                found = served.get(WHICH, format="csv")
                if found.status == 200:
                    answers.append(found.text.split()[1])
                else:
                    failed.append(found.text)

        threads = [threading.Thread(target=ask, args=(answers,)) for answers in seen]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        point(state, "second")
        end = time.monotonic() + 5
        while time.monotonic() < end and not all(a and a[-1] == "second" for a in seen):
            time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join()
        assert json.loads(served.request("GET", "/health").body)["release"] == "second"
    assert not failed
    for answers in seen:
        assert answers[0] == "first"
        assert answers[-1] == "second"
        assert answers == sorted(answers), "a client saw the old release after the new one"


def test_broken_release_is_not_switched_to(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    state = make_release(tmp_path / ".samenspel", "good", 30)
    (state / "releases" / "bad" / "store").mkdir(parents=True)
    (state / "releases" / "bad" / "manifest.json").write_text("{}")
    with serving(tmp_path) as served:
        point(state, "bad")
        time.sleep(1.5)
        assert served.get(WHICH, format="csv").text.split()[1] == "good"


def test_interrupt_ends_server_and_workers(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    make_release(tmp_path / ".samenspel", "only", 30)
    with serving(tmp_path) as served:
        workers = served.workers()
        assert len(workers) >= 5
        served.process.send_signal(signal.SIGINT)
        out, _ = served.process.communicate(timeout=10)
        assert "Stop with Ctrl-C" in out
        assert served.process.returncode == 0
        end = time.monotonic() + 3
        while any(Path(f"/proc/{pid}").exists() for pid in workers):
            assert time.monotonic() < end
            time.sleep(0.02)


def test_single_rdf_file_is_served_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text('<http://e.example/s> <http://e.example/p> "één"@nl .', encoding="utf-8")
    with serving(file) as served:
        assert served.get("SELECT ?o { ?s ?p ?o }", format="csv").text == "o\r\néén\r\n"


def test_killed_server_leaves_no_workers(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    make_release(tmp_path / ".samenspel", "only", 30)
    with serving(tmp_path) as served:
        workers = served.workers()
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(served.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        served.process.kill()
        for child in children:
            subprocess.run(["kill", "-9", child], check=False)
        end = time.monotonic() + 3
        while any(Path(f"/proc/{pid}").exists() for pid in workers):
            assert time.monotonic() < end
            time.sleep(0.02)


def test_page_keeps_its_release_however_many_are_published_meanwhile(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path]
) -> None:
    for name in ("third", "second", "first"):
        state = make_release(tmp_path / ".samenspel", name, 3)
    service = Service(state, workers=1)
    try:
        with service.pool.pinned():
            for name in ("second", "third"):
                point(state, name)
                look = threading.Thread(target=service.look)
                look.start()
                look.join()
            assert service.release.id == "first"
        assert service.release.id == "third"
        point(state, "second")
        service.look()
        assert service.content_of("first") is None
    finally:
        service.close()
