"""Figures: pure functions from data to SVG markup, drawn on the server.

Nothing here reads a store or a request. The page's style sheet colours the figures through
classes, so one drawing serves light, dark and print; every figure has a table twin on its page.
"""
