"""Opens a sealed release: its manifest, its dumps, and its graph to those who ask.

Opening needs no store engine; queries go to a worker process, which the first of them starts.
"""

from __future__ import annotations

import gzip
import json
import threading
import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, file_digest
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ReleaseError, UsageError
from kg.store.layout import FORMAT, STORE
from kg.store.results import read_boolean
from kg.store.workers.protocol import ASK, GRAPH, SELECT
from kg.texts import Message

if TYPE_CHECKING:
    import rdflib

    from kg.release.publication import Publication
    from kg.store.rdflib_terms import Rows
    from kg.store.workers.pool import Answer, Pool

STATE = ".samenspel"
VOCABULARY = "vocabulary"
"""The folder of a release with the documents of its vocabulary."""
MANIFEST = "manifest.json"
FINDINGS = "findings.json"
CODES = "codes.json"
"""What the codes of the findings mean and what to do about them."""
DEADLINE = 60.0
"""Seconds after which a query is stopped, where nothing else is asked for."""
_NEEDED = ("id", "base", "created", "quads", "statements", "graphs", "files")
_OF_ONE_BUILD = frozenset(["id", "created", "seconds"])
_STARTING = threading.Lock()
_FORMS = {SELECT: "SELECT", ASK: "ASK", GRAPH: "CONSTRUCT or DESCRIBE"}


