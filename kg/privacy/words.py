"""Words that tell a person from a service: names that parents give, and what services are called.

First names are the frequent ones of Belgium and its neighbours (Statbel and Insee publish them by
year); a name that is missing here is still found by its form. All without accents, in lower case.
"""

from __future__ import annotations

import re
import unicodedata

GIVEN_NAMES = frozenset(
    """
    aaron adam adil ahmed alain albert alex alexander alexandra alexandre alexia alfons alice alicia
    alina aline amber amelie amina amine amira an ana andre andrea angela anita anja anke ann anna
    anne annelies annemie annick anouk anthony antoine antoinette aram arjen arlette arne arnaud
    arno arthur astrid audrey axel aya ayoub bart bas bea beatrice ben benjamin benoit bernadette
    bernard bert bilal birgit bjorn bo bob boris bram brecht brigitte bruno camille carine carla
    carlos carmen carolien caroline catherine cedric celine chantal charles charlotte chloe chris
    christel christian christiane christine christophe cindy claire claude claudia clara claudine
    colette corinne corneel cynthia daan damien dana daniel daniela danielle danny david debby
    debora delphine denis denise diana didier diederik diego dieter dimitri dirk dominique dorien
    dries dylan eddy edith eduard edward eef eline elise elisa elisabeth elke ella elodie els elsa
    emiel emiliano emilie emily emma emmanuel eric erik erika erna ester esther etienne eva evelien
    evelyne evi evy ewout fabienne fabrice farid fatima fatiha federico felix femke ferre filip
    fien finn florence florian francine francis francois francoise frank franky frans frederic
    frederik fred freddy freya fritz gaelle gabriel gabriella geert george georges gerard gerda
    gert ghislaine gilbert gilles gino gisele glenn godelieve goedele greet greta griet guido
    guillaume gunter gust guy hakim hamza hannah hanne hannelore hans hassan heidi helena helene
    hendrik henk henri herman hilde hubert hugo ibrahim ida ignace ilias ilse imane ines inge
    ingrid irena irene iris isabel isabelle ismail ivan ivo jaak jack jacob jacqueline jacques jade
    jamal james jan jana janne jasmien jasper jean jeanine jeanne jef jelle jens jeroen jesse jessica
    jessy jimmy jo joachim joanna johan johanna johannes john johnny joke jolien jonas jonathan joost
    joran joren joris jos josee josef joseph josephine josiane jozef juan jules julia julie julien
    juliette jurgen justine kaat karel karen karima karin karolien katharina kathleen kathy katia
    katleen katrien kelly kenneth kenny kevin khadija kim klaas koen koenraad kris kristel kristien
    kristof kurt laila lara lars laura laurence laurent lauren lea leen leila leen len lena lennert
    leo leon leonie lien lies liesbet liesbeth lieve lieven lina linda line lisa lise liselotte
    lode lore lorenzo lotte lou louis louisa louise luc luca lucas lucette lucie lucien lucienne
    ludo ludovic luka lukas lut luuk lydia lynn maaike maarten maartje mady magali magda malika
    manon manuel marc marcel marcus margaux margot maria mariam marianne marie marieke mariette
    marijke marina mario marion marjan mark marleen marlies marnix martha martin martine martijn
    mary maryam maryse mathias mathieu mathilde mathis matteo matthias matthijs maud maurice max maxim
    maxime mehdi melanie melissa merel michael michel michele michelle mia mieke miet mila milan
    mireille mohamed mohammed monica monika monique mustafa myriam nadia nadine najat nancy naomi
    natalie natascha nathalie nathan nele nicolas nico nicole niels niko nina noah noel noemie noor
    nora nour odette olivia olivier omar oscar otto pascal pascale patricia patrick patrik paul paula
    pauline pedro peggy peter petra philip philippe pierre piet pieter pol quentin quinten rachel
    rachid raf rafael raoul raymond rebecca reinhilde remi renaat renate rene renee ria rik rita
    rob robbe robby robert robin roel roeland roger roland romain romy ron ronald ronny roos rosa
    rosalie rosette roxane ruben rudi rudy ruth saar sabine sabrina said salma sam samantha samira
    samuel sandra sandrine sandy sara sarah saskia sebastien seppe serge severine sibylle siebe
    sien sigrid silke simon simonne simone siska sofia sofie solange sonia sonja sophie stan stef
    stefaan stefan stefanie steffi stephane stephanie steve steven stijn sven sylvain sylvia sylvie
    tamara tania tanja tatiana tessa theo theresa therese thibault thierry thijs thomas tiffany tijs
    tim tine tinne tineke tobias tom toon tristan ulrike ursula valentin valerie vanessa vera
    veerle vero veronique victor victoria vincent virginie viviane walter ward warre wendy werner
    wesley wilfried willem william willy wim wout wouter xander xavier yannick yara yasmina yasmine
    yassin yassine youssef yolande yusuf yvan yves yvette yvonne zakaria zeynep zoe zita
    """.split()
)
_STEMS = (
    # nl
    "info|onthaal|dienst|secretariaat|administra|balie|loket|gegeven|contact|post|mail|vraag|"
    "meld|klacht|boekhoud|factu|personeel|directie|bestuur|gemeente|stad|ocmw|sociaal|sociale|"
    "welzijn|jeugd|kind|opvang|school|onderwijs|bib|sport|cultuur|senior|zorg|thuis|huis|wonen|"
    "woon|werk|economie|burger|bevolking|wijk|buurt|dorp|cultu|vrije|tijd|milieu|ruimte|techni|"
    "team|project|beleid|communic|pers|nieuws|helpdesk|support|steun|service|web|redactie|digita|"
    "data|privacy|dpo|hr|ict|vzw|asbl|vereniging|club|groep|centrum|center|centre|crisis|noodo|"
    "vrijwillig|mantel|preventie|gezond|therap|praktijk|apothe|rust|residen|lokaal|openbaar|"
    "algemeen|algemene|coordinat|coördinat|beheer|verhuur|reserv|inschrij|aanmeld|afspraak|planning|"
    "bestel|verkoop|winkel|shop|kringloop|opleid|vorming|academ|museum|toeris|vluchteling|integrat|"
    "inburger|asiel|energie|water|mobili|verkeer|handel|onderneem|subsid|erfgoed|archief|juridi|"
    "rechts|notar|vrede|politie|brandweer|veilig|noord|zuid|oost|west|regio|provinc|vlaams|"
    # fr and en
    "accueil|bureau|commune|ville|cpas|social|jeunesse|enfan|creche|ecole|biblio|logement|"
    "emploi|sante|aide|secretar|direction|compta|ressource|presse|question|plainte|reclam|"
    "benevol|mediat|urban|environ|population|etat|espace|maison|service|public|regional|office|"
    "admin|reception|enquir|hello|hallo|bonjour|general|sales|account|finan|billing|invoice|"
    "noreply|reply|news|event|youth|child|care|home|house|health|welfare|community|city|town|"
    "council|board|department|desk|library|volunteer|member|leden|lid|webmaster|postmaster|abuse|"
    "hostmaster|security|press|media|marketing|jobs|career|vacature|sollicita|recruit"
)
_ROLE = re.compile(_STEMS)
ARTICLES = frozenset(
    "de het een den ter ten t la le les l du des un une the vzw asbl kdv bkr sint st saint sainte"
    " pastoor zuster broeder deken".split()
)
"""With what names of houses and associations begin, and given names do not."""


def folded(word: str) -> str:
    """A word in lower case, without accents."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def is_role(word: str) -> bool:
    """Whether a folded word names a service, a place of work or a kind of organisation."""
    return (word not in GIVEN_NAMES and _ROLE.match(word) is not None) or _holds_role(word)


def _holds_role(word: str) -> bool:
    """Whether a long word is a compound with one of a service: `jeugddienst`, `buurthuis`."""
    return len(word) > 6 and _COMPOUND.search(word) is not None


_COMPOUND = re.compile(
    "dienst|huis|centrum|loket|onthaal|raad|werking|opvang|zorg|school|groep|club|praktijk|bureau"
    "|service|secretaria|winkel|bestuur|welzijn|beleid|gemeente|team|plein|point|punt|info|balie"
)
