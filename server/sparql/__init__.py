"""The SPARQL 1.1 Protocol (query part) at /sparql.

`protocol.plan` turns a request into what is to be done and `reply` into what is sent, both without
waiting or input and output; `wsgi` and `asgi` are two thin drivers of the same. `limits` says, as
data, what a query may cost here.
"""

from __future__ import annotations

from server.sparql.limits import limits

__all__ = ["limits"]
