"""Side-by-side runs that print ratios: what Samenspel costs beside a floor or a peer, in one run.

Machines are noisy, so nothing here is an assertion and no figure stands alone: every comparison
takes turns in the same run and reports medians. `python -m benchmarks` runs them all.
"""
