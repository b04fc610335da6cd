"""How to cite a page or a dataset: for people after APA, for programs as BibTeX, RIS and CSL-JSON.

The address that is cited is that of the release, which goes on showing what was cited.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any, NamedTuple

from flask_babel import gettext as _

from server.i18n import in_language
from server.service import Service
from server.view.addresses import path_of

_BIBTEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}%&$#_"},
}
_LINES = re.compile(r"\s+")


class Citation(NamedTuple):
    """What a reference says; `day` is the ISO day of the release, `address` stays with it."""

    author: str
    title: str
    day: str
    release: str
    address: str
    dataset: bool
    iri: str

    @property
    def year(self) -> str:
        """The year of the release."""
        return self.day[:4]

    @property
    def key(self) -> str:
        """A name for the reference, in letters that every program reads."""
        plain = unicodedata.normalize("NFKD", f"{self.title} {self.release}")
        words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
        return "-".join(["samenspel", *words])[:80].rstrip("-")

    def bibtex(self) -> str:
        """The reference as BibTeX; `@misc` with what it is, since BibTeX knows no datasets."""
        fields = {
            "author": "{" + _escaped(self.author) + "}",
            "title": "{" + _escaped(self.title) + "}",
            "year": self.year,
            "version": _escaped(self.release),
            "howpublished": "Dataset" if self.dataset else "Web page",
            "url": self.address,
        }
        told = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{{self.key},\n{told}}}\n"

    def ris(self) -> str:
        """The reference as RIS."""
        tags = (
            ("TY", "DATA" if self.dataset else "ELEC"),
            ("AU", self.author),
            ("TI", self.title),
            ("PY", self.year),
            ("DA", self.day.replace("-", "/")),
            ("ET", self.release),
            ("UR", self.address),
            ("ER", ""),
        )
        return "".join(f"{tag}  - {_LINES.sub(' ', value)}\r\n" for tag, value in tags)

    def csl(self) -> str:
        """The reference as an item of CSL-JSON."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "dataset" if self.dataset else "webpage",
            "author": [{"literal": self.author}],
            "title": self.title,
            "issued": {"date-parts": [[int(part) for part in self.day.split("-")]]},
            "version": self.release,
            "URL": self.address,
        }
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def cite(service: Service, iri: str, *, label: str, dataset: bool) -> Citation:
    """How to cite the page of a thing in the release that is shown."""
    manifest, release = service.release.manifest, service.release.id
    return Citation(
        author=in_language(manifest.get("publisher", {}).get("name", {})) or "Samenspel",
        title=label,
        day=str(manifest.get("created", ""))[:10],
        release=release,
        address=f"{service.base}releases/{release}{path_of(iri, service.base)}",
        dataset=dataset,
        iri=iri,
    )


def sentence(citation: Citation) -> tuple[str, str]:
    """The reference in words, after APA 7, before and after its title, which stands in italics."""
    kind = _("Dataset") if citation.dataset else _("Web page")
    version = _("release %(release)s", release=citation.release)
    return f"{citation.author}. ({citation.year}).", f"({version}) [{kind}]."


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(sign, sign) for sign in _LINES.sub(" ", text))
