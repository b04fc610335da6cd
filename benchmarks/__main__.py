"""Runs every side-by-side run, one after the other."""

from benchmarks import build, mapping, sparql

build.main()
mapping.main()
sparql.main()
