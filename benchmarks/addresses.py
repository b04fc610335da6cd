"""The addresses of each kind of page in a release, at random, the same for the same release."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

from kg.model.terms import CONCEPT, SAM
from kg.search.database import INDEX
from server.view.addresses import path_of

DRAWN = 400
"""Things of a class of which pages are asked."""
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RIGHTS = ("work", "decent-housing", "health-protection", "education", "legal-assistance")
LISTED = ("Organisation", "SocialService", "MunicipalArea", "Project", "Partnership", "Membership")
CONCEPTS = ("kind/ocmw", "target-group/youth", "right/work", "zone/third-public")
Paths = Iterator[str]


class Addresses:
    """Addresses by kind; each kind gives them without end."""

    def __init__(self, release: Path, base: str) -> None:
        self._base = base
        self._dice = random.Random(1_000_000)
        self._index = sqlite3.connect(f"file:{release / INDEX}?mode=ro", uri=True)
        self._areas = self._things("MunicipalArea")

    def _rows(self, select: str, *bound: object) -> list[str]:
        return [row[0] for row in self._index.execute(select, bound)]

    def _things(self, cls: str) -> list[str]:
        """Some things of a class, in random order."""
        found = self._rows(
            "SELECT t.iri FROM thing t JOIN facet f ON f.thing = t.id JOIN value v"
            " ON v.id = f.value WHERE v.facet = 'kind' AND v.iri = ? ORDER BY t.iri",
            SAM + cls,
        )
        return self._dice.sample(found, min(DRAWN, len(found)))

    def _documents(self, iris: list[str], suffix: str = "") -> Paths:
        return cycle([path_of(iri, self._base) + suffix for iri in iris])

    def _names(self) -> list[str]:
        names = self._rows("SELECT name_nl FROM thing WHERE name_nl <> '' ORDER BY id")
        return self._dice.sample(names, min(DRAWN, len(names)))

    def _most_linked(self) -> list[str]:
        """The things with most links to them: a provider, an area."""
        base = f"{self._base}id/"
        return [f"{base}organisation/{n}-O40" for n in range(10)] + [f"{base}area/90001"]

    def kinds(self) -> dict[str, Paths]:
        """All kinds, by name."""
        words = [word for name in self._names() for word in name.split() if len(word) > 2]
        organisations, services = self._things("Organisation"), self._things("SocialService")
        return {
            "home": cycle(["/", "/?lang=en", "/?lang=fr"]),
            "search": cycle([f"/search?q={quote(name)}" for name in self._names()]),
            "search, one word": cycle([f"/search?q={quote(word)}" for word in words]),
            "suggest": cycle([f"/api/suggest?q={quote(word[:4])}" for word in words]),
            "list": cycle([f"/browse/{name}" for name in LISTED]),
            "list, a facet": self._narrowed(),
            "list, a letter": self._lettered(),
            "list, a later page": self._later(organisations),
            "organisation": self._documents(organisations),
            "service": self._documents(services),
            "municipality": self._documents(self._areas),
            "project": self._documents(self._things("Project")),
            "partnership": self._documents(self._things("Partnership")),
            "right": self._documents([f"{CONCEPT}right/{name}" for name in RIGHTS]),
            "concept": self._documents([CONCEPT + name for name in CONCEPTS]),
            "very many links": self._documents(self._most_linked()),
            "/incoming": self._incoming(),
            "why": self._reasons(organisations),
            "Turtle": self._documents(organisations, ".ttl"),
            "JSON-LD": self._documents(services, ".jsonld"),
            "Turtle, very many links": self._documents(self._most_linked(), ".ttl"),
            "scheme": cycle(["/concepts", "/doc/concept/right", "/doc/concept/kind"]),
            "vocabulary": cycle(["/ns"]),
            "class": self._documents([SAM + name for name in LISTED]),
            "views: rights": self._views(),
            "views: a right": cycle([f"/views/rights/{name}" for name in RIGHTS]),
            "views: life course": cycle(["/views/life-course", "/views/life-course?begun=all"]),
            "compare": self._pairs(),
            "council sheet": cycle([f"/views/municipality?area={quote(a)}" for a in self._areas]),
            "catalogue": cycle(["/catalog"]),
            "dataset": cycle([f"/doc/dataset/gemeente-{n}" for n in range(10)]),
            "releases": cycle(["/releases"]),
            "sitemap": cycle(["/sitemap.xml", "/sitemap-1.xml", "/sitemap-2.xml"]),
            "editor": cycle(["/sparql"]),
            "example question": cycle([f"/sparql?example=q{n:02d}" for n in range(1, 21)]),
            "about, limits, codes": cycle(["/about", "/limits", "/errors/", "/dumps/"]),
        }

    def _narrowed(self) -> Paths:
        choices: list[tuple[str, Callable[[], str]]] = [
            ("municipality", lambda: self._dice.choice(self._areas)),
            ("right", lambda: f"{CONCEPT}right/{self._dice.choice(RIGHTS)}"),
        ]
        while True:
            some = self._dice.sample(choices, self._dice.randint(1, 2))
            narrowed = urlencode({name: choose() for name, choose in some})
            yield f"/browse/{self._dice.choice(LISTED[:2])}?{narrowed}"

    def _lettered(self) -> Paths:
        while True:
            letter = self._dice.choice("BDHKLMNPSVZ")
            yield f"/browse/{self._dice.choice(LISTED[:2])}?letter={letter}"

    def _later(self, things: list[str]) -> Paths:
        while True:
            yield f"/browse/Organisation?{urlencode({'after': self._dice.choice(things)})}"

    def _incoming(self) -> Paths:
        for iri in cycle(self._most_linked()):
            way = "servesArea" if "/area/" in iri else "providedBy"
            yield f"/incoming?{urlencode({'iri': iri, 'p': SAM + way})}"

    def _reasons(self, things: list[str]) -> Paths:
        for iri in cycle(things):
            said = {"s": iri, "p": TYPE, "o": f"{SAM}Organisation"}
            yield f"/why?{urlencode(said)}"

    def _views(self) -> Paths:
        yield "/views/rights"
        while True:
            area = f"{self._base}id/area/P{self._dice.randrange(5)}"
            yield "/views/rights?" + urlencode({"area": area, "only": "gaps"})
            yield self._dice.choice(["/views/rights", "/views/rights?sort=name"])

    def _pairs(self) -> Paths:
        while True:
            first, second = self._dice.sample(self._areas, 2)
            yield "/compare?" + urlencode({"a": first, "b": second})
