"""Opens a sealed release: its manifest, its store's folder and its dumps. Needs no store engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError
from kg.store.lines import FORMAT

STATE = ".samenspel"
VOCABULARY = "vocabulary"
"""The folder of a release with the documents of its vocabulary."""
MANIFEST = "manifest.json"
FINDINGS = "findings.json"
CODES = "codes.json"
"""What the codes of the findings mean and what to do about them."""
_OF_ONE_BUILD = frozenset(["id", "created", "seconds"])


@dataclass(frozen=True)
class Release:
    """A release folder: written once, then only read."""

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
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise ReleaseError(
                f"Opening the release {path}: there is no sealed release in this folder.",
                code="SAM-L001",
                hint="Make one with `samenspel build`, then `samenspel publish`.",
            ) from None
        except json.JSONDecodeError as error:
            raise ReleaseError(
                f"Opening the release {path}: manifest.json is damaged ({error}).", code="SAM-L002"
            ) from None
        made = manifest.get("format", 1)
        if made != FORMAT:
            raise ReleaseError(
                f"Opening the release {path}: it has format {made}; this version of Samenspel"
                f" reads format {FORMAT}.",
                code="SAM-L020",
                hint="Make it anew with `samenspel build`, then `samenspel publish`.",
            )
        if not (path / "store" / "CURRENT").is_file():
            raise ReleaseError(
                f"Opening the release {path}: the store is missing or half made.", code="SAM-L003"
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
        return self.path / "store"

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

    def damaged_files(self) -> list[str]:
        """The files that are not as they were sealed, came later, or are not there any more."""
        sealed = self.manifest["files"]
        names = {str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file()}
        wrong = {MANIFEST} if not self.id.endswith(f"-{digest_of(self.manifest)}") else set()
        wrong |= names ^ {MANIFEST, *sealed}
        return sorted(
            wrong
            | {name for name in names & set(sealed) if file_hash(self.path / name) != sealed[name]}
        )


def digest_of(manifest: dict[str, Any]) -> str:
    """A short digest of a manifest, its id apart; every id ends with that of its manifest."""
    said = {key: value for key, value in manifest.items() if key != "id"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def file_hash(path: Path) -> str:
    """blake2b-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, lambda: blake2b(digest_size=32)).hexdigest()


def state_folder(publication: Path, state: Path | None) -> Path:
    """Where releases of a publication lie: `.samenspel` in it, or in the folder given."""
    return (state if state is not None else publication) / STATE


def current_release(state: Path) -> Release:
    """The release that is published.

    Raises:
        ReleaseError: nothing is published yet.
    """
    pointer = state / "current"
    if not pointer.exists():
        raise ReleaseError(
            f"Looking for the published release in {state}: nothing is published yet.",
            code="SAM-L004",
            hint="Run `samenspel build` and then `samenspel publish`.",
        )
    return Release.open(pointer)
