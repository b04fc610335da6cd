"""The path of a request as the client wrote it, which WSGI hides.

WSGI hands a path on percent-decoded (PEP 3333), so that `a%2Bb` and `a+b`, or `%2F` and `/`, cannot
be told apart; RFC 3986, 2.4 asks to take an address apart before it is decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class RawPath:
    """Gives an application PATH_INFO as it was written, where the server tells."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        written = _written(environ)
        if written is not None:
            mounted = environ.get("SCRIPT_NAME", "")
            environ["PATH_INFO"] = written.removeprefix(mounted) or "/"
        return self._application(environ, start)


def _written(environ: WSGIEnvironment) -> str | None:
    """The path of the request line: ASGI's `raw_path`, or the REQUEST_URI of WSGI servers."""
    if scope := environ.get("asgi.scope"):
        raw = scope.get("raw_path")
        return raw.decode("latin-1") if raw is not None else None
    target = environ.get("REQUEST_URI")
    return target.partition("?")[0] if target is not None else None
