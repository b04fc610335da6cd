"""What pages show, read from the release: labels, descriptions, names, provenance, addresses.

Nothing here answers a request; `server.pages`, the kinds and the templates read it.
"""
