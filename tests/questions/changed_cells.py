"""One changed cell per question, and how its answer must change.

Each change is made in a copy of the example publication or, where a question is about the
vocabulary alone, in a copy of the ontology. `removed` and `added` name the whole difference of
the answer, seen through `variables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ENCODINGS = {
    "lindewater-diensten.csv": "cp1252",
    "lindewater-organisaties.csv": "cp1252",
    "lidmaatschappen.csv": "cp1252",
}

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Change:
    """Other text in one cell of a file, and what that must do to one question's answer."""

    question: str
    file: str
    old: str
    new: str
    variables: tuple[str, ...]
    removed: Rows = ()
    added: Rows = ()
    vocabulary: bool = False

    def apply(self, folder: Path) -> None:
        """Make the change in a copy of the folder; the old text must stand there exactly once."""
        path = folder / self.file
        encoding = ENCODINGS.get(path.name, "utf-8")
        content, old = path.read_bytes(), self.old.encode(encoding)
        assert content.count(old) == 1, f"{self.old!r} is {content.count(old)} times in {self.file}"
        path.write_bytes(content.replace(old, self.new.encode(encoding)))


KANTEL = "ex:organisation/0999273313"
SPHERES = ("network", "member", "sphere")

CHANGES = (
    Change(
        "q01",
        "sources/beleid.json",
        '"inspraak", "toegankelijke dienstverlening"',
        '"noden en vragen", "toegankelijke dienstverlening"',
        ("keyword", "named"),
        removed=(("c:keyword/citizen-voice", "true"), ("c:keyword/needs-and-questions", "false")),
        added=(("c:keyword/citizen-voice", "false"), ("c:keyword/needs-and-questions", "true")),
    ),
    Change(
        "q02",
        "concepts/right.ttl",
        'sam:legalArticle "art. 24, § 3"',
        'sam:legalArticle "art. 24, § 5"',
        ("right", "article"),
        removed=(("c:right/education", "art. 24, § 3"),),
        added=(("c:right/education", "art. 24, § 5"),),
        vocabulary=True,
    ),
    # The CAW stays a member, but no longer as a core partner: it does not count.
    Change(
        "q03",
        "sources/lidmaatschappen.csv",
        "gbo-lindewater;0999775634;kernpartner;",
        "gbo-lindewater;0999775634;basisactor;",
        ("reception", "qualified", "missing"),
        removed=(("ex:partnership/gbo-lindewater", "true", ""),),
        added=(("ex:partnership/gbo-lindewater", "false", "c:kind/caw"),),
    ),
    Change(
        "q04",
        "sources/lindewater-diensten.csv",
        "n.t.b.",
        "185000,00",
        ("row", "column", "code"),
        removed=(("63", "tarief", "SAM-M003"),),
    ),
    Change(
        "q05",
        "sources/lindewater-diensten.csv",
        'zonder afspraak.;0999775634;"99001, 99002"',
        'zonder afspraak.;0999245203;"99001, 99002"',
        ("dataset", "row", "column"),
        removed=(("ex:dataset/diensten-lindewater", "25", "aanbieder"),),
    ),
    Change(
        "q06",
        "sources/lindewater-organisaties.csv",
        "O.C.M.W.;publiekrechtelijk;0999.245.203",
        "O.C.M.W.;publiekrechtelijk;0999.250.052",
        ("body", "enterpriseNumber"),
        removed=(("ex:organisation/0999245203", "0999245203"),),
        added=(("ex:organisation/0999245203", "0999250052"),),
    ),
    Change(
        "q07",
        "sources/lindewater-organisaties.csv",
        "0999.417.508",
        "0999.417.526",
        ("file", "row", "organisation"),
        removed=(("lindewater-organisaties.csv", "18", "ex:organisation/LW-O9"),),
    ),
    # A community centre that lives from sales is no longer purely of the third sector.
    Change(
        "q08",
        "sources/lindewater-organisaties.csv",
        '08/09/1986;-;derde;"eigendom-derde, bestuur-derde, personeel-derde"',
        '08/09/1986;-;derde;"eigendom-derde, bestuur-derde, middelen-privaat"',
        ("organisation", "zone", "trait"),
        added=(
            (KANTEL, "c:zone/third-private", "c:trait/third-ownership"),
            (KANTEL, "c:zone/third-private", "c:trait/third-governance"),
            (KANTEL, "c:zone/third-private", "c:trait/third-priorities"),
            (KANTEL, "c:zone/third-private", "c:trait/private-other-resources"),
        ),
    ),
    Change(
        "q09",
        "concepts/sphere.ttl",
        'skos:prefLabel "markt"@nl',
        'skos:prefLabel "vrije markt"@nl',
        ("sphere", "dutch"),
        removed=(("c:sphere/market", "markt"),),
        added=(("c:sphere/market", "vrije markt"),),
        vocabulary=True,
    ),
    Change(
        "q10",
        "sources/bijdragen.csv",
        "lw-huiswerkclub,LW-C1,onbepaald",
        "lw-huiswerkclub,LW-C1,co-uitvoerder",
        ("type", "share", "here"),
        removed=(
            ("c:participation-share/co-executor", "50", "13"),
            ("c:participation-share/no-type", "13", "4"),
        ),
        added=(
            ("c:participation-share/co-executor", "50", "14"),
            ("c:participation-share/no-type", "13", "3"),
        ),
    ),
    # With a kind that is in the list, the gardeners are a citizens' group to the reasoner.
    Change(
        "q11",
        "sources/molenvoorde-groepen.csv",
        "groepje tuiniers",
        "burgergroep",
        ("project", "name", "citizens", "since"),
        added=(
            ("ex:project/mv-plukroute", "Plukroute", "ex:organisation/MV-tuinlui", "2022-03-01"),
        ),
    ),
    Change(
        "q12",
        "concepts/tension.ttl",
        'on y choisit entre intérêts et valeurs."@fr',
        'on y choisit entre intérêts et valeurs."@de',
        ("concept", "missing"),
        removed=(("c:tension/political-work", ""),),
        added=(("c:tension/political-work", "definition@fr"),),
        vocabulary=True,
    ),
    Change(
        "q13",
        "sources/lindewater-diensten.csv",
        "met een gids.;0999918164;99001;culturele en maatschappelijke ontplooiing",
        "met een gids.;0999918164;99001;gezond leefmilieu",
        ("name", "covered", "missing"),
        removed=(
            ("Lindewater", "12", "c:right/consultation"),
            ("Lindewater", "12", "c:right/healthy-environment"),
        ),
        added=(("Lindewater", "13", "c:right/consultation"),),
    ),
    Change(
        "q14",
        "alignments/schema-org.ttl",
        "sam:SourceWork                  skos:closeMatch   schema:CreativeWork",
        "sam:SourceWork                  skos:relatedMatch schema:CreativeWork",
        ("term", "strength", "external"),
        removed=(("sam:SourceWork", "3", "http://schema.org/CreativeWork"),),
        added=(("sam:SourceWork", "1", "http://schema.org/CreativeWork"),),
        vocabulary=True,
    ),
    Change(
        "q15",
        "samenspel.toml",
        'modified = "2026-01-31"',
        'modified = "2026-11-01"',
        ("dataset", "modified"),
        removed=(("ex:dataset/beleid", "2026-01-31"),),
        added=(("ex:dataset/beleid", "2026-11-01"),),
    ),
    Change(
        "q16",
        "sources/kastanjeveld-actoren.csv",
        "0999 737 824",
        "0999 737 032",
        ("organisation", "dataset"),
        removed=(
            ("ex:organisation/0999737824", "ex:dataset/organisaties-lindewater"),
            ("ex:organisation/0999737824", "ex:dataset/actoren-kastanjeveld"),
        ),
    ),
    Change(
        "q17",
        "sources/lindewater-diensten.csv",
        "0999024378;99001;culturele en maatschappelijke ontplooiing;vrije tijd;ouderen;Oeverbeek",
        "0999024378;99001;culturele en maatschappelijke ontplooiing;vrije tijd;ouderen;Kanaalwijk",
        ("facility", "municipality"),
        removed=(("ex:service/lw-handwerk", "Lindewater"),),
    ),
    Change(
        "q18",
        "sources/molenvoorde-diensten.tsv",
        "alle inwonerss",
        "alle inwoners",
        ("row", "column", "code"),
        removed=(("83", "Doelgroep", "SAM-M005"),),
    ),
    # Without the residents only one sphere is left in the repair network.
    Change(
        "q19",
        "sources/lidmaatschappen.csv",
        "repairnetwerk;LW-B3;initiatiefnemer;05/05/2015;heden",
        "repairnetwerk;LW-B3;initiatiefnemer;05/05/2015;31/12/2025",
        SPHERES,
        removed=(
            ("ex:partnership/repairnetwerk", "ex:organisation/LW-B3", "c:sphere/community"),
            (
                "ex:partnership/repairnetwerk",
                "ex:organisation/0999371501",
                "c:sphere/civil-society",
            ),
            (
                "ex:partnership/repairnetwerk",
                "ex:organisation/0999430689",
                "c:sphere/civil-society",
            ),
        ),
    ),
    Change(
        "q20",
        "sources/beoordelingen.tsv",
        "lw-warme-kanaalwijk\tbeleid\tniet vervuld",
        "lw-warme-kanaalwijk\tbeleid\tvervuld",
        ("number", "outcome"),
        removed=(("G3.1", "c:outcome/unmet"),),
        added=(("G3.1", "c:outcome/met"),),
    ),
    Change(
        "q21",
        "sources/beoordelingen.tsv",
        "lw-maaltijdnet\tinteresse en vaardigheden\tniet vervuld",
        "lw-maaltijdnet\tinteresse en vaardigheden\tonbekend",
        ("number", "outcome"),
        removed=(("B1", "c:outcome/unmet"),),
        added=(("B1", "c:outcome/unknown"),),
    ),
    # The fourth trait makes the Repairkar qualify, so every line of the answer changes.
    Change(
        "q22",
        "sources/lindewater-projecten.csv",
        "repairnetwerk;duurzame oplossing, andere samenwerking, open houding;",
        "repairnetwerk;duurzame oplossing, andere samenwerking, open houding,"
        " voorbij eigen organisatie;",
        ("criterion", "met", "qualifies"),
        removed=(
            ("c:innovation-trait/lasting-solution", "true", "false"),
            ("c:innovation-trait/other-cooperation", "true", "false"),
            ("c:innovation-trait/open-attitude", "true", "false"),
            ("c:innovation-trait/beyond-own-organisation", "false", "false"),
            ("sam:CoCreation", "true", "false"),
        ),
        added=(
            ("c:innovation-trait/lasting-solution", "true", "true"),
            ("c:innovation-trait/other-cooperation", "true", "true"),
            ("c:innovation-trait/open-attitude", "true", "true"),
            ("c:innovation-trait/beyond-own-organisation", "true", "true"),
            ("sam:CoCreation", "true", "true"),
        ),
    ),
    Change(
        "q23",
        "sources/lindewater-projecten.csv",
        "open houding;-;waarde op zich;-;6000,00",
        "open houding;-;werkt beter;-;6000,00",
        ("concept", "projects"),
        removed=(("c:reason/works-better", "29"), ("c:reason/value-in-itself", "27")),
        added=(("c:reason/works-better", "30"), ("c:reason/value-in-itself", "26")),
    ),
    Change(
        "q24",
        "concepts/shift.ttl",
        "sam:shiftsTo shift:welfare-cities ;\n  sam:slide 4 ;\n"
        "  sam:sourceCitation work:putters-2013",
        "sam:shiftsTo shift:welfare-cities ;\n  sam:slide 4 ;\n"
        "  sam:sourceCitation work:lecture-2020",
        ("becomes", "source"),
        removed=(
            ("c:shift/city-political-level", "work:putters-2013"),
            ("c:shift/city-social-laboratory", "work:putters-2013"),
        ),
        added=(
            ("c:shift/city-political-level", "work:lecture-2020"),
            ("c:shift/city-social-laboratory", "work:lecture-2020"),
        ),
        vocabulary=True,
    ),
    Change(
        "q25",
        "concepts/attitude.ttl",
        "attitude:shared-orientation a sam:Attitude",
        "attitude:shared-orientation a sam:Tension",
        ("kind", "concept"),
        removed=(("sam:Attitude", "c:attitude/shared-orientation"),),
        added=(("sam:Tension", "c:attitude/shared-orientation"),),
        vocabulary=True,
    ),
)
