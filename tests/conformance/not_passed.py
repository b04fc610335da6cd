"""The cases that do not pass, each with the reason."""

NOT_PASSED: dict[str, str] = {}
