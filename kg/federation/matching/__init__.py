"""Which organisations of different publishers are one: by number exactly, else proposed.

Pure: records and decisions are handed in. `propose` compares lists of them, `score` two of them.
Neither decides: that is done by people, and kept in `matches.csv` (`kg.release.matches`).
"""