@dataclass(frozen=True, repr=False)
class Release:
    """A release folder: written once, then only read.

    `query`, `select`, `ask` and `construct` put a question to its graph, in a process of its own
    that can change nothing. That process ends with `close`, at the end of a `with` block, or with
    the release itself; a question after `close` starts another.
    """

    path: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Release:
        """Open a release folder.

        Raises:
            ReleaseError: there is no sealed release (a half-made one has no manifest), or one of
                another format, whose default graph this version would take for empty.
        """
        path = path.resolve()
        try:
            manifest = _read_manifest(path / MANIFEST)
        except (FileNotFoundError, NotADirectoryError):
            raise ReleaseError(
                Message(
                    "Opening the release {path}: there is no sealed release in this folder.",
                    path=path,
                ),
                code="SAM-L001",
                hint=Message("Make one with `samenspel build`, then `samenspel publish`."),
            ) from None
        except (ValueError, AttributeError) as error:
            raise ReleaseError(
                Message(
                    "Opening the release {path}: manifest.json is damaged ({error}).",
                    path=path,
                    error=error,
                ),
                code="SAM-L002",
            ) from None
        made = manifest.get("format", 1)
        if made != FORMAT:
            raise ReleaseError(
                Message(
                    "Opening the release {path}: it has format {made}; this version of"
                    " Samenspel reads format {format}.",
                    path=path,
                    made=made,
                    format=FORMAT,
                ),
                code="SAM-L020",
                hint=Message("Make it anew with `samenspel build`, then `samenspel publish`."),
            )
        if not (path / STORE / "CURRENT").is_file():
            raise ReleaseError(
                Message(
                    "Opening the release {path}: the store is missing or half made.", path=path
                ),
                code="SAM-L003",
            )
        return cls(path, manifest)

    @property
    def id(self) -> str:
        return str(self.manifest["id"])

    @property
    def base(self) -> str:
        return str(self.manifest["base"])

    @property
    def store_path(self) -> Path:
        return self.path / STORE

    @property
    def graphs(self) -> list[dict[str, Any]]:
        return list(self.manifest["graphs"])

    def json(self, name: str) -> Any:
        """A side file of the release, such as findings.json; None when it has none."""
        path = self.path / name
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    @cached_property
    def content(self) -> str:
        """A digest of what the release says: the same for two releases that say the same."""
        said = {key: value for key, value in self.manifest.items() if key not in _OF_ONE_BUILD}
        # The store's own files differ from build to build; its graphs have hashes.
        side = {k: v for k, v in self.manifest["files"].items() if not k.startswith("store/")}
        return digest_of({**said, "files": side})

    def query(self, text: str, *, deadline: float = DEADLINE) -> Rows | bool | rdflib.Graph:
        """Answer a SPARQL query of any form, as `select`, `ask` or `construct` do.

        The default graph is the whole release, in which each statement is once. `deadline` is in
        seconds. The other limits are those of `docs/reference/limits.md`, of which these are the
        first: 1 GiB of memory, 256 MiB of answer, 256 KiB of text. Questions of several threads
        are answered one after the other.

        Raises:
            QueryError: the text is no query, would change data or call another address, or it or
                its answer is beyond a limit; `kg.store.errors` has a class for each.
        """
        answer = self._run(text, deadline)
        if answer.form == SELECT:
            return _rows(answer)
        return _truth(answer) if answer.form == ASK else _graph(answer)

    def select(self, text: str, *, deadline: float = DEADLINE) -> Rows:
        """Answer a SELECT query: a list of rows, each a dict of rdflib terms by variable.

        An unbound variable is None. Limits and errors are those of `query`.

        Raises:
            UsageError: the query has another form.
        """
        return _rows(self._run(text, deadline, SELECT))

    def ask(self, text: str, *, deadline: float = DEADLINE) -> bool:
        """Answer an ASK query. Limits and errors are those of `query` and `select`."""
        return _truth(self._run(text, deadline, ASK))

    def construct(self, text: str, *, deadline: float = DEADLINE) -> rdflib.Graph:
        """Answer a CONSTRUCT or DESCRIBE query. Limits and errors are those of `query`.

        Raises:
            UsageError: the query has another form, or rdflib cannot hold its answer (RDF 1.2).
        """
        return _graph(self._run(text, deadline, GRAPH))

    def _run(self, text: str, deadline: float, form: str | None = None) -> Answer:
        """Put a query to the worker; `form` is the one that is expected, None for any."""
        with _STARTING:  # two threads that ask first start one worker
            pool, _ = self._workers
        answer = pool.run(text, deadline=deadline)
        if form is not None and answer.form != form:
            answer.close()
            raise UsageError(
                Message(
                    "Asking the release {id}: the form of the query is {given}, and {wanted} is"
                    " expected.",
                    id=self.id,
                    given=_FORMS[answer.form],
                    wanted=_FORMS[form],
                ),
                hint=Message("Use `query`, which answers every form."),
            )
        return answer

    @cached_property
    def _workers(self) -> tuple[Pool, weakref.finalize[[], Release]]:
        """The pool that answers, and what ends it, also when nobody closes this release."""
        from kg.store.workers.pool import Limits, Pool

        limits = Limits(deadline=DEADLINE, patience=DEADLINE)
        pool = Pool(
            self.store_path, workers=1, pages=0, limits=limits, label=self.id, base=self.base
        )
        return pool, weakref.finalize(self, pool.close)

    def close(self) -> None:
        """End the process that answers queries, if there is one."""
        workers = self.__dict__.pop("_workers", None)
        if workers is not None:
            workers[1]()

    def __enter__(self) -> Release:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def dumps(self) -> dict[str, Path]:
        """The file of each graph, N-Quads compressed with gzip, by the id of the graph.

        Ids are those of the datasets, and "vocabulary", "inferred", "closed-world", "metadata".
        """
        return {str(g["id"]): self.path / g["dump"] for g in self.graphs if g["dump"] is not None}

    def graphs_named(self, *names: str) -> list[dict[str, Any]]:
        """What the manifest says of graphs, by id or IRI; of all when none is named.

        Raises:
            UsageError: there is no such graph.
        """
        found = [g for g in self.graphs if not names or g["id"] in names or g["iri"] in names]
        if not found:
            known = ", ".join(str(g["id"]) for g in self.graphs)
            raise UsageError(
                Message("Exporting: there is no graph {wanted}.", wanted=", ".join(names)),
                hint=Message("Known: {known}.", known=known),
            )
        return found

    def to_rdflib(self, *graphs: str) -> rdflib.Dataset:
        """Return an rdflib dataset of the graphs named by id or IRI, of all when none is named.

        Its default graph is the union of them. It is in memory: some 2 KiB for each statement.

        Raises:
            UsageError: there is no such graph, or rdflib cannot hold it (RDF 1.2).
        """
        from kg.store.rdflib_terms import dataset_of

        paths = [self.dumps[str(graph["id"])] for graph in self.graphs_named(*graphs)]
        with ExitStack() as stack:
            files = (BufferedReader(gzip.GzipFile(path)) for path in paths)
            return dataset_of(stack.enter_context(file) for file in files)

    def __repr__(self) -> str:
        return f"<Release {self.id}: {self.manifest['quads']} quads in {len(self.graphs)} graphs>"

    def damaged_files(self) -> list[str]:
        """The files that are not as they were sealed, came later, or are not there any more."""
        sealed = self.manifest["files"]
        names = {str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file()}
        sealed_as = self.id.rpartition("-w")[0] or self.id
        wrong = {MANIFEST} if not sealed_as.endswith(f"-{digest_of(self.manifest)}") else set()
        wrong |= names ^ {MANIFEST, *sealed}
        return sorted(
            wrong
            | {name for name in names & set(sealed) if file_hash(self.path / name) != sealed[name]}
        )


