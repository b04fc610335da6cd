"""What the command line says, in Dutch, English and French."""

from __future__ import annotations

import os

from kg.model.findings import LANGUAGES, Language
from kg.texts import in_language

TEXTS: dict[str, tuple[str, str, str]] = {
    "stage.map": ("Bronnen lezen en omzetten", "Reading and mapping sources", "Lecture et conversion des sources"),
    "stage.vocabulary": ("Woordenschat lezen", "Reading the vocabulary", "Lecture du vocabulaire"),
    "stage.infer": ("Afleiden", "Inferring", "Déduction"),
    "stage.validate": ("Nakijken", "Validating", "Validation"),
    "stage.describe": ("Herkomst beschrijven", "Describing provenance", "Description de la provenance"),
    "stage.optimise": ("Ordenen", "Optimising", "Optimisation"),
    "stage.seal": ("Verzegelen", "Sealing", "Scellement"),
    "stage.ontology": ("Woordenschat toetsen", "Judging the vocabulary", "Contrôle du vocabulaire"),
    "rows": ("{rows} gelezen uit {files}", "{rows} read from {files}", "{rows} lues dans {files}"),
    "quads": ("{quads} quads, waarvan {inferred} afgeleid", "{quads} quads, {inferred} of them inferred", "{quads} quads, dont {inferred} déduits"),
    "findings.none": ("Geen bevindingen.", "No findings.", "Aucun constat."),
    "findings.more": ("… en nog {count} van deze soort", "… and {count} more of this kind", "… et encore {count} de ce genre"),
    "why.statement": ("uitspraak", "statement", "affirmation"),
    "why.origin": ("komt van", "comes from", "vient de"),
    "why.inferred": ("afgeleid", "inferred", "déduit"),
    "why.closed-world": ("afgeleid uit wat er niet staat", "inferred from what is absent", "déduit de ce qui est absent"),
    "why.metadata": ("geschreven door Samenspel", "written by Samenspel", "écrit par Samenspel"),
    "why.vocabulary": ("woordenschat", "vocabulary", "vocabulaire"),
    "row": ("rij", "row", "ligne"),
    "file": ("bestand", "file", "fichier"),
    "sheet": ("blad", "sheet", "feuille"),
    "value": ("waarde", "value", "valeur"),
    "rule": ("regel van de koppeling", "rule", "règle"),
    "code": ("code", "code", "code"),
    "dataset": ("dataset", "dataset", "jeu de données"),
    "severity": ("ernst", "severity", "gravité"),
    "title": ("wat is er mis", "what is wrong", "ce qui ne va pas"),
    "guess.head": ("voorstel", "suggestion", "suggestion"),
    "report.title": ("Bevindingen in {title}", "Findings in {title}", "Constats dans {title}"),
    "report.filter": ("Toon enkel rijen met deze tekst", "Show only rows with this text", "N'afficher que les lignes avec ce texte"),
    "report.values": ("Dit verslag bevat waarden uit de bronnen: deel het enkel met wie ze mag zien.", "This report holds values from the sources: share it only with those who may see them.", "Ce rapport contient des valeurs des sources : ne le partagez qu'avec les personnes autorisées à les voir."),
    "report.written": ("Verslag geschreven: {path}", "Report written: {path}", "Rapport écrit : {path}"),
    "mail.to": ("Aan", "To", "À"),
    "mail.subject": ("Onderwerp", "Subject", "Objet"),
    "mail.topic": ("{count} te verbeteren in de bronnen van {title}", "{count} to mend in the sources of {title}", "{count} corrections à apporter aux sources de {title}"),
    "mail.opening": ("Beste,\n\nBij het omzetten van de bronnen van {title} is het volgende gevonden. Wilt u dit in de bron verbeteren en ons laten weten wanneer dat gebeurd is?", "Hello,\n\nWhile the sources of {title} were turned into open data, the following was found. Would you mend it in the source and tell us when that is done?", "Bonjour,\n\nLors de la conversion des sources de {title}, les points suivants ont été relevés. Pourriez-vous les corriger dans la source et nous prévenir quand c'est fait ?"),
    "limit.passed": ("{errors}: meer dan de {allowed} die samenspel.toml toestaat ([limits] max_errors). Wie deze uitgave toch publiceert, publiceert ze met deze fouten.", "{errors}: more than the {allowed} that samenspel.toml allows ([limits] max_errors). Who publishes this release all the same publishes it with these errors.", "{errors} : plus que les {allowed} que samenspel.toml autorise ([limits] max_errors). Qui publie cette version malgré tout la publie avec ces erreurs."),
    "line": ("regel", "line", "ligne du fichier"),
    "column": ("kolom", "column", "colonne"),
    "expected": ("verwacht", "expected", "attendu"),
    "guess": ("bedoelde u", "did you mean", "vouliez-vous dire"),
    "fix": ("herstel", "fix", "correction"),
    "severity.error": ("fout", "error", "erreur"),
    "severity.warning": ("waarschuwing", "warning", "avertissement"),
    "severity.tip": ("tip", "tip", "conseil"),
    "checked": ("Nagekeken; er is niets geschreven.", "Checked; nothing was written.", "Vérifié ; rien n'a été écrit."),
    "built": ("Uitgave {id} is klaar en nog niet openbaar.", "Release {id} is ready and not yet public.", "La version {id} est prête et pas encore publique."),
    "report": ("Verslag met de waarden: {path}", "Report with the values: {path}", "Rapport avec les valeurs : {path}"),
    "published": ("Uitgave {id} is gepubliceerd ({quads} quads).", "Release {id} is published ({quads} quads).", "La version {id} est publiée ({quads} quads)."),
    "next": ("Volgende stap", "Next step", "Étape suivante"),
    "made": ("Publicatie gemaakt in {path}.", "Publication made in {path}.", "Publication créée dans {path}."),
    "init.workbook": ("Vul {path} in; de koppeling ervan is klaar.", "Fill in {path}; its mapping is ready.", "Remplissez {path} ; sa correspondance est prête."),
    "init.guesses": ("{lines} met '# guess': lees na wat gegokt is.", "{lines} with '# guess': read what is guessed there.", "{lines} avec '# guess' : relisez ce qui est supposé."),
    "draft.head": ("Opgesteld naar {files}.\nElke regel met \"guess\" is een gok: lees hem na, verbeter hem, en haal het woord weg.", "Drafted from {files}.\nEvery line that says \"guess\" is one: read it, mend it, and take the word away.", "Ébauché d'après {files}.\nChaque ligne qui porte \"guess\" est une supposition : relisez-la, corrigez-la et enlevez le mot."),
    "draft.mend": ("Opgesteld: verbeter wat \"guess\" draagt voor er iets gepubliceerd wordt.", "Drafted: mend what says \"guess\" before anything is published.", "Ébauche : corrigez ce qui porte \"guess\" avant toute publication."),
    "draft.contact": ("een functie of dienst, nooit een persoon", "a function or service, never a person", "une fonction ou un service, jamais une personne"),
    "draft.rdf": ("RDF heeft geen koppeling nodig en wordt overgenomen zoals het is", "RDF needs no mapping and is taken as it stands", "le RDF n'a pas besoin de correspondance et est repris tel quel"),
    "draft.about": ("waarover gaat een rij?", "what is a row about?", "de quoi parle une ligne ?"),
    "draft.key": ("rijen verschillen door {names}", "rows are told apart by {names}", "les lignes se distinguent par {names}"),
    "draft.row": ("geen kolommen onderscheiden de rijen: elke rij is een ding, met haar nummer als sleutel", "no columns tell rows apart: each row is a thing, with its number as the key", "aucune colonne ne distingue les lignes : chaque ligne est une chose, avec son numéro pour clé"),
    "draft.personal": ("'{column}' bevat persoonsgegevens en is weggelaten", "'{column}' holds personal data and is left out", "'{column}' contient des données personnelles et est laissé de côté"),
    "draft.named": ("naar zijn naam", "by its name", "d'après son nom"),
    "draft.own": ("een eigen eigenschap; kies er een van de woordenschat", "a property of your own; choose one of the vocabulary", "une propriété à vous ; choisissez-en une du vocabulaire"),
    "draft.perhaps": ("wellicht {term}", "perhaps {term}", "peut-être {term}"),
    "draft.unknown": ("geen eigenschap van de woordenschat gevonden; kies er een", "no property of the vocabulary found; choose one", "aucune propriété du vocabulaire trouvée ; choisissez-en une"),
    "exported": ("{graphs} geschreven naar {path}.", "{graphs} written to {path}.", "{graphs} dans {path}."),
    "part": ("Dit is een deel: {shown} van de rijen. Gebruik --format csv voor alles.", "This is a part: {shown} rows. Use --format csv for all.", "Ceci est une partie : {shown} lignes. Utilisez --format csv pour tout."),
    "kind": ("soort", "kind", "genre"),
    "preview.quads": ("quads", "quads", "quads"),
    "preview.unused": ("niet gebruikt", "not used", "inutilisée"),
    "preview.none": ("(geen quads)", "(no quads)", "(aucun quad)"),
    "preview.nothing": ("Er is geen rij {row}, en geen erna.", "There is no row {row}, and none after it.", "Il n'y a pas de ligne {row}, ni après."),
    "map.unlinked": ("{rows} van '{rule}' zonder tegenhanger in '{parent}': zij geven daar geen quad.", "{rows} of '{rule}' without a match in '{parent}': they give no quad there.", "{rows} de '{rule}' sans correspondance dans '{parent}' : pas de quad à cet endroit."),
    "inspect.excel": ("werkblad", "sheet", "feuille"),
    "inspect.jsonl": ("json, een item per regel", "json, an item on each line", "json, un élément par ligne"),
    "inspect.sql": ("tabel van SQLite", "table of SQLite", "table de SQLite"),
    "inspect.rdf": ("klasse in RDF", "class in RDF", "classe en RDF"),
    "inspect.files": ("{count} bestanden samen", "{count} files together", "{count} fichiers ensemble"),
    "inspect.delimiter": ("scheidingsteken {delimiter!r}", "delimiter {delimiter!r}", "séparateur {delimiter!r}"),
    "inspect.header": ("kolomkoppen op rij {header}", "header on row {header}", "en-têtes à la ligne {header}"),
    "inspect.items": ("items op {iterator}", "items at {iterator}", "éléments à {iterator}"),
    "inspect.no_crs": ("coördinatenstelsel onbekend", "coordinate system not known", "système de coordonnées inconnu"),
    "kind.text": ("tekst", "text", "texte"),
    "kind.integer": ("geheel getal", "integer", "nombre entier"),
    "kind.decimal": ("kommagetal met {form!r}", "decimal with {form!r}", "nombre décimal avec {form!r}"),
    "kind.grouped": ("geheel getal, duizendtallen gescheiden", "integer, thousands parted", "nombre entier, milliers séparés"),
    "kind.percentage": ("percentage", "percentage", "pourcentage"),
    "kind.amount": ("bedrag", "amount", "montant"),
    "kind.double": ("getal met exponent", "double", "nombre à exposant"),
    "kind.boolean": ("ja of nee", "yes or no", "oui ou non"),
    "kind.date": ("datum {form}", "date {form}", "date {form}"),
    "kind.date-time": ("datum en uur", "date and time", "date et heure"),
    "kind.email": ("e-mailadres", "e-mail address", "adresse e-mail"),
    "kind.url": ("webadres", "web address", "adresse web"),
    "kind.phone": ("telefoonnummer", "telephone number", "numéro de téléphone"),
    "kind.enterprise-number": ("ondernemingsnummer", "enterprise number", "numéro d'entreprise"),
    "kind.national-number": ("rijksregisternummer", "national register number", "numéro de registre national"),
    "kind.nis": ("NIS-code", "NIS code", "code INS"),
    "kind.postcode": ("postcode", "postcode", "code postal"),
    "form.day": ("dd", "dd", "jj"),
    "form.month": ("mm", "mm", "mm"),
    "form.year": ("jjjj", "yyyy", "aaaa"),
    "form.short_year": ("jj", "yy", "aa"),
    "draft.cut": ("cellen worden gesplitst bij {mark!r}", "cells are cut at {mark!r}", "les cellules sont coupées à {mark!r}"),
    "inspect.also": ("gelezen als {form}, maar {other} past ook op elke waarde", "read as {form}, but {other} fits every value too", "lu comme {form}, mais {other} convient aussi à chaque valeur"),
    "inspect.short_years": ("jaren van twee cijfers: 69 tot 99 zijn 1969 tot 1999, de andere 2000 tot 2068", "years of two digits: 69 to 99 are 1969 to 1999, the others 2000 to 2068", "années à deux chiffres : 69 à 99 sont 1969 à 1999, les autres 2000 à 2068"),
    "inspect.grouped": ("gelezen met duizendtallen uiteen, zonder decimalen", "read with thousands parted, without decimals", "lu avec les milliers séparés, sans décimales"),
    "inspect.unsure": ("het teken kan duizendtallen of decimalen scheiden: blijft tekst", "the sign may part thousands or decimals: kept as text", "le signe peut séparer des milliers ou des décimales : reste du texte"),
    "inspect.amount": ("niet alle bedragen zijn op dezelfde manier geschreven: blijft tekst", "not all amounts are written alike: kept as text", "les montants ne sont pas tous écrits de même : reste du texte"),
    "inspect.no_table": ("{file}, blad '{sheet}': geen tabel, weggelaten", "{file}, sheet '{sheet}': no table, left out", "{file}, feuille '{sheet}' : pas de tableau, laissée de côté"),
    "inspect.hidden": ("{file}, blad '{sheet}': verborgen, weggelaten", "{file}, sheet '{sheet}': hidden, left out", "{file}, feuille '{sheet}' : masquée, laissée de côté"),
    "inspect.no_header": ("zonder kolomkoppen", "without a header", "sans en-têtes"),
    "inspect.faults": ("{count} rijen of kolomkoppen met een fout", "{count} rows or headers with a fault", "{count} lignes ou en-têtes avec une faute"),
    "inspect.empty": ("leeg", "empty", "vides"),
    "inspect.distinct": ("verschillend", "distinct", "distinctes"),
    "inspect.examples": ("voorbeelden", "examples", "exemples"),
    "inspect.keys": ("sleutels: {names}", "keys: {names}", "clés : {names}"),
    "inspect.property": ("'{column}' is wellicht {property}", "'{column}' is probably {property}", "'{column}' est sans doute {property}"),
    "inspect.scheme": ("'{column}' noemt begrippen van {scheme} ({share}% van de waarden)", "'{column}' names concepts of {scheme} ({share}% of the values)", "'{column}' nomme des concepts de {scheme} ({share}% des valeurs)"),
    "inspect.personal": ("'{column}' bevat wellicht persoonsgegevens: publiceer die niet.", "'{column}' probably holds personal data: do not publish it.", "'{column}' contient sans doute des données personnelles : ne les publiez pas."),
    "inspect.several": ("meer waarden, gescheiden door {mark!r}", "several, separated by {mark!r}", "plusieurs, séparées par {mark!r}"),
    "inspect.misfits": ("{count} passen niet", "{count} do not fit", "{count} ne conviennent pas"),
    "inspect.link": ("{child} verwijst naar {parent} ({share}% van de waarden)", "{child} refers to {parent} ({share}% of the values)", "{child} renvoie à {parent} ({share}% des valeurs)"),
    "ontology.fine": ("De uitbreiding van de woordenschat past in OWL 2 RL en is samenhangend.", "The vocabulary extension fits OWL 2 RL and is consistent.", "L'extension du vocabulaire est conforme à OWL 2 RL et cohérente."),
    "not.hybrids": ("{count} publiekrechtelijke organisaties met lokale besturen als oprichter of lid zijn geen mengvormen.", "{count} public-law organisations with local governments as founders or members are not hybrids.", "{count} organisations de droit public dont des administrations locales sont fondatrices ou membres ne sont pas des hybrides."),
    "hybrids": ("{count} organisaties zijn mengvormen, afgeleid uit kenmerken.", "{count} organisations are hybrids, inferred from traits.", "{count} organisations sont hybrides, déduites de traits."),
    "seconds": ("in {seconds}", "in {seconds}", "en {seconds}"),
    "value.withheld": ("waarde achtergehouden", "value withheld", "valeur non divulguée"),
    "withheld": ("fouten laten enkel de getroffen waarden weg; de rest is omgezet", "errors leave out only the values they concern; the rest is mapped", "les erreurs n'écartent que les valeurs concernées ; le reste est converti"),
    "count.error": ("fout|fouten", "error|errors", "erreur|erreurs"),
    "count.warning": ("waarschuwing|waarschuwingen", "warning|warnings", "avertissement|avertissements"),
    "count.tip": ("tip|tips", "tip|tips", "conseil|conseils"),
    "count.row": ("rij|rijen", "row|rows", "ligne|lignes"),
    "count.column": ("kolom|kolommen", "column|columns", "colonne|colonnes"),
    "count.file": ("bestand|bestanden", "file|files", "fichier|fichiers"),
    "count.graph": ("graaf|grafen", "graph|graphs", "graphe|graphes"),
    "count.line": ("regel|regels", "line|lines", "ligne|lignes"),
    "count.second": ("seconde|seconden", "second|seconds", "seconde|secondes"),
    "serve.loading": ("{name} laden …", "Loading {name} …", "Chargement de {name} …"),
    "serve.greeting": ("{name} staat op {address}\nSPARQL-vragen gaan naar {address}sparql. Stop met Ctrl-C.", "Serving {name} at {address}\nSPARQL queries go to {address}sparql. Stop with Ctrl-C.", "{name} se trouve sur {address}\nLes requêtes SPARQL vont à {address}sparql. Arrêtez avec Ctrl-C."),
    "serve.stopped": ("Gestopt.", "Stopped.", "Arrêté."),
}  # fmt: skip


