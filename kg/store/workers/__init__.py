"""The processes that answer queries: each walled in, each killed when its time is up.

`pool` is the door for threads, `async_pool` for one event loop.
"""
