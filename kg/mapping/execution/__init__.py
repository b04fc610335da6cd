"""Runs mapping documents on their sources: files of quads, findings, provenance, previews.

`run` maps one document as the command `map` does, `dataset` those of a dataset in a build.
"""
