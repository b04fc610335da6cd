"""Asks RDF files by a SELECT, in a process of its own that is bounded: a query may take anything.

Started as `python -m kg.sources.answer` by `ask`, with a `SourceQuery` as
JSON on standard input. What the person can mend it says as JSON on standard output. Its bounds
count from the moment the files are in memory: those of the files themselves are others.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote

import pyoxigraph

from kg.errors import SourceError
from kg.sources.rdf import FILE_BASE, load
from kg.texts import Message, as_data, from_data

SECONDS = 60
"""CPU seconds of a query: joins of lists take some; a product of lists never ends."""
MEMORY = 2 << 30
"""Bytes that a query may take beside the files."""
ROWS = 2_000_000
"""Rows of an answer: more than the largest lists that are mapped so far have."""
_PASSED_OVER = re.compile(
    r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*"""
)
_SERVICE = re.compile(r"(?<![\w:?$@%.\-])service(?![\w:.\-])", re.IGNORECASE)


@dataclass(frozen=True)
class SourceQuery:
    """What is asked of which files, and how much an answer may take.

    The file is the default graph. Each of `also` is a graph that the query names by its file name,
    as in `GRAPH <areas.ttl> { … }`, so that one list can be joined with another. `mapping` is
    where the query stands, for messages. The answer is CSV with the variables as header.
    """

    file: str
    also: tuple[str, ...]
    query: str
    target: str
    mapping: str
    seconds: int = SECONDS
    memory: int = MEMORY
    rows: int = ROWS

    @property
    def asking(self) -> str:
        """How a message begins."""
        return Message(
            "Asking {file} with the query in {mapping}",
            file=Path(self.file).name,
            mapping=self.mapping,
        )


class _TooManyRowsError(Exception):
    """The answer has more rows than it may have."""


class _AnswerRows:
    """A file for CSV that ends when there are too many line ends."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._left = file, most + 1  # the header is one

    def write(self, chunk: bytes) -> int:
        self._left -= chunk.count(b"\r\n")
        if self._left < 0:
            raise _TooManyRowsError
        return self._file.write(chunk)

    def flush(self) -> None:
        self._file.flush()


def ask(question: SourceQuery) -> None:
    """Have a question answered in its target, by a process that is stopped at its bounds.

    Raises:
        SourceError: a file or the query cannot be used, or the query takes too much.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kg.sources.answer"],
        input=json.dumps(asdict(question)).encode(),
        capture_output=True,
        check=False,
    )
    if done.stdout:
        raise SourceError(**{n: from_data(v) for n, v in json.loads(done.stdout).items()})
    if done.returncode:
        raise _too_much(question, _reason(question, done.returncode))


def _reason(question: SourceQuery, code: int) -> str:
    if code == -signal.SIGXCPU:
        return Message("it takes more than {seconds} s of computing time", seconds=question.seconds)
    if code == -signal.SIGABRT:
        return Message("it needs more than {memory} MiB of memory", memory=question.memory >> 20)
    return Message("the engine broke down on it ({code})", code=code)


def _too_much(question: SourceQuery, why: str) -> SourceError:
    return SourceError(
        Message("{asking}: {why}.", asking=question.asking, why=why),
        code="SAM-R023",
        hint=Message(
            "Join patterns by variables that they share, or ask for less and let rules join."
        ),
    )


def _answer(question: SourceQuery) -> None:
    store = load(Path(question.file))
    for other in map(Path, question.also):
        graph = pyoxigraph.NamedNode(FILE_BASE + quote(other.name))
        store.extend(pyoxigraph.Quad(q.subject, q.predicate, q.object, graph) for q in load(other))
    if _SERVICE.search(_PASSED_OVER.sub(" ", question.query)):
        raise SourceError(
            Message(
                "{asking}: it asks another address (SERVICE), which is not done.",
                asking=question.asking,
            ),
            code="SAM-R022",
            hint=Message("Name that address as a source of its own."),
        )
    with Path(question.target).open("wb") as file:
        _bound(question)
        answer = store.query(question.query, base_iri=FILE_BASE)
        if not isinstance(answer, pyoxigraph.QuerySolutions):
            raise SourceError(
                Message("{asking}: it is not a SELECT.", asking=question.asking),
                code="SAM-R022",
                hint=Message("Only a SELECT gives rows that can be mapped."),
            )
        sink = cast(IO[bytes], _AnswerRows(file, question.rows))
        answer.serialize(sink, format=pyoxigraph.QueryResultsFormat.CSV)


def _bound(question: SourceQuery) -> None:
    """Bound this process from now on; it can open nothing more, so no socket either."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    data = re.search(r"VmData:\s+(\d+) kB", status)
    memory = question.memory + (int(data[1]) << 10 if data else 0)
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + question.seconds),
        (resource.RLIMIT_NOFILE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value, hard))


def main() -> None:
    """Answer the question on standard input."""
    question = SourceQuery(**json.load(sys.stdin))
    try:
        try:
            _answer(question)
        except SyntaxError as error:
            raise SourceError(
                Message("{asking}: {why}.", asking=question.asking, why=error.msg),
                code="SAM-R022",
                hint=Message("Try the query on the query page of `samenspel serve FILE` first."),
            ) from None
        except _TooManyRowsError:
            raise _too_much(
                question, Message("the answer has more than {rows:,} rows", rows=question.rows)
            ) from None
        except (OSError, RuntimeError, ValueError, MemoryError) as error:
            raise _too_much(question, str(error).rstrip(".")) from None
    except SourceError as error:
        said = {
            "message": as_data(error.message),
            "code": error.code,
            "hint": as_data(error.hint),
        }
        sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
