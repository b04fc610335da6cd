"""The catalogue of problem types: each has a code, a status, a page and words in nl, en and fr.

In a text, {…} stands for a value of the problem at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class ErrorCode:
    """A problem type: what happened and what to do, in three languages."""

    code: str
    status: int
    title: dict[str, str]
    text: dict[str, str]
    fix: dict[str, str]

    def told(self, language: str, values: Mapping[str, object]) -> ProblemText:
        """The words for one problem; a value that is not known becomes an ellipsis."""
        filled = _Values(values)
        return ProblemText(
            self.title[language],
            self.text[language].format_map(filled),
            self.fix[language].format_map(filled),
        )


class ProblemText(NamedTuple):
    """What people read of a problem."""

    title: str
    detail: str
    fix: str


MEMBERS = ("line", "column", "near", "retry_after", "limit", "offered")
"""Values of a problem at hand that machines get beside its words (RFC 9457, 3.2)."""


def problem_document(
    root: str, code: str, status: int, told: ProblemText, values: Mapping[str, object]
) -> dict[str, object]:
    """A problem as machines get it (RFC 9457, 3.1); `root` is the path of the site."""
    return {
        "type": f"{root}/errors/{code}",
        "title": told.title,
        "status": status,
        "detail": told.detail,
        "code": code,
        "fix": told.fix,
        **{name: values[name] for name in MEMBERS if values.get(name) is not None},
    }


class _Values(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def _three(text: str) -> dict[str, str]:
    nl, en, fr = (part.strip() for part in text.split("|"))
    return {"nl": nl, "en": en, "fr": fr}


def _code(code: str, status: int, title: str, text: str, fix: str) -> ErrorCode:
    return ErrorCode(code, status, _three(title), _three(text), _three(fix))


_OWN = (
    _code(
        "SAM-H400", 400,
        "Deze vraag is niet volledig | This request is not complete | Cette demande est incomplète",
        "Het adres mist een deel, of een deel ervan kan niet gelezen worden."
        "| A part of the address is missing or cannot be read."
        "| Une partie de l'adresse manque ou ne peut être lue.",
        "Controleer het adres, of begin bij de startpagina."
        "| Check the address, or begin at the home page."
        "| Vérifiez l'adresse, ou commencez à la page d'accueil.",
    ),
    _code(
        "SAM-H404", 404,
        "Op dit adres vonden we niets | We found nothing at this address"
        "| Nous n'avons rien trouvé à cette adresse",
        "Deze uitgave zegt niets over wat u opvroeg."
        "| This release says nothing about what you asked for."
        "| Cette version ne dit rien de ce que vous demandez.",
        "Kijk of het adres juist geschreven is, of zoek op naam."
        "| See whether the address is written right, or search by name."
        "| Vérifiez l'orthographe de l'adresse, ou cherchez par nom.",
    ),
    _code(
        "SAM-H405", 405,
        "Zo kan dit adres niet gebruikt worden | This address cannot be used in that way"
        "| Cette adresse ne s'utilise pas ainsi",
        "Dit adres kent deze HTTP-methode niet; de meeste pagina's kennen enkel GET."
        "| This address does not know that HTTP method; most pages know only GET."
        "| Cette adresse ne connaît pas cette méthode HTTP ; la plupart ne connaissent que GET.",
        "Gebruik een methode uit de kop Allow. | Use a method from the Allow header."
        "| Utilisez une méthode de l'en-tête Allow.",
    ),
    _code(
        "SAM-H406", 406,
        "Dit formaat hebben we niet | We do not have this format | Nous n'avons pas ce format",
        "Deze bron bestaat in: {offered}. | This resource exists as: {offered}."
        "| Cette ressource existe en : {offered}.",
        "Vraag een van deze formaten in de kop Accept, of zet het achtervoegsel achter het adres."
        "| Ask for one of these formats in the Accept header, or add its suffix to the address."
        "| Demandez un de ces formats dans l'en-tête Accept, ou ajoutez son suffixe à l'adresse.",
    ),
    _code(
        "SAM-H410", 410,
        "Dit is ingetrokken | This was withdrawn | Ceci a été retiré",
        "De uitgever heeft wat hier stond ingetrokken. Het staat in geen enkele uitgave meer."
        "| The publisher withdrew what stood here. It is in no release any more."
        "| L'éditeur a retiré ce qui se trouvait ici. Aucune version ne le contient encore.",
        "Verwijder dit adres uit uw lijsten; het komt niet terug."
        "| Remove this address from your lists; it will not return."
        "| Retirez cette adresse de vos listes ; elle ne reviendra pas.",
    ),
    _code(
        "SAM-H411", 406,
        "RDF/XML kan dit niet schrijven | RDF/XML cannot write this"
        "| RDF/XML ne peut écrire ceci",
        "Een eigenschap is in RDF/XML de naam van een element; {property} eindigt niet op een naam."
        "| In RDF/XML a property is the name of an element; {property} does not end in a name."
        "| En RDF/XML une propriété est le nom d'un élément ; {property} ne finit pas par un nom.",
        "Vraag Turtle, JSON-LD of N-Triples. | Ask for Turtle, JSON-LD or N-Triples."
        "| Demandez Turtle, JSON-LD ou N-Triples.",
    ),
    _code(
        "SAM-H412", 406,
        "XML kan dit niet bevatten | XML cannot hold this | XML ne peut contenir ceci",
        "Een waarde bevat het teken {sign}, na “{near}”. XML verbiedt dat teken."
        "| A value has the character {sign}, after “{near}”. XML forbids that character."
        "| Une valeur contient le caractère {sign}, après « {near} ». XML interdit ce caractère.",
        "Vraag JSON, CSV, Turtle of N-Triples; en meld het aan de uitgever van de gegevens."
        "| Ask for JSON, CSV, Turtle or N-Triples; and tell the publisher of the data."
        "| Demandez JSON, CSV, Turtle ou N-Triples ; et signalez-le à l'éditeur des données.",
    ),
    _code(
        "SAM-H440", 408,
        "Het bericht bleef onvolledig | The request stayed unfinished"
        "| La demande est restée incomplète",
        "De inhoud was na {seconds} seconden nog niet volledig aangekomen."
        "| The body was not complete after {seconds} seconds."
        "| Le corps n'était pas complet après {seconds} secondes.",
        "Verzend de hele inhoud in één keer; kijk of Content-Length klopt."
        "| Send the whole body at once; see whether Content-Length is right."
        "| Envoyez tout le corps en une fois ; vérifiez Content-Length.",
    ),
    _code(
        "SAM-H441", 414,
        "Dit adres is te lang | This address is too long | Cette adresse est trop longue",
        "Een adres mag hoogstens {limit} bytes tellen."
        "| An address may have at most {limit} bytes."
        "| Une adresse compte au plus {limit} octets.",
        "Verzend de vraag met POST: als inhoud met Content-Type: application/sparql-query, of als "
        "query=… in een formulier (application/x-www-form-urlencoded)."
        "| Send the query by POST: as the body with Content-Type: application/sparql-query, or as "
        "query=… in a form (application/x-www-form-urlencoded)."
        "| Envoyez la requête par POST : comme corps avec Content-Type: application/sparql-query, "
        "ou comme query=… dans un formulaire (application/x-www-form-urlencoded).",
    ),
    _code(
        "SAM-H442", 431,
        "De koppen zijn te groot | The headers are too large | Les en-têtes sont trop grands",
        "Alle koppen samen mogen {limit} bytes tellen, en er mogen er {fields} zijn."
        "| All headers together may have {limit} bytes, and there may be {fields} of them."
        "| Les en-têtes comptent ensemble au plus {limit} octets, et sont au plus {fields}.",
        "Maak Accept en de cookies korter."
        "| Make Accept and the cookies shorter."
        "| Raccourcissez Accept et les cookies.",
    ),
    _code(
        "SAM-H500", 500,
        "Er ging bij ons iets mis | Something went wrong on our side"
        "| Une erreur s'est produite chez nous",
        "Deze pagina kon niet gemaakt worden. De fout is genoteerd; ze ligt niet aan u."
        "| This page could not be made. The fault was noted; it is not yours."
        "| Cette page n'a pas pu être produite. L'erreur est notée ; elle n'est pas de votre fait.",
        "Probeer het straks opnieuw. | Try again later. | Réessayez plus tard.",
    ),
    _code(
        "SAM-Q001", 400,
        "Deze vraag kan niet gelezen worden | This query cannot be read"
        "| Cette requête ne peut être lue",
        "De tekst is geen geldige SPARQL: lees verder bij regel {line}, teken {column}."
        "| The text is not valid SPARQL: look at line {line}, character {column}."
        "| Le texte n'est pas du SPARQL valable : voyez la ligne {line}, caractère {column}.",
        "Kijk naar de aangeduide plaats: vaak ontbreekt een punt, een accolade of een voorvoegsel."
        "| Look at the marked place: often a dot, a brace or a prefix is missing."
        "| Regardez l'endroit indiqué : souvent manque un point, une accolade ou un préfixe.",
    ),
    _code(
        "SAM-Q002", 504,
        "Deze vraag duurde te lang | This query took too long"
        "| Cette requête a pris trop de temps",
        "We stopten haar na {seconds} seconden, zodat anderen verder kunnen. Er is dus geen "
        "antwoord; dat betekent niet dat er niets is."
        "| We stopped it after {seconds} seconds, so that others can go on. So there is no answer;"
        " that does not mean that there is nothing."
        "| Nous l'avons arrêtée après {seconds} secondes pour que d'autres puissent continuer. Il "
        "n'y a donc pas de réponse ; cela ne veut pas dire qu'il n'y a rien.",
        "Begin bij één ding of één klasse, voeg een LIMIT toe, of neem het volledige bestand."
        "| Begin at one thing or one class, add a LIMIT, or take the whole file."
        "| Partez d'une seule chose ou classe, ajoutez un LIMIT, ou prenez le fichier complet.",
    ),
    _code(
        "SAM-Q003", 507,
        "Deze vraag had te veel geheugen nodig | This query needed too much memory"
        "| Cette requête demandait trop de mémoire",
        "We stopten haar voor ze anderen hinderde. Er is dus geen antwoord."
        "| We stopped it before it got in the way of others. So there is no answer."
        "| Nous l'avons arrêtée avant qu'elle ne gêne les autres. Il n'y a donc pas de réponse.",
        "Sorteer en groepeer minder rijen, en vermijd patronen die niets met elkaar delen."
        "| Sort and group fewer rows, and avoid patterns that share nothing."
        "| Triez et groupez moins de lignes, et évitez les motifs qui ne partagent rien.",
    ),
    _code(
        "SAM-Q004", 507,
        "Dit antwoord is te groot | This answer is too large | Cette réponse est trop grande",
        "Het antwoord is groter dan een antwoord mag zijn."
        "| The answer is larger than an answer may be."
        "| La réponse dépasse la taille permise.",
        "Vraag het in delen met LIMIT en OFFSET, of neem het volledige bestand."
        "| Ask for it in parts with LIMIT and OFFSET, or take the whole file."
        "| Demandez-la par parties avec LIMIT et OFFSET, ou prenez le fichier complet.",
    ),
    _code(
        "SAM-Q005", 500,
        "De zoekmachine struikelde over deze vraag | The engine broke down on this query"
        "| Le moteur a trébuché sur cette requête",
        "Enkel deze vraag is geraakt; andere gaan door."
        "| Only this query is affected; others go on."
        "| Seule cette requête est touchée ; les autres continuent.",
        "Schrijf ze anders. Sorteren op waarden van gemengde soort is een bekende oorzaak: "
        "sorteer op STR(?x)."
        "| Write it another way. Sorting values of mixed kinds is a known cause: sort by STR(?x)."
        "| Écrivez-la autrement. Trier des valeurs de nature mélangée est une cause connue : "
        "triez par STR(?x).",
    ),
    _code(
        "SAM-Q006", 503,
        "Het is nu te druk | We are too busy now | Trop de demandes en ce moment",
        "Alle plaatsen voor vragen zijn bezet. | All places for queries are taken."
        "| Toutes les places pour des requêtes sont occupées.",
        "Probeer het over {retry_after} seconden opnieuw. | Try again in {retry_after} seconds."
        "| Réessayez dans {retry_after} secondes.",
    ),
    _code(
        "SAM-Q007", 413,
        "Deze vraag is te lang | This query is too long | Cette requête est trop longue",
        "De tekst telt {size} bytes; {limit} is het meeste dat mag."
        "| The text has {size} bytes; {limit} is the most it may have."
        "| Le texte compte {size} octets ; {limit} est le maximum.",
        "Geef minder waarden mee en vraag enkele keren."
        "| Pass fewer values and ask several times."
        "| Passez moins de valeurs et demandez en plusieurs fois.",
    ),
    _code(
        "SAM-Q008", 400,
        "Deze vraag is te diep genest | This query is nested too deeply"
        "| Cette requête est trop imbriquée",
        "Op regel {line}, teken {column} gaan meer dan {limit} niveaus open."
        "| At line {line}, character {column} more than {limit} levels open."
        "| À la ligne {line}, caractère {column}, plus de {limit} niveaux s'ouvrent.",
        "Maak de groepen, lijsten of uitdrukkingen vlakker."
        "| Flatten the groups, lists or expressions."
        "| Aplatissez les groupes, listes ou expressions.",
    ),
    _code(
        "SAM-Q009", 400,
        "SERVICE beantwoorden we niet | SERVICE is not answered here"
        "| SERVICE n'est pas traité ici",
        "Deze dienst roept geen andere adressen op (regel {line}, teken {column})."
        "| This service calls no other addresses (line {line}, character {column})."
        "| Ce service n'appelle pas d'autres adresses (ligne {line}, caractère {column}).",
        "Vraag het andere adres zelf en geef het antwoord mee met VALUES."
        "| Ask the other address yourself and pass its answer with VALUES."
        "| Interrogez vous-même l'autre adresse et passez sa réponse avec VALUES.",
    ),
    _code(
        "SAM-Q010", 400,
        "Deze functie bestaat hier niet | This function does not exist here"
        "| Cette fonction n'existe pas ici",
        "De vraag gebruikt {function}. | The query uses {function}."
        "| La requête utilise {function}.",
        "Kijk het adres van de functie na; die van SPARQL 1.1, xsd: en geof: bestaan."
        "| Check the address of the function; those of SPARQL 1.1, xsd: and geof: exist."
        "| Vérifiez l'adresse de la fonction ; celles de SPARQL 1.1, xsd: et geof: existent.",
    ),
    _code(
        "SAM-Q011", 406,
        "Dit antwoord bestaat niet in dat formaat | This answer does not exist in that format"
        "| Cette réponse n'existe pas dans ce format",
        "Een vraag van de vorm {form} geeft iets anders. | A {form} query gives something else."
        "| Une requête {form} donne autre chose.",
        "SELECT en ASK geven JSON, XML, CSV en TSV; CONSTRUCT en DESCRIBE geven RDF."
        "| SELECT and ASK give JSON, XML, CSV and TSV; CONSTRUCT and DESCRIBE give RDF."
        "| SELECT et ASK donnent JSON, XML, CSV et TSV ; CONSTRUCT et DESCRIBE donnent du RDF.",
    ),
    _code(
        "SAM-Q012", 400,
        "Hier kan niets gewijzigd worden | Nothing can be changed here"
        "| Rien ne peut être modifié ici",
        "{keyword} wijzigt gegevens; een gepubliceerde uitgave verandert nooit."
        "| {keyword} changes data; a published release never changes."
        "| {keyword} modifie des données ; une version publiée ne change jamais.",
        "Wijzig de bron of de koppeling en publiceer een nieuwe uitgave."
        "| Change the source or the mapping and publish a new release."
        "| Modifiez la source ou la correspondance et publiez une nouvelle version.",
    ),
    _code(
        "SAM-Q020", 400,
        "Deze grafen zijn samen te groot | These graphs are too large together"
        "| Ces graphes sont trop grands ensemble",
        "De grafen die de vraag als standaardgraaf noemt hebben uitspraken gemeen, en zijn te groot"
        " om voor één vraag samengevoegd te worden."
        "| The graphs that the query names as its default graph have statements in common, and are"
        " too large to be put together for one query."
        "| Les graphes que la requête nomme comme graphe par défaut ont des énoncés en commun, et"
        " sont trop grands pour être réunis pour une seule requête.",
        "Noem één graaf, of geen om ze alle te vragen; of vraag GRAPH ?g en tel DISTINCT."
        "| Name one graph, or none for all of them; or ask GRAPH ?g and count DISTINCT."
        "| Nommez un seul graphe, ou aucun pour les interroger tous ; ou demandez GRAPH ?g et"
        " comptez DISTINCT.",
    ),
    _code(
        "SAM-Q021", 400,
        "Een groep in REPLACE zou leeg zijn | A group in REPLACE would be empty"
        "| Un groupe dans REPLACE serait vide",
        "{group} op regel {line}, teken {column} zou gelezen worden als één groep met die naam."
        "| {group} at line {line}, character {column} would be read as one group of that name."
        "| {group} à la ligne {line}, caractère {column} serait lu comme un groupe de ce nom.",
        "Zet het getal tussen accolades: een dollarteken, dan het getal in accolades."
        "| Put the number in braces: a dollar sign, then the number within braces."
        "| Mettez le nombre entre accolades : un dollar, puis le nombre entre accolades.",
    ),
    _code(
        "SAM-P001", 400,
        "Er staat geen vraag in dit verzoek | This request carries no query"
        "| Cette demande ne contient pas de requête",
        "Het adres /sparql beantwoordt SPARQL-vragen, en hier zat er geen bij."
        "| The address /sparql answers SPARQL queries, and none came with this request."
        "| L'adresse /sparql répond à des requêtes SPARQL, et celle-ci n'en contenait pas.",
        "Geef ze mee als query=… met GET of in een formulier, of als inhoud van een POST met "
        "Content-Type: application/sparql-query."
        "| Pass it as query=… by GET or in a form, or as the body of a POST with "
        "Content-Type: application/sparql-query."
        "| Passez-la comme query=… par GET ou dans un formulaire, ou comme corps d'un POST avec "
        "Content-Type: application/sparql-query.",
    ),
    _code(
        "SAM-P002", 400,
        "Een parameter kan zo niet gebruikt worden | A parameter cannot be used like this"
        "| Un paramètre ne peut être utilisé ainsi",
        "De parameter {parameter} van dit verzoek klopt niet."
        "| The parameter {parameter} of this request is not right."
        "| Le paramètre {parameter} de cette demande n'est pas correct.",
        "Geef elke parameter één keer; een graaf is een volledige IRI; de formaten"
        " staan op /limits."
        "| Give every parameter once; a graph is a full IRI; the formats are on /limits."
        "| Donnez chaque paramètre une fois ; un graphe est un IRI complet ; les formats sont "
        "sur /limits.",
    ),
    _code(
        "SAM-P003", 400,
        "De tekst van dit verzoek is geen UTF-8 | The text of this request is not UTF-8"
        "| Le texte de cette demande n'est pas en UTF-8",
        "Vragen reizen als UTF-8, in het adres en in de inhoud."
        "| Queries travel as UTF-8, in the address and in the body."
        "| Les requêtes voyagent en UTF-8, dans l'adresse et dans le corps.",
        "Bewaar de tekst als UTF-8 en codeer hem in een adres met procenttekens."
        "| Save the text as UTF-8 and percent-encode it in an address."
        "| Enregistrez le texte en UTF-8 et encodez-le avec des pourcents dans une adresse.",
    ),
    _code(
        "SAM-P004", 415,
        "Dit type inhoud bevat geen vraag | This type of body carries no query"
        "| Ce type de contenu ne porte pas de requête",
        "Een POST naar /sparql draagt een formulier of een SPARQL-vraag."
        "| A POST to /sparql carries a form or a SPARQL query."
        "| Un POST vers /sparql porte un formulaire ou une requête SPARQL.",
        "Zet Content-Type op application/sparql-query of application/x-www-form-urlencoded."
        "| Set Content-Type to application/sparql-query or application/x-www-form-urlencoded."
        "| Mettez Content-Type à application/sparql-query ou application/x-www-form-urlencoded.",
    ),
)  # fmt: skip

ERROR_CODES: dict[str, ErrorCode] = {entry.code: entry for entry in _OWN}
