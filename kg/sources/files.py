"""Which files a path of a mapping stands for."""

from __future__ import annotations

import glob
import re
from pathlib import Path

from kg.errors import SourceError
from kg.model.suggestion import nearest, other_signs
from kg.texts import Message


def shown(access: str) -> str:
    """How what a mapping reads is called wherever people or machines may see it.

    Of an address that is without user, password, query and fragment: each may be a secret.
    """
    scheme, mark, rest = access.partition("://")
    if not mark:
        return access
    return f"{scheme}://{re.sub('^[^/]*@', '', re.split('[?#]', rest)[0])}"


def is_address(access: str) -> bool:
    """Whether what a mapping reads has a scheme, and so is no path."""
    return re.match("[A-Za-z][A-Za-z0-9+.-]*://", access) is not None


def files_of(path: Path, source: str) -> list[Path]:
    """The files that a path, a folder or a glob stands for, in order of their names.

    Raises:
        SourceError: there is none; `source` is the name that the message calls it by.
    """
    if path.is_file():
        return [path]
    if path.is_dir():
        found = [file for file in sorted(path.iterdir()) if _counts(file)]
    elif glob.has_magic(str(path)):
        pattern = str(path.relative_to(path.anchor))
        found = [file for file in sorted(Path(path.anchor).glob(pattern)) if _counts(file)]
    else:
        found = []
    if found:
        return found
    what = Message("{path} is not there", path=path)
    if path.is_dir():
        what = Message("the folder {path} holds no files", path=path)
    elif glob.has_magic(str(path)):
        what = Message("no file has a name like {path}", path=path)
    folder = path if path.is_dir() else path.parent
    names = [f.name for f in folder.iterdir() if _counts(f)] if folder.is_dir() else []
    near = [
        f"{name} ({signs})" if (signs := other_signs(path.name, name)) else name
        for name in nearest(path.name, names, least=60, most=3)
    ]
    hint = Message(
        "Put the file there, or mend its path; check and build take another folder with --sources."
    )
    if near:
        hint = Message("Did you mean {names}? {hint}", names=" or ".join(near), hint=hint)
    raise SourceError(
        Message("Reading the source '{source}': {what}.", source=source, what=what),
        code="SAM-R009",
        hint=hint,
    )


def _counts(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def refuse_empty(file: Path) -> None:
    """Stop at a file without a single byte.

    Raises:
        SourceError: it is empty.
    """
    if file.stat().st_size == 0:
        raise SourceError(
            Message("Reading {file}: the file is empty.", file=file.name),
            code="SAM-R011",
            hint=Message("Export the file again."),
        )
