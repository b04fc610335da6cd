"""Personal data is found however it is written, and what only looks like it is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.privacy.column_names import kind_of_column
from kg.privacy.detectors import detect, detect_iri

NATIONAL = "85073099932"


def kinds(text: str, declared: str | None = None) -> set[str]:
    return {found.kind for found in detect(text, declared)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-999.32",
        NATIONAL,
        "85 07 30 999 32",
        "85\N{NO-BREAK SPACE}07\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}999\N{NO-BREAK SPACE}32",
        "85/07/30 - 999/32",
        "850730-999-32",
        "85.07.30\N{EN DASH}999.32",
        "rr nr 85.07.30-999.32.",
        "nr85073099932x",
        "８５０７３０９９９３２",
        "٨٥٠٧٣٠٩٩٩٣٢",
        "85\N{ZERO WIDTH SPACE}0730\N{ZERO WIDTH SPACE}99932",
        "85&#46;07&#46;30-999&#46;32",
        "dossier 12, 85.07.30-999.32",
    ],
)
def test_a_national_number_is_found_in_any_writing(text: str) -> None:
    assert "national number" in kinds(text)


@given(
    st.lists(
        st.sampled_from(["", " ", ".", "-", "/", " - ", "\N{NO-BREAK SPACE}", "_"]),
        min_size=4,
        max_size=4,
    )
)
def test_what_stands_between_the_groups_does_not_matter(gaps: list[str]) -> None:
    groups = ["85", "07", "30", "999", "32"]
    written = groups[0] + "".join(gap + group for gap, group in zip(gaps, groups[1:], strict=True))
    assert "national number" in kinds(f"({written})")


@pytest.mark.parametrize(
    "text",
    [
        "85.07.30-999.33",
        "3.85073099932",
        "185073099932",
        "0999.000.030",
        "2026-01-15T10:20:30",
        "51.0543422, 3.7174243",
        "550e8400-e29b-41d4-a716-850730999320",
        "011 22 33 44 en 011 22 33 45",
    ],
)
def test_other_digits_are_no_national_number(text: str) -> None:
    assert "national number" not in kinds(text)


@pytest.mark.parametrize(
    "iri",
    [
        f"https://data.example.be/id/persoon/{NATIONAL}",
        "https://data.example.be/id/p/85.07.30-999.32",
        "https://data.example.be/id/%38%35%30%37%33%30%39%39%39%33%32",
        "https://data.example.be/id/%2538%2535073099932",
        f"https://data.example.be/id/persoon{NATIONAL}#it",
    ],
)
def test_a_national_number_is_found_in_an_iri(iri: str) -> None:
    assert {found.kind for found in detect_iri(iri)} == {"national number"}


@pytest.mark.parametrize(
    "text",
    [
        "jan.voorbeeld@post.example",
        "mail j.voorbeeld@stad.example voor meer",
        "Jan.Voorbeeld+werk@post.example",
        "rené.lefèvre@ville.example",
        "jan.voorbeeld [at] post.example",
        "jan.voorbeeld(at)post(dot)example",
        "jan.voorbeeld at post dot example",
        "jan_voorbeeld@post.example",
        "jan.voorbeeld＠post.example",
        "jan.voorbeeld&#64;post.example",
    ],
)
def test_an_address_of_a_person_is_found_in_any_writing(text: str) -> None:
    assert "e-mail of a person" in kinds(text)


@pytest.mark.parametrize(
    "local",
    ["info", "onthaal", "gegevens", "dienst.sociaal", "sociale.dienst", "jeugddienst", "no-reply"],
)
def test_an_address_of_a_role_is_none(local: str) -> None:
    assert not kinds(f"mail {local}@stad.example")


@pytest.mark.parametrize("month", [7, 27, 47])
@pytest.mark.parametrize("born", [1985, 2004])
@pytest.mark.parametrize(
    "form", ["{}{}{}{}{}", "{}.{}.{}-{}.{}", "{} {} {} {} {}", "{}/{}/{}-{}/{}"]
)
def test_a_bis_number_is_found_in_any_writing(month: int, born: int, form: str) -> None:
    year, counter = f"{born % 100:02}", "998"
    digits = int(f"{'2' if born >= 2000 else ''}{year}{month:02}30{counter}")
    written = form.format(year, f"{month:02}", "30", counter, f"{97 - digits % 97:02}")
    assert "national number" in kinds(f"nummer {written}.")
    wrong = form.format(year, f"{month:02}", "30", counter, f"{(97 - digits % 97) % 97 + 1:02}")
    assert "national number" not in kinds(f"nummer {wrong}.")


@pytest.mark.parametrize(
    "text",
    [
        "geboren op 12/03/1987",
        "hij is geboren te Gent op 3 mei 1950",
        "° 12/03/1987",
        "Aalst, °12.3.87",
        "née le 12 mars 1987",
        "né à Namur le 1er août 1990",
        "né(e) le 01.02.1999",
        "born on March 3, 1980",
        "born 12 March 1987",
        "geb. 1987-03-12",
        "geboortedatum: 12-03-1987",
        "date de naissance : 12/03/1987",
    ],
)
def test_a_birth_date_in_a_text_is_asked(text: str) -> None:
    assert kinds(text) == {"birth date in a text"}


@pytest.mark.parametrize(
    "text",
    [
        "opgericht op 12/03/1987",
        "geboren in Gent, opgericht op 12/03/1987",
        "25 °C op 12/03/1987",
        "née en 1987 dans le quartier",
        "open op 12 maart 2026",
        "kinderen geboren in 2019",
    ],
)
def test_another_day_is_no_birth_date(text: str) -> None:
    assert not kinds(text)


@pytest.mark.parametrize(
    "local",
    ["groene.vinger", "rode-draad", "blauwe_boot", "zoltan.wachter"],
)
def test_two_words_without_a_known_name_are_asked(local: str) -> None:
    for declared in (None, "mail"):
        assert kinds(f"{local}@post.example", declared) == {"e-mail that may be a person's"}


@pytest.mark.parametrize("local", ["sint.jan", "de.kring", "vzw.noor", "heilige.maria@maria"])
def test_a_house_called_after_somebody_is_no_certain_person(local: str) -> None:
    address = local if "@" in local else f"{local}@post"
    assert "e-mail of a person" not in kinds(f"{address}.example")


@pytest.mark.parametrize("local", ["peeters.els", "e.peeters", "els-peeters", "peeters.e"])
def test_a_known_name_or_an_initial_makes_a_person(local: str) -> None:
    assert kinds(f"{local}@post.example", "mail") == {"e-mail of a person"}


def test_an_address_that_may_be_a_persons_is_asked() -> None:
    assert kinds("jan@stad.example") == {"e-mail that may be a person's"}
    assert kinds("jan@stad.example", "mail") == {"e-mail that may be a person's"}
    assert not kinds("dekring@telenet.example", "mail")
    assert not kinds("kastanjeveld@kastanjeveld.example")


@pytest.mark.parametrize(
    "text",
    [
        "0470 00 00 00",
        "+32 470 00 00 00",
        "0032470000000",
        "0470/00.00.00",
        "06 12 34 56 78",
        "+31 6 12345678",
        "+33 6 12 34 56 78",
        "+352 621 123 456",
        "gsm 621 123 456",
        "+32 (0)470 00 00 00",
    ],
)
def test_a_mobile_number_is_found(text: str) -> None:
    assert "mobile number" in kinds(f"bel {text} na vier uur")


def test_what_a_column_is_declared_to_hold_decides() -> None:
    assert "mobile number" in kinds("0470.123.426", "mobile")
    assert not kinds("0470123426", "code")
    assert not kinds("0470 12 34 56", "telephone")
    assert "mobile number" in kinds("0470 12 34 56", "mobile")
    assert not kinds("ondernemingsnummer 0999.000.030 sinds 2019")
    assert kinds("een tekst", "given-name") == {"name of a person"}


@pytest.mark.parametrize(
    "text",
    [
        "contact: Jan Peeters",
        "Contactpersoon: Zoltan Van den Sentinel",
        "beheer: E. Peeters",
        "contact: jan peeters",
        "vraag naar dhr. Peeters",
        "vraag naar Mevr. De Smet",
        "de heer Janssens helpt u",
        "bij mevrouw Özdemir",
        "chez M. Dupont",
        "demandez Mme Lefèvre",
        "ask for Mrs Smith",
        "mw. A. de Vries",
        "Dr. Els Vandamme",
        "prof. dr. Zoltan Sentinel",
        "Prof. Dr. Zoltan Sentinel",
        "ir. Jan De Smet",
        "notaris Peeters",
        "dokter Denis",
        "bij meester Claes",
        "chez Me Dupont",
        "maître Lefèvre",
        "vraag naar Zoltan Sentinel",
        "vraag gerust naar Els",
        "bij Els Peeters",
        "p/a Jan Peeters",
        "p/a J. Claes",
        "t.a.v. Zoltan Sentinel",
        "Attn: Zoltan Sentinel",
        "attn Els Peeters",
        "à l'attention de Marie Dupont",
        "s'adresser à Jean Dupont",
        "adressez-vous à Mme Lefèvre",
    ],
)
def test_a_name_after_words_that_say_so_is_asked(text: str) -> None:
    assert "name in a text" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "contact: Sociaal Huis",
        "Contact: Onthaal OCMW",
        "Dr. M. Claesstraat 12",
        "aanspreekpunt: Dienst Welzijn",
        "contact opnemen met de balie",
        "M. Sabbestraat 4",
        "Dr. Van De Perrestraat 3",
        "Burgemeester Jan Claeslaan 3",
        "Prof. Piotplein 1",
        "Prof. Dr. Jan De Smetplein 4",
        "vzw Pastoor Jan",
        "vzw Dokter Jan",
        "Meester Vanheuleschool",
        "Dokter Denis Center",
        "vraag naar de dienst",
        "vraag naar Sociaal Huis",
        "bij Sociaal Huis",
        "bij Kind en Gezin",
        "t.a.v. Dienst Welzijn",
        "p/a Sociaal Huis",
        "meester in de rechten",
        "s'adresser à la Maison de Quartier",
    ],
)
def test_offices_and_streets_are_no_persons(text: str) -> None:
    assert "name in a text" not in kinds(text)


def test_a_column_for_persons_holds_names_and_functions() -> None:
    assert kinds("Jan Peeters", "person") == {"name of a person"}
    assert not kinds("diensthoofd welzijn", "person")


def test_accounts_and_traders_are_asked() -> None:
    assert kinds("stort op BE68 5390 0754 7034 voor de reis") == {"bank account"}
    assert kinds("be68539007547034") == {"bank account"}
    assert not kinds("BE68 5390 0754 7035")
    assert "sole trader in a text" in kinds("Jan Peeters t.h.o.d.n. De Brug")
    assert "sole trader in a text" in kinds("hij is natuurlijk persoon")


def test_a_citizen_number_counts_where_it_is_called_so() -> None:
    assert kinds("BSN 111222333") == {"citizen service number"}
    assert not kinds("nummer 111222333")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("voornaam", "given-name"),
        ("contactVoornaam", "given-name"),
        ("First Name", "given-name"),
        ("prénom", "given-name"),
        ("achternaam", "family-name"),
        ("nom de famille", "family-name"),
        ("Geboortedatum", "birth-date"),
        ("date de naissance", "birth-date"),
        ("INSZ", "national-number"),
        ("rijksregisternummer", "national-number"),
        ("contactpersoon", "person"),
        ("verantwoordelijke", "person"),
        ("gsm", "mobile"),
        ("mobiel", "mobile"),
        ("ondernemingsnummer", "code"),
        ("KBO", "code"),
        ("telefoon", "telephone"),
        ("naam", None),
        ("omschrijving", None),
        ("doelgroep", None),
    ],
)
def test_a_column_says_by_its_name_what_it_holds(name: str, kind: str | None) -> None:
    assert kind_of_column(name) == kind
