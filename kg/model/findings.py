"""What was found wrong in a source, and where: the catalogue of codes and the record itself."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Literal

Severity = Literal["error", "warning", "tip"]
Language = Literal["nl", "en", "fr"]
LANGUAGES: tuple[Language, ...] = ("nl", "en", "fr")


@dataclass(frozen=True)
class FindingKind:
    """One entry of the catalogue: how bad it is, what it says and what to do, in three languages."""

    code: str
    severity: Severity
    title: dict[Language, str]
    fix: dict[Language, str]


def _kind(code: str, severity: Severity, titles: str, fixes: str) -> FindingKind:
    return FindingKind(code, severity, _three(titles), _three(fixes))


def _three(text: str) -> dict[Language, str]:
    nl, en, fr = (part.strip() for part in text.split("|"))
    return {"nl": nl, "en": en, "fr": fr}


CATALOGUE: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (
        _kind(
            "SAM-R001",
            "error",
            "rij met te veel kolommen | row with too many columns | ligne avec trop de colonnes",
            "zet waarden met het scheidingsteken tussen aanhalingstekens"
            " | put values that hold the delimiter between quotes"
            " | mettez entre guillemets les valeurs qui contiennent le séparateur",
        ),
        _kind(
            "SAM-R002",
            "error",
            "rij met te weinig kolommen | row with too few columns | ligne avec trop peu de colonnes",
            "vul de ontbrekende kolommen aan, desnoods leeg"
            " | add the missing columns, empty if need be"
            " | complétez les colonnes manquantes, vides au besoin",
        ),
        _kind(
            "SAM-R003",
            "error",
            "aanhalingsteken niet gesloten | quote not closed | guillemet non fermé",
            "sluit het aanhalingsteken in deze cel | close the quote in this cell"
            " | fermez le guillemet dans cette cellule",
        ),
        _kind(
            "SAM-R004",
            "error",
            "teken dat niet bij de tekencodering past | byte that does not fit the encoding"
            " | octet qui ne correspond pas à l'encodage",
            "bewaar het bestand opnieuw in de opgegeven codering, of geef de juiste codering op"
            " | save the file again in the stated encoding, or state the right encoding"
            " | enregistrez à nouveau le fichier dans l'encodage indiqué, ou indiquez le bon encodage",
        ),
        _kind(
            "SAM-R005",
            "tip",
            "codering of scheidingsteken herkend, niet opgegeven"
            " | encoding or delimiter detected, not stated"
            " | encodage ou séparateur détecté, non indiqué",
            "zet dit in de koppeling vast onder samenspel: | state it in the mapping under samenspel:"
            " | fixez-le dans la correspondance sous samenspel:",
        ),
        _kind(
            "SAM-R006",
            "warning",
            "kolomkop leeg of dubbel | header blank or repeated | en-tête vide ou répété",
            "geef elke kolom een eigen naam | give each column a name of its own"
            " | donnez à chaque colonne son propre nom",
        ),
        _kind(
            "SAM-R031",
            "error",
            "foutwaarde van het rekenblad | error value of the spreadsheet"
            " | valeur d'erreur du tableur",
            "verbeter de formule, of schrijf de waarde zelf | mend the formula, or write the value"
            " | corrigez la formule, ou écrivez la valeur",
        ),
        _kind(
            "SAM-R032",
            "warning",
            "object waar een waarde verwacht wordt | object where a value is expected"
            " | objet là où une valeur est attendue",
            "verwijs in de koppeling naar een veld van het object"
            " | refer in the mapping to a field of the object"
            " | faites référence à un champ de l'objet dans la correspondance",
        ),
        _kind(
            "SAM-R033",
            "error",
            "coördinaten buiten bereik of geen geometrie | coordinates out of range or no geometry"
            " | coordonnées hors limites ou pas une géométrie",
            "verbeter de coördinaten, of geef in de koppeling hun coördinatenstelsel op"
            " | mend the coordinates, or state their coordinate system in the mapping"
            " | corrigez les coordonnées, ou indiquez leur système dans la correspondance",
        ),
        _kind(
            "SAM-R034",
            "warning",
            "kolom die in dit bestand ontbreekt | column that this file lacks"
            " | colonne absente de ce fichier",
            "voeg de kolom toe zoals in de andere bestanden"
            " | add the column as in the other files"
            " | ajoutez la colonne comme dans les autres fichiers",
        ),
        _kind(
            "SAM-R045",
            "error",
            "getal met te veel cijfers | number with too many digits"
            " | nombre avec trop de chiffres",
            "verbeter het getal, of schrijf het als tekst tussen aanhalingstekens"
            " | mend the number, or write it as text between quotes"
            " | corrigez le nombre, ou écrivez-le comme texte entre guillemets",
        ),
        _kind(
            "SAM-R046",
            "error",
            "lijst waar één waarde verwacht wordt | array where one value is expected"
            " | tableau là où une seule valeur est attendue",
            "verwijs in de koppeling naar de elementen, met [*] erachter"
            " | refer in the mapping to its elements, with [*] behind it"
            " | faites référence à ses éléments dans la correspondance, en ajoutant [*]",
        ),
        _kind(
            "SAM-R047",
            "warning",
            "geen enkele rij | not a single row | aucune ligne",
            "kijk na of de uitvoer volledig is: van een lege bron verdwijnt alles uit de publicatie"
            " | check that the export is whole: of an empty source all leaves the publication"
            " | vérifiez que l'export est complet : tout ce qui vient d'une source vide disparaît"
            " de la publication",
        ),
        _kind(
            "SAM-R070",
            "error",
            "geen getal of oneindig | not a number, or infinite | pas un nombre, ou infini",
            "schrijf het getal, of laat de waarde weg | write the number, or leave the value out"
            " | écrivez le nombre, ou omettez la valeur",
        ),
        _kind(
            "SAM-R071",
            "error",
            "item dat geen geldige JSON is | item that is not valid JSON"
            " | élément qui n'est pas du JSON valide",
            "verbeter dit item, of voer het bestand opnieuw uit"
            " | mend this item, or export the file again"
            " | corrigez cet élément, ou exportez à nouveau le fichier",
        ),
        _kind(
            "SAM-R072",
            "error",
            "formule zonder berekende waarde | formula without a computed value"
            " | formule sans valeur calculée",
            "open het bestand in een rekenblad en bewaar het opnieuw, of schrijf de waarde zelf"
            " | open the file in a spreadsheet program and save it again, or write the value"
            " | ouvrez le fichier dans un tableur et enregistrez-le à nouveau, ou écrivez la valeur",
        ),
        _kind(
            "SAM-R073",
            "error",
            "tijdstip of duur die niet bestaat | moment or duration that does not exist"
            " | moment ou durée qui n'existe pas",
            "verbeter de waarde, of laat ze weg in de vraag aan de bron"
            " | mend the value, or leave it out in the query of the source"
            " | corrigez la valeur, ou omettez-la dans la requête de la source",
        ),
        _kind(
            "SAM-R074",
            "warning",
            "verborgen rijen of kolommen worden gelezen | hidden rows or columns are read"
            " | des lignes ou colonnes masquées sont lues",
            "verwijder wat niet openbaar mag zijn, of maak het zichtbaar"
            " | delete what must not be public, or unhide it"
            " | supprimez ce qui ne doit pas être public, ou affichez-le",
        ),
        _kind(
            "SAM-R075",
            "warning",
            "tekens in UTF-8 in een bestand in een andere codering"
            " | characters in UTF-8 in a file of another encoding"
            " | caractères en UTF-8 dans un fichier d'un autre encodage",
            "bewaar het bestand opnieuw, helemaal in UTF-8"
            " | save the file again, all of it in UTF-8"
            " | enregistrez à nouveau le fichier, entièrement en UTF-8",
        ),
        _kind(
            "SAM-R076",
            "warning",
            "werkboek waarin foutwaarden, formules zonder waarde en wat verborgen is niet te zien zijn"
            " | workbook in which errors, formulas without a value and what is hidden cannot be seen"
            " | classeur où les erreurs, les formules sans valeur et ce qui est masqué ne se voient pas",
            "bewaar het werkboek als .xlsx of .ods: zulke cellen blijven nu leeg, zonder melding"
            " | save the workbook as .xlsx or .ods: such cells stay empty now, and are not told"
            " | enregistrez le classeur en .xlsx ou .ods : ces cellules restent vides, sans avis",
        ),
        _kind(
            "SAM-M001",
            "error",
            "verplichte waarde ontbreekt | required value is missing | valeur obligatoire manquante",
            "vul de cel in | fill in the cell | remplissez la cellule",
        ),
        _kind(
            "SAM-M002",
            "error",
            "geen bestaande datum in de opgegeven vorm | not an existing date in the stated form"
            " | pas une date existante dans la forme indiquée",
            "schrijf de datum in de opgegeven vorm | write the date in the stated form"
            " | écrivez la date dans la forme indiquée",
        ),
        _kind(
            "SAM-M003",
            "error",
            "waarde past niet bij het gegevenstype | value does not fit the datatype"
            " | valeur incompatible avec le type de donnée",
            "schrijf enkel het getal of de waarde die gevraagd is"
            " | write only the number or value that is asked"
            " | n'écrivez que le nombre ou la valeur demandés",
        ),
        _kind(
            "SAM-M004",
            "error",
            "geen geldig webadres | not a valid web address | adresse web non valide",
            "schrijf het volledige adres, met https:// | write the whole address, with https://"
            " | écrivez l'adresse complète, avec https://",
        ),
        _kind(
            "SAM-M005",
            "error",
            "waarde staat niet in de opzoeklijst | value is not in the look-up list"
            " | valeur absente de la liste de correspondance",
            "verbeter de waarde of voeg ze toe aan de lijst"
            " | mend the value or add it to the list"
            " | corrigez la valeur ou ajoutez-la à la liste",
        ),
        _kind(
            "SAM-M006",
            "error",
            "verwijst naar iets dat er niet is | refers to something that is not there"
            " | renvoie à quelque chose qui n'existe pas",
            "verbeter de verwijzing of voeg de ontbrekende rij toe"
            " | mend the reference or add the missing row"
            " | corrigez le renvoi ou ajoutez la ligne manquante",
        ),
        _kind(
            "SAM-M007",
            "error",
            "ongeldig ondernemingsnummer | invalid enterprise number"
            " | numéro d'entreprise non valide",
            "kijk het nummer na in de KBO: tien cijfers, de laatste twee zijn de controle"
            " | check the number in the enterprise register: ten digits, the last two are the check"
            " | vérifiez le numéro à la BCE : dix chiffres, les deux derniers sont le contrôle",
        ),
        _kind(
            "SAM-M008",
            "error",
            "ongeldige NIS-code | invalid NIS code | code INS non valide",
            "een NIS-code heeft vijf cijfers, ook de nul vooraan"
            " | a NIS code has five digits, the leading zero included"
            " | un code INS a cinq chiffres, y compris le zéro initial",
        ),
        _kind(
            "SAM-M009",
            "error",
            "rij zonder sleutel: ze geeft niets | row without its key: it gives nothing"
            " | ligne sans clé : elle ne donne rien",
            "vul de sleutel in | fill in the key | remplissez la clé",
        ),
        _kind(
            "SAM-M010",
            "warning",
            "sleutel komt meer dan één keer voor | key is used more than once"
            " | clé utilisée plus d'une fois",
            "voeg de rijen samen of geef een eigen sleutel | merge the rows or give each its own key"
            " | fusionnez les lignes ou donnez à chacune sa clé",
        ),
        _kind(
            "SAM-M011",
            "error",
            "geen geldige taalcode | not a valid language tag | code de langue non valide",
            "schrijf een taalcode zoals nl of nl-BE | write a language tag such as nl or nl-BE"
            " | écrivez un code de langue comme nl ou nl-BE",
        ),
        _kind(
            "SAM-M024",
            "warning",
            "sleutel die enkel in schrijfwijze van een andere verschilt: het zijn nu twee dingen"
            " | key that differs from another in its spelling only: these are two things now"
            " | clé qui ne diffère d'une autre que par sa graphie : ce sont deux choses à présent",
            "schrijf de sleutel overal gelijk: verbeter de cel, of gebruik in de koppeling een"
            " functie (kbo) of een opzoeklijst"
            " | write the key alike everywhere: mend the cell, or use a function (kbo) or a"
            " look-up list in the mapping"
            " | écrivez la clé partout de même : corrigez la cellule, ou utilisez dans la"
            " correspondance une fonction (kbo) ou une liste de correspondance",
        ),
        _kind(
            "SAM-M025",
            "warning",
            "verwijzing naar iets wat nergens beschreven is"
            " | link to something that nothing describes"
            " | renvoi à quelque chose que rien ne décrit",
            "verbeter de sleutel in de cel, of voeg de bron toe die het ding beschrijft"
            " | mend the key in the cell, or add the source that describes the thing"
            " | corrigez la clé dans la cellule, ou ajoutez la source qui décrit la chose",
        ),
        _kind(
            "SAM-M030",
            "warning",
            "term die zijn vocabularium niet heeft | term that its vocabulary does not have"
            " | terme que son vocabulaire n'a pas",
            "verbeter de naam in de koppeling | mend the name in the mapping"
            " | corrigez le nom dans la correspondance",
        ),
        _kind(
            "SAM-M020",
            "warning",
            "rij van totalen of noot bij de tabel, gelezen als een ding"
            " | row of totals or note to the table, read as a thing"
            " | ligne de totaux ou note du tableau, lue comme une chose",
            "haal de rij uit de bron, of laat ze in de koppeling weg met een voorwaarde"
            " | take the row out of the source, or leave it out in the mapping with a condition"
            " | retirez la ligne de la source, ou écartez-la dans la correspondance par une condition",
        ),
        _kind(
            "SAM-O001",
            "error",
            "een bron stelt iets vast dat enkel afgeleid mag worden"
            " | a source asserts what may only be inferred"
            " | une source affirme ce qui ne peut qu'être déduit",
            "laat deze klasse of eigenschap uit de koppeling weg"
            " | leave this class or property out of the mapping"
            " | retirez cette classe ou propriété de la correspondance",
        ),
        _kind(
            "SAM-O002",
            "error",
            "waarde die geen begrip van haar lijst is: ze telt niet"
            " | value that is no concept of its list: it does not count"
            " | valeur qui n'est pas un concept de sa liste : elle ne compte pas",
            "verbeter de waarde, of beschrijf het begrip in een eigen lijst"
            " | mend the value, or describe the concept in a list of your own"
            " | corrigez la valeur, ou décrivez le concept dans une liste à vous",
        ),
        _kind(
            "SAM-V030",
            "warning",
            "een waarde bevat een teken dat XML verbiedt"
            " | a value holds a character that XML forbids"
            " | une valeur contient un caractère que XML interdit",
            "haal het onzichtbare teken uit de cel; tot dan bestaat deze waarde niet in XML"
            " | take the invisible character out of the cell; until then XML lacks this value"
            " | retirez le caractère invisible de la cellule ; d'ici là, XML n'a pas cette valeur",
        ),
    )
}


OF_MAPPINGS = frozenset({"SAM-M030"})
"""Findings whose file is a mapping, not a source."""


@dataclass(frozen=True, repr=False)
class Finding:
    """One thing that is wrong at one place.

    `row` counts records as a spreadsheet shows them, `line` physical lines of the text file,
    both from 1 and header included; `sheet` is the sheet of a workbook. `raw` is the value as it
    stands there: it is shown to the steward and never published. With `withheld` there is one that
    nobody is shown.
    """

    code: str
    dataset: str
    file: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    raw: str | None = None
    rule: str | None = None
    expected: str | None = None
    guess: str | None = None
    severity_override: Severity | None = None
    messages: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None
    withheld: bool = False

    def __repr__(self) -> str:
        said = ((each.name, getattr(self, each.name)) for each in fields(self))
        return f"Finding({', '.join(f'{name}={value!r}' for name, value in said if value)})"

    @property
    def severity(self) -> Severity:
        if self.severity_override is not None:
            return self.severity_override
        return CATALOGUE[self.code].severity

    def title(self, lang: Language) -> str:
        """What is wrong, in one phrase of the reader's language."""
        if self.messages:
            return self.messages.get(lang) or next(iter(self.messages.values()))
        return CATALOGUE[self.code].title[lang]

    def fix(self, lang: Language) -> str:
        """What to do about it; empty for findings that only inform."""
        kind = CATALOGUE.get(self.code)
        return kind.fix[lang] if kind else ""


def at_row(row: int) -> str:
    """A row as findings name it to readers of any language."""
    return f"rij / row / ligne {row}"


def counts(findings: list[Finding]) -> dict[str, int]:
    """Number of findings by code, sorted by code."""
    result: dict[str, int] = {}
    for finding in sorted(findings, key=lambda f: f.code):
        result[finding.code] = result.get(finding.code, 0) + 1
    return result
