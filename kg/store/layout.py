"""How a release is laid out; who reads one needs no engine to know."""

FORMAT = 2
"""The number in its manifest: since 2 the default graph is a graph of its own."""

STORE = "store"
"""Folder of the store in that of a release."""
