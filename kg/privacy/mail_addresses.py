"""E-mail addresses in texts, and whether one is of a person or of a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from kg.privacy.words import ARTICLES, GIVEN_NAMES, folded, is_role

Owner = Literal["person", "maybe", "role"]

_AT = r"(?:@|\s*[\[({<]\s*(?:at|apenstaart(?:je)?|arobase|a|@)\s*[\])}>]\s*|\s+at\s+)"
_DOT = r"(?:\.|\s*[\[({<]\s*(?:dot|punt|point)\s*[\])}>]\s*|\s+(?:dot|punt|point)\s+)"
# Lengths are those of RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4; without them a text of many signs
# takes a time that grows with its square.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_SIGN = r"[\w.+%!#$&*=?^`{|}~'’-]"
_ADDRESS = re.compile(
    rf"(?i)(?<!{_SIGN})(?P<local>{_SIGN}{{1,64}}+){_AT}"
    rf"(?P<domain>(?:{_LABEL}{_DOT}){{1,10}}[^\W\d_]{{2,63}})"
)
_SPELT = re.compile(r"(?i)\sat\s")
_MEANT = re.compile(r"(?i)\s(dot|punt|point)\s|\w\.\w+\sat\s|@")
"""What shows that "at" between words is a sign: a point in words, or one in the local part."""
_SPLIT = re.compile(r"[._'’-]+")
_DIGITS = re.compile(r"[0-9]+$")


def find_addresses(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where e-mail addresses stand in a plain text, with their local part and domain.

    Spellings against robots count too: `[at]`, `(dot)`, and `at` with `dot` in words.
    """
    for found in _ADDRESS.finditer(text):
        whole, local = found[0], found["local"].strip(".'’-*")
        if not local or (_SPELT.search(whole) and not _MEANT.search(whole)):
            continue
        domain = re.sub(rf"(?i){_DOT}", ".", found["domain"])
        yield found.start(), found.end(), local, domain


def owner_of(local: str, domain: str) -> Owner:
    """Whether an address is of a person, of a role, or cannot be told.

    A person's has a name that parents give, or an initial before a name (`v.naam`). Two other words
    (`groene.vinger`) may be an association's. What stands in the domain as well is the
    organisation's own name.
    """
    words = _words(local)
    if not words or any(is_role(word) for word in words):
        return "role"
    own = _own(words, domain)
    if len(own) == len(words):
        return "role"
    if len(words) == 1 or words[0] in ARTICLES or all(len(word) == 1 for word in words):
        return "maybe"
    if own and words[0] not in GIVEN_NAMES and len(words[0]) > 1:
        return "maybe"
    named = any(word in GIVEN_NAMES for word in words if word not in own)
    return "person" if named or len(words[0]) == 1 or len(words[-1]) == 1 else "maybe"


def looks_personal(local: str, domain: str) -> bool:
    """Whether an address that may be anybody's has the form of a person's.

    That is one word which parents give as a name, or several that no house begins with.
    """
    words = _words(local)
    if len(words) == 1:
        return words[0] in GIVEN_NAMES
    return words[:1] != [] and words[0] not in ARTICLES and not _own(words, domain)


def _words(local: str) -> list[str]:
    first = local.split("+", 1)[0]
    words = [folded(_DIGITS.sub("", word)) for word in _SPLIT.split(first)]
    return [word for word in words if word.isalpha()]


def _own(words: list[str], domain: str) -> list[str]:
    """The words that stand in the domain."""
    labels = {folded(label) for part in domain.split(".") for label in (part, *part.split("-"))}
    return [word for word in words if word in labels or any(_same(word, each) for each in labels)]


def _same(word: str, label: str) -> bool:
    return len(word) > 4 and (word in label or (label in word and len(label) > 4))
