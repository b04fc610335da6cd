"""Runs triples maps record by record, plainly as the specifications say.

It runs what SQL cannot say, and the compiler is tested against it.
"""
