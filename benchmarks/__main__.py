"""Runs every side-by-side run, one after the other."""

from benchmarks import build, sparql

build.main()
sparql.main()
