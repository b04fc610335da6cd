"""`/releases/ID/…`: the whole site once more, as a kept release has it.

The part of the path that names the release goes to SCRIPT_NAME (PEP 3333), so that every address
that a page makes leads to the same release. What names no release that may be seen stays as it is,
and the page of that address says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.wsgi import ClosingIterator

from kg.errors import SamenspelError

if TYPE_CHECKING:
    from server.archive import Archive

SERVICE = "samenspel.service"
"""Key of the WSGI environment: the service of the kept release that is asked for."""
SITE_ROOT = "samenspel.site_root"
"""Key of the WSGI environment: the path of the site, when a kept release is asked for."""
FAULT = "samenspel.fault"
"""Key of the WSGI environment: why a kept release cannot be opened now."""
_MOUNT = re.compile(r"(/releases/([A-Za-z0-9._-]{1,80}))(/.*)", re.DOTALL)


class KeptAddress(NamedTuple):
    """A path within a kept release: the part that names it, its id, and the rest of the path."""

    mount: str
    release: str
    path: str


def split(path: str) -> KeptAddress | None:
    """The parts of a path (from the root of the site) that may be within a kept release."""
    match = _MOUNT.fullmatch(path)
    return None if match is None else KeptAddress(*match.groups())


class ReleaseMount:
    """Lets an application answer for a kept release."""

    def __init__(self, application: Callable[..., Iterable[bytes]], archive: Archive) -> None:
        self._application, self._archive = application, archive

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        mounted = split(environ.get("PATH_INFO", ""))
        if mounted is None or self._archive.get(mounted.release) is None:
            return self._application(environ, start)
        use = ExitStack()
        try:
            service = use.enter_context(self._archive.using(mounted.release))
        except KeyError:
            return self._application(environ, start)
        except SamenspelError as error:
            environ[FAULT] = error
            return self._application(environ, start)
        root = environ.get("SCRIPT_NAME", "")
        environ |= {
            SERVICE: service,
            SITE_ROOT: root,
            "SCRIPT_NAME": root + mounted.mount,
            "PATH_INFO": mounted.path,
        }
        try:
            answer = self._application(environ, start)
        except BaseException:
            use.close()
            raise
        return ClosingIterator(answer, use.close)
