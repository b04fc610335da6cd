"""What must not go out: personal data and small counts of people, whatever the mapping calls them.

It looks at finished lines of N-Quads and at texts, and knows neither mappings nor releases. Enter
at `detectors` for kinds of personal data in a text, at `statements` for whole files of lines, and
at `column_names` for what a column holds by its name.
"""
