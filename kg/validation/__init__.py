"""Holds a graph against its shapes and tells what does not fit, in three languages.

`shapes` runs SHACL; the shapes themselves are data in ontology/shapes. A result says where and
what, never the value itself: values stay in the publisher's source.
"""
