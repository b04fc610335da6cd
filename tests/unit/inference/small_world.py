"""What a small world is: what is said, what must follow, what must not, and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"(?<![\w/<>\-]):(?=[a-z])")


@dataclass(frozen=True)
class SmallWorld:
    """A world; names are its own, whatever other worlds are there."""

    about: str
    words: str
    turtle: str
    follows: tuple[str, ...]
    not_: tuple[str, ...]
    says: str

    def apart(self, number: int, text: str) -> str:
        """A text in which the names of this world are those of no other."""
        return _NAME.sub(f":w{number}-", text)

    @property
    def row(self) -> str:
        """The world as a line of the page."""
        told = [f"`{text}`" for text in self.follows] + [f"~~`{text}`~~" for text in self.not_]
        return f"| {self.about} | {self.words} | {'<br>'.join(told)} | {self.says} |"