def language() -> Language:
    """The language to speak: SAMENSPEL_LANG, else the locale, else English."""
    for name in ("SAMENSPEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2].lower()
        for lang in LANGUAGES:
            if code == lang:
                return lang
    return "en"


def spoken(text: str) -> str:
    """A text in the reader's language when it is a `Message`; any other text as it is."""
    return str(in_language(text, language()))


def labelled(lang: Language, key: str, value: object) -> str:
    """A text with what it is the head of; French sets the colon apart."""
    return f"{say_in(lang, key)}{' :' if lang == 'fr' else ':'} {value}"


def decimal(number: int | float, lang: Language | None = None) -> str:
    """A number with at most one decimal, behind the sign that the language has for it."""
    text = str(number) if isinstance(number, int) else f"{number:.1f}"
    return text if (lang or language()) == "en" else text.replace(".", ",")


def counted(key: str, number: int | float, lang: Language | None = None) -> str:
    """A number of things, with the word for one or for several; in French nought is one."""
    lang = lang or language()
    one, several = say_in(lang, f"count.{key}").split("|")
    single = isinstance(number, int) and (number == 1 or (lang == "fr" and number == 0))
    return f"{decimal(number, lang)} {one if single else several}"


def say(key: str, **values: object) -> str:
    """A text in the reader's language, filled in."""
    return say_in(language(), key, **values)


def say_in(lang: Language, key: str, **values: object) -> str:
    """A text in a given language, filled in."""
    return TEXTS[key][LANGUAGES.index(lang)].format(**values)
