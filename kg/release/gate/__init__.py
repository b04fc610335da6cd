"""What stands between a release and the public: reasons not to publish, and their acceptance.

A reason has a code, a place and something to do about it. It is seen by comparing the release with
the one that is published, or in the release alone. A steward removes its cause or accepts it, one
by one, in `accepted.csv` of the publication. Enter at `judge`.
"""