def _read_manifest(path: Path) -> dict[str, Any]:
    """What a manifest says.

    Raises:
        ValueError: it is none that this program wrote, as when a byte of it changed.
    """
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if told.get("format") == FORMAT:
        lacking = [key for key in _NEEDED if key not in told]
        if lacking:
            raise ValueError(", ".join(lacking))
    return told


def digest_of(manifest: dict[str, Any]) -> str:
    """A short digest of a manifest, its id apart; every id ends with that of its manifest."""
    said = {key: value for key, value in manifest.items() if key != "id"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def file_hash(path: Path) -> str:
    """blake2b-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=32)).hexdigest()


def _rows(answer: Answer) -> Rows:
    from kg.store.rdflib_terms import rows_of  # rdflib is for those who ask

    return rows_of(answer.read())


def _truth(answer: Answer) -> bool:
    return read_boolean(answer.read())


def _graph(answer: Answer) -> rdflib.Graph:
    from kg.store.rdflib_terms import graph_of

    return graph_of(answer.read())


def state_folder(publication: Publication | str | Path, state: str | Path | None) -> Path:
    """Where releases of a publication lie: `.samenspel` in it, or in the folder given."""
    if state is not None:
        return Path(state) / STATE
    own = publication if isinstance(publication, str | Path) else publication.folder
    return Path(own) / STATE


def open_release(
    publication: Publication | str | Path, *, state: str | Path | None = None
) -> Release:
    """Open the published release of a publication, or the release whose own folder is given.

    `state` is the folder that holds `.samenspel` with the releases, when that is another. What is
    opened stays the same when another release is published.

    Raises:
        ReleaseError: nothing is published yet, or the release cannot be read.
    """
    if isinstance(publication, str | Path) and (Path(publication) / MANIFEST).is_file():
        return Release.open(Path(publication))
    return current_release(state_folder(publication, state))


def current_release(state: Path) -> Release:
    """The release that is published.

    Raises:
        ReleaseError: nothing is published yet.
    """
    pointer = state / "current"
    if not pointer.exists():
        hint = Message("Run `samenspel build` and then `samenspel publish`.")
        if state.parent.name == STATE:
            hint = Message(
                "Give the folder that holds {folder}, not {folder} itself.", folder=STATE
            )
        raise ReleaseError(
            Message(
                "Looking for the published release in {state}: nothing is published yet.",
                state=state,
            ),
            code="SAM-L004",
            hint=hint,
        )
    return Release.open(pointer)


def published_release(state: Path) -> Release | None:
    """The release that is published, if there is one that this version can read."""
    try:
        return current_release(state)
    except ReleaseError:
        return None
