"""The pool of killable workers, asked in the process that owns it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store.errors import (
    Busy,
    NotOffered,
    QueryMemory,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    StoreUnreadable,
    WorkerDied,
)
from kg.store.workers import sandbox
from kg.store.workers.pool import MEDIA_TYPES, Pool, Term
from kg.store.workers.worker_group import Limits

BASE = "https://data.example.be/"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a ?b ?d ?e"
WHOLE = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(scope="module")
def pool(small_store: Path) -> Iterator[Pool]:
    limits = Limits(deadline=5, memory=512 << 20, result=64 << 20)
    with Pool(small_store, limits=limits, label="one", base=BASE) as opened:
        yield opened


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_rows_come_as_terms(pool: Pool) -> None:
    rows = pool.select(f"SELECT ?p ?o ?none {{ <{BASE}id/organisation/4> ?p ?o }}")
    values = {row["o"] for row in rows}
    assert Term("uri", "http://www.w3.org/ns/org#Organization") in values
    assert Term("literal", "Organisatie 4 – één", "nl") in values
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert Term("literal", "4", None, integer) in values
    assert all("none" not in row for row in rows)


def test_ask_and_construct(pool: Pool) -> None:
    assert pool.ask("ASK { ?s ?p ?o }")
    assert not pool.ask("ASK { ?s a <http://e/none> }")
    text = f"CONSTRUCT {{ ?s a ?c }} {{ ?s a ?c FILTER(?s = <{BASE}id/organisation/4>) }}"
    org = {"org": "http://www.w3.org/ns/org#"}
    assert b"a org:Organization" in pool.construct(text, prefixes=org)
    assert pool.construct(text, media_type="application/n-triples").endswith(b"Organization> .\n")
    assert pool.construct(text, media_type="application/ld+json").startswith(b"[{")


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_triples_that_follow_keep_the_type_of_their_numbers(pool: Pool, media_type: str) -> None:
    size = '"5"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
    data = pool.construct(
        f"CONSTRUCT {{ ?s a ?c }} {{ ?s a ?c FILTER(?s = <{BASE}id/organisation/4>) }}",
        media_type=media_type,
        also=f"<{BASE}file> <{BASE}size> {size} .\n",
    )
    told = [
        str(quad.object) for quad in ox.parse(data, format=ox.RdfFormat.from_media_type(media_type))
    ]
    assert size in told and len(told) > 1


def test_default_graph_is_the_union_unless_graphs_are_named(pool: Pool) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a ?c }"
    whole = pool.run(count, tabular="csv").read()
    one = pool.run(count, tabular="csv", default_graphs=(f"{BASE}id/dataset/d0",)).read()
    none = pool.run(count, tabular="csv", named_graphs=(f"{BASE}id/dataset/d0",)).read()
    assert (whole, one, none) == (b"n\r\n3000\r\n", b"n\r\n1000\r\n", b"n\r\n0\r\n")


def test_relative_iri_resolves_against_the_base(pool: Pool) -> None:
    assert pool.ask("ASK { <id/organisation/4> ?p ?o }")


def test_large_answer_streams_whole_and_equals_in_process(pool: Pool, small_store: Path) -> None:
    code = (
        "import sys, pyoxigraph as ox; s = ox.Store.read_only(sys.argv[1]);"
        "s.query(sys.argv[2])"
        ".serialize(sys.stdout.buffer, format=ox.QueryResultsFormat.TSV)"
    )
    command = [sys.executable, "-c", code, str(small_store), WHOLE]
    expected = subprocess.run(command, capture_output=True, check=True).stdout
    answer = pool.run(WHOLE, tabular="tsv")
    parts = list(answer)
    assert len(expected) > 1_000_000
    assert b"".join(parts) == expected
    assert len(parts) > 1


def test_syntax_error_has_line_column_and_fix(pool: Pool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        pool.select("SELECT * {\n ?s skos:prefLabel ?l }")
    assert (caught.value.line, caught.value.column) == (2, 5)
    assert "PREFIX skos:" in (caught.value.hint or "")


def test_runaway_is_stopped_at_its_deadline_while_others_go_on(pool: Pool) -> None:
    caught: list[BaseException] = []

    def run_away() -> None:
        try:
            pool.run(RUNAWAY, deadline=1.0).read()
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=run_away)
    started = time.monotonic()
    thread.start()
    answered = 0
    while thread.is_alive():
        assert pool.ask("ASK { ?s ?p ?o }")
        answered += 1
    assert time.monotonic() - started < 2.0
    assert isinstance(caught[0], QueryTimeout)
    assert answered > 20


def test_heavy_queries_do_not_starve_pages(pool: Pool) -> None:
    threads = [threading.Thread(target=_swallow, args=(pool, RUNAWAY, 1.5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    started = time.monotonic()
    assert pool.ask("ASK { ?s ?p ?o }")
    assert time.monotonic() - started < 1.0
    for thread in threads:
        thread.join()


def _swallow(pool: Pool, text: str, deadline: float) -> None:
    with suppress(QueryTimeout, Busy):
        pool.run(text, deadline=deadline).read()


def test_sort_that_aborts_the_engine_is_explained_and_hurts_nobody(pool: Pool) -> None:
    with pytest.raises(WorkerDied, match="mixed kinds"):
        pool.run(f"SELECT * {{ ?s <{BASE}mixed> ?o }} ORDER BY ?o LIMIT 1").read()
    assert pool.ask("ASK { ?s ?p ?o }")


def test_hungry_query_is_stopped_by_its_memory(pool: Pool) -> None:
    with pytest.raises(QueryMemory):
        pool.run(HUNGRY, deadline=30).read()
    assert pool.ask("ASK { ?s ?p ?o }")


def test_too_large_answer_never_looks_whole(pool: Pool) -> None:
    answer = pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }", deadline=30)
    with pytest.raises(ResultTooLarge):
        for _ in answer:
            pass


def test_form_without_a_format_is_refused(pool: Pool) -> None:
    with pytest.raises(NotOffered, match="SELECT"):
        pool.run("SELECT * {}", tabular=None).read()
    with pytest.raises(NotOffered, match="CONSTRUCT"):
        pool.run("CONSTRUCT {} {}", graph=None).read()
    terms = "CONSTRUCT { <urn:a> <urn:p> <<( <urn:a> <urn:p> 1 )>> } WHERE {}"
    with pytest.raises(NotOffered, match="CONSTRUCT"):
        pool.run(terms, graph="jsonld").read()


def test_killed_workers_are_replaced_without_a_failed_query(pool: Pool) -> None:
    before = set(pool.worker_pids())
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in before))
    for _ in range(8):
        assert pool.ask("ASK { ?s ?p ?o }")
        assert pool.run("ASK { ?s ?p ?o }").read()
    wait_until(lambda: len(pool.worker_pids()) == 4 and not before & set(pool.worker_pids()))


def test_worker_killed_in_the_middle_is_explained(small_store: Path) -> None:
    with Pool(small_store, workers=1, pages=0, deadline=20) as pool:
        killer = threading.Timer(0.3, lambda: os.kill(pool.worker_pids()[0], signal.SIGKILL))
        killer.start()
        with pytest.raises(WorkerDied, match="process ended"):
            pool.run(RUNAWAY).read()
        assert pool.run("ASK {}").read()


def test_a_page_whose_reader_left_stops_its_query(small_store: Path) -> None:
    with Pool(small_store, workers=1, pages=1, deadline=20) as pool:
        left = threading.Event()
        group = pool.pin("192.0.2.1", left.is_set)
        threading.Timer(0.5, left.set).start()
        began = time.monotonic()
        with pytest.raises(WorkerDied, match="left"):
            pool.select(RUNAWAY)
        assert time.monotonic() - began < 10
        pool.unpin(group)
        assert pool.ask("ASK {}")


def test_closed_answer_stops_its_query(small_store: Path) -> None:
    with Pool(small_store, workers=1, pages=0, deadline=20) as pool:
        pid = pool.worker_pids()[0]
        answer = pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f }")
        next(iter(answer))
        answer.close()
        wait_until(lambda: pool.worker_pids() != [pid])
        assert pool.run("ASK {}").read()


def test_full_queue_says_when_to_come_back(small_store: Path) -> None:
    limits = Limits(deadline=1.0, waiting=1, patience=0.2)
    with Pool(small_store, workers=1, pages=0, limits=limits) as pool:
        threads = [threading.Thread(target=_swallow, args=(pool, RUNAWAY, 1.0)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        with pytest.raises(Busy) as caught:
            pool.run("ASK {}")
        assert caught.value.retry_after >= 1
        for thread in threads:
            thread.join()


def test_switch_moves_new_questions_and_keeps_pinned_ones(
    tmp_path: Path, make_release: Callable[[Path, str, int], Path], small_store: Path
) -> None:
    state = make_release(tmp_path, "next", 30)
    which = f"ASK {{ <{BASE}release> <{BASE}id> 'next' }}"
    with Pool(small_store, workers=1, label="first") as pool:
        with pool.pinned() as label:
            pool.switch(state / "current" / "store", label="next")
            assert label == pool.label == "first"
            assert not pool.ask(which)
        assert pool.label == "next"
        assert pool.ask(which)
        assert pool.run("ASK {}").release == "next"


def test_switch_to_a_broken_store_changes_nothing(tmp_path: Path, small_store: Path) -> None:
    with Pool(small_store, workers=1, label="first") as pool:
        with pytest.raises(StoreUnreadable):
            pool.switch(tmp_path / "nothing", label="next")
        assert pool.label == "first"
        assert pool.ask("ASK { ?s ?p ?o }")


def test_workers_have_no_network(pool: Pool) -> None:
    """The guard is passed by, as a text that fools it would: the sandbox must hold alone."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        hidden = "ASK { BIND(1 AS ?a) SERVICEx:s { ?s ?p ?o } }"
        text = f"PREFIX x: <{address}> {hidden}"
        try:
            pool.run(text).read()
        except Exception as error:
            assert "QueryError" in {base.__name__ for base in type(error).__mro__}
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_sandbox_holds_on_this_machine(pool: Pool) -> None:
    standing = {name: stands for name, stands, _ in pool.layers()}
    assert standing["no sockets, no programs (seccomp)"]
    assert standing["no core dumps"]
    assert standing["memory ceiling"]
    tried = {layer.name: layer.in_force for layer in sandbox.layers()}
    assert tried["a socket cannot be opened (tried)"]


def test_workers_die_with_the_process_that_owns_them(small_store: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from kg.store.workers.pool import Pool\n"
        "p = Pool(Path(sys.argv[1])); print(*p.worker_pids(), flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(small_store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    assert len(pids) == 4
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_process_that_asks_never_has_the_engine() -> None:
    code = (
        "import sys, kg.store.workers.pool, kg.store.workers.async_pool\n"
        "import server.asgi, server.command\n"
        "assert 'pyoxigraph' not in sys.modules, 'the engine was imported'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_closed_pool_says_so(small_store: Path) -> None:
    pool = Pool(small_store, workers=1)
    pool.close()
    with pytest.raises(RuntimeError, match="closed"):
        pool.ask("ASK {}")
