"""The graph store and the processes that ask it.

`pool.Pool` is the door: it answers queries in worker processes that can be killed, because a
legal query can abort or exhaust the process that runs it. `load` fills a store. The process
that owns a `Pool` never imports the engine; only `worker` (and `load`, at build time) does.
"""
