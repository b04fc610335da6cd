"""What a word that was typed may stand for: other endings, slips, compounds in one word or two."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORT_WORD = 4
"""Letters of a word in which one slip is believed; two in longer ones, none in those of two."""
SHORTEST_PART = 3
ALTERNATIVES = 24
"""Words that one may stand for."""
COMPARED_AT_ONCE = 10_000
"""Words that are compared before another thread may go on: some ms."""
_LINKING = ("", "s", "en", "e", "n")
"""Letters between the parts of a Dutch compound."""


class Vocabulary:
    """The words of an index, with the number of texts that each is in."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.words = sorted(counts)
        self._counts = counts

    def begins(self, word: str) -> bool:
        """Whether a word of the index begins with this one, or is it."""
        place = bisect_left(self.words, word)
        return place < len(self.words) and self.words[place].startswith(word)

    def similar(self, word: str) -> list[str]:
        """Words that differ by one or two slips, those that differ least and are frequent first."""
        if len(word) < SHORTEST_PART:
            return []
        most = 1 if len(word) <= SHORT_WORD else 2
        found: list[tuple[int, int, str]] = []
        for start in range(0, len(self.words), COMPARED_AT_ONCE):
            some = self.words[start : start + COMPARED_AT_ONCE]
            near = process.extract(
                word, some, scorer=OSA.distance, score_cutoff=most, limit=ALTERNATIVES
            )
            found += [(int(slips), -self._counts[other], other) for other, slips, _ in near]
        return [other for _, _, other in sorted(found)[:ALTERNATIVES]]

    def compounds_with(self, word: str) -> list[str]:
        """Words that hold this one, beyond their beginning: "zorgcentrum" in "woonzorgcentrum"."""
        if len(word) < SHORT_WORD:
            return []
        found = [other for other in self.words if word in other]
        return sorted(found, key=lambda other: (len(other), -self._counts[other]))[:ALTERNATIVES]

    def parts(self, word: str) -> Iterator[tuple[str, str]]:
        """Two words of the index that make this one: "jeugdhuis" as "jeugd huis"."""
        for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            first, second = word[:end], word[end:]
            if second not in self._counts:
                continue
            for letters in _LINKING:
                stem = first.removesuffix(letters) if letters else first
                if len(stem) >= SHORTEST_PART and stem in self._counts:
                    yield stem, second
                    break
