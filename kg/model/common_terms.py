"""Names in three languages for terms of other vocabularies that people meet all the time.

The vocabulary itself names its own terms; these are for the ones we only borrow.
"""

from __future__ import annotations

from kg.model.prefixes import PAGE_PREFIXES

_PREFIXES = PAGE_PREFIXES | {"lpdc": "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"}
_TABLE = """
rdf:type|soort|type|type
rdf:first|eerste|first|premier
rdf:rest|rest|rest|reste
rdfs:label|naam|label|libellé
rdfs:comment|toelichting|comment|commentaire
rdfs:seeAlso|zie ook|see also|voir aussi
rdfs:isDefinedBy|bepaald in|defined in|défini dans
rdfs:subClassOf|valt onder de klasse|subclass of|sous-classe de
rdfs:subPropertyOf|valt onder de eigenschap|subproperty of|sous-propriété de
rdfs:domain|geldt voor|domain|domaine
rdfs:range|wijst naar|range|portée
rdfs:Class|klasse|class|classe
owl:Class|klasse|class|classe
owl:ObjectProperty|verband|object property|propriété d'objet
owl:DatatypeProperty|gegeven|datatype property|propriété de données
owl:AnnotationProperty|aantekening|annotation property|propriété d'annotation
owl:TransitiveProperty|doorlopend verband|transitive property|propriété transitive
owl:FunctionalProperty|enkelvoudig verband|functional property|propriété fonctionnelle
owl:NamedIndividual|benoemd individu|named individual|individu nommé
owl:Ontology|vocabularium|ontology|ontologie
owl:inverseOf|omgekeerde van|inverse of|inverse de
owl:imports|gebruikt|imports|importe
owl:versionInfo|versie|version|version
owl:versionIRI|adres van deze versie|version IRI|IRI de version
owl:priorVersion|vorige versie|prior version|version antérieure
owl:deprecated|verouderd|deprecated|obsolète
owl:sameAs|is hetzelfde als|same as|identique à
owl:Thing|ding|thing|chose
owl:Restriction|beperking|restriction|restriction
owl:onProperty|over de eigenschap|on property|sur la propriété
owl:hasValue|met de waarde|has value|a pour valeur
owl:someValuesFrom|met een waarde uit|some values from|avec une valeur de
owl:intersectionOf|doorsnede van|intersection of|intersection de
owl:disjointWith|sluit uit|disjoint with|disjoint de
owl:propertyChainAxiom|volgt uit de keten|property chain|suit de la chaîne
skos:Concept|begrip|concept|concept
skos:ConceptScheme|begrippenlijst|concept scheme|liste de concepts
skos:prefLabel|naam|name|nom
skos:altLabel|ook genoemd|also called|aussi appelé
skos:definition|betekenis|definition|définition
skos:notation|code|notation|code
skos:note|opmerking|note|note
skos:scopeNote|gebruik|scope note|note d'application
skos:historyNote|geschiedenis|history note|note historique
skos:changeNote|wijziging|change note|modification
skos:editorialNote|redactionele opmerking|editorial note|note éditoriale
skos:example|voorbeeld|example|exemple
skos:inScheme|in de lijst|in scheme|dans la liste
skos:topConceptOf|bovenaan in de lijst|top concept of|concept de tête de
skos:hasTopConcept|begint met|has top concept|commence par
skos:broader|valt onder|broader|plus large
skos:narrower|omvat|narrower|plus étroit
skos:related|verwant met|related|lié à
skos:exactMatch|is hetzelfde als|exact match|équivaut à
skos:closeMatch|komt bijna overeen met|close match|proche de
skos:broadMatch|valt elders onder|broad match|plus large ailleurs
skos:narrowMatch|omvat elders|narrow match|plus étroit ailleurs
skos:relatedMatch|elders verwant met|related match|lié ailleurs à
dct:title|titel|title|titre
dct:description|beschrijving|description|description
dct:source|bron|source|source
dct:license|licentie|licence|licence
dct:publisher|uitgever|publisher|éditeur
dct:creator|maker|creator|créateur
dct:issued|uitgegeven op|issued|publié le
dct:created|gemaakt op|created|créé le
dct:modified|gewijzigd op|modified|modifié le
dct:identifier|kenmerk|identifier|identifiant
dct:format|formaat|format|format
dct:type|soort|type|type
dct:subject|onderwerp|subject|sujet
dct:language|taal|language|langue
dct:spatial|gebied|spatial coverage|couverture spatiale
dct:Location|plaats|location|lieu
dct:temporal|periode|temporal coverage|période
dct:isReplacedBy|vervangen door|replaced by|remplacé par
dct:isPartOf|deel van|is part of|fait partie de
dct:hasPart|bevat|has part|comprend
dct:references|verwijst naar|references|renvoie à
dct:accrualPeriodicity|verschijnt|frequency|périodicité
dct:bibliographicCitation|verwijzing|bibliographic citation|référence
dct:accessRights|toegang|access rights|droits d'accès
dct:conformsTo|volgt de norm|conforms to|conforme à
adms:status|status|status|statut
dct:replaces|vervangt|replaces|remplace
dct:hasVersion|heeft als versie|has version|a pour version
dct:Standard|norm|standard|norme
dct:LinguisticSystem|taal|language|langue
dct:LicenseDocument|licentie|licence|licence
dct:BibliographicResource|werk|bibliographic resource|ressource bibliographique
dct:MediaType|mediatype|media type|type de média
dct:MediaTypeOrExtent|formaat|format|format
foaf:homepage|website|homepage|site web
foaf:name|naam|name|nom
foaf:page|pagina|page|page
foaf:Document|document|document|document
foaf:Agent|actor|agent|agent
foaf:Person|persoon|person|personne
foaf:Project|project|project|projet
org:Organization|organisatie|organisation|organisation
org:FormalOrganization|formele organisatie|formal organisation|organisation formelle
org:OrganizationalUnit|onderdeel van een organisatie|organisational unit|unité d'organisation
org:OrganizationalCollaboration|samenwerkingsverband|organisational collaboration|collaboration
org:Membership|lidmaatschap|membership|affiliation
org:Role|rol|role|rôle
org:Site|vestiging|site|site
org:ChangeEvent|verandering|change event|changement
org:classification|soort organisatie|kind of organisation|type d'organisation
org:organization|samenwerking|organisation|organisation
org:member|lid|member|membre
org:role|rol|role|rôle
org:hasMember|heeft als lid|has member|a pour membre
org:memberOf|lid van|member of|membre de
org:hasMembership|lidmaatschap|has membership|affiliation
org:hasUnit|heeft als onderdeel|has unit|a pour unité
org:unitOf|onderdeel van|unit of|unité de
org:subOrganizationOf|valt onder|sub-organisation of|dépend de
org:linkedTo|verbonden met|linked to|lié à
org:siteOf|vestiging van|site of|site de
org:siteAddress|adres|site address|adresse
org:hasSite|vestiging|has site|site
regorg:orgType|type organisatie|company type|type de société
regorg:orgStatus|toestand|status|statut
regorg:legalName|officiële naam|legal name|nom officiel
regorg:RegisteredOrganization|ingeschreven organisatie|registered organisation|organisation inscrite
locn:address|adres|address|adresse
locn:Address|adres|address|adresse
locn:thoroughfare|straat|street|rue
locn:locatorDesignator|huisnummer|house number|numéro
locn:postCode|postcode|post code|code postal
locn:postName|gemeente of plaats|post name|localité
locn:geometry|ligging|geometry|géométrie
locn:fullAddress|volledig adres|full address|adresse complète
prov:Activity|activiteit|activity|activité
prov:Entity|ding met herkomst|entity|entité
prov:wasDerivedFrom|komt uit|was derived from|provient de
prov:wasGeneratedBy|gemaakt door|was generated by|produit par
prov:hadPrimarySource|eerste bron|primary source|source première
prov:wasAssociatedWith|met|was associated with|associé à
prov:wasAttributedTo|toegeschreven aan|was attributed to|attribué à
dcat:Dataset|dataset|dataset|jeu de données
dcat:Catalog|catalogus|catalogue|catalogue
dcat:Distribution|bestand|distribution|distribution
dcat:dataset|dataset|dataset|jeu de données
dcat:distribution|bestand|distribution|distribution
dcat:contactPoint|contact|contact point|contact
dcat:downloadURL|ophalen|download|téléchargement
dcat:accessURL|toegang|access|accès
dcat:mediaType|mediatype|media type|type de média
dcat:byteSize|grootte in bytes|size in bytes|taille en octets
dcat:landingPage|pagina|landing page|page d'accueil
dcat:keyword|trefwoord|keyword|mot-clé
dcat:theme|thema|theme|thème
dcat:endpointURL|adres van de dienst|endpoint|adresse du service
dcat:endpointDescription|beschrijving van de dienst|endpoint description|description du service
dcat:servesDataset|geeft toegang tot|serves dataset|donne accès à
dcat:service|dienst|service|service
dcat:accessService|te vragen bij|access service|service d'accès
dcat:compressFormat|verpakking|compression format|format de compression
dcat:DataService|gegevensdienst|data service|service de données
void:Dataset|dataset|dataset|jeu de données
void:dataDump|volledig bestand|data dump|fichier complet
void:triples|aantal uitspraken|number of triples|nombre de triplets
void:inDataset|in de dataset|in dataset|dans le jeu de données
qb:Observation|waarneming|observation|observation
qb:DataSet|cijferreeks|data set|série de chiffres
qb:dataSet|uit de cijferreeks|data set|série de chiffres
qb:DataStructureDefinition|opbouw van de cijfers|data structure|structure des données
qb:structure|opbouw|structure|structure
qb:component|onderdeel|component|composant
qb:componentRequired|verplicht|component required|composant obligatoire
qb:ComponentSpecification|onderdeel van de opbouw|component specification|spécification de composant
qb:order|volgorde|order|ordre
qb:dimension|dimensie|dimension|dimension
qb:measure|maat|measure|mesure
qb:attribute|kenmerk|attribute|attribut
qb:codeList|codelijst|code list|liste de codes
qb:CodedProperty|eigenschap met codes|coded property|propriété codée
qb:DimensionProperty|dimensie|dimension|dimension
qb:MeasureProperty|maat|measure|mesure
qb:AttributeProperty|kenmerk|attribute|attribut
cpsv:PublicService|publieke dienst|public service|service public
m8g:PublicOrganisation|publieke organisatie|public organisation|organisation publique
m8g:ContactPoint|contactpunt|contact point|point de contact
m8g:Participation|deelname in een rol|participation|participation
eli:LegalResource|regelgeving|legal resource|acte juridique
cpsv:Rule|werkwijze|procedure|procédure
cpsv:follows|volgt werkwijze|follows|suit la procédure
cpsv:produces|levert op|produces|produit
m8g:contactPoint|contactpunt|contact point|point de contact
m8g:telephone|telefoon|telephone|téléphone
m8g:email|e-mail|e-mail|courriel
m8g:contactPage|webpagina|contact page|page de contact
m8g:Channel|kanaal|channel|canal
m8g:hasChannel|kanaal|has channel|canal
m8g:Cost|kost|cost|coût
m8g:hasCost|kost|has cost|coût
m8g:hasValue|bedrag|value|montant
m8g:currency|munt|currency|monnaie
m8g:Requirement|voorwaarde|requirement|condition
m8g:holdsRequirement|voorwaarde|holds requirement|condition
m8g:Evidence|bewijsstuk|evidence|preuve
m8g:hasSupportingEvidence|bewijsstuk|supporting evidence|preuve
m8g:LifeEvent|levensgebeurtenis|life event|événement de vie
m8g:isGroupedBy|levensgebeurtenis|grouped by|événement de vie
m8g:hasCompetentAuthority|bevoegd bestuur|competent authority|autorité compétente
m8g:hasLegalResource|regelgeving|legal resource|acte juridique
m8g:thematicArea|thema|thematic area|domaine thématique
schema:OpeningHoursSpecification|openingsuren|opening hours|heures d'ouverture
schema:hoursAvailable|openingsuren|hours available|heures d'ouverture
schema:openingHours|openingsuren (tekst)|opening hours (text)|heures d'ouverture (texte)
schema:dayOfWeek|dag|day of the week|jour
schema:opens|opent om|opens|ouvre à
schema:closes|sluit om|closes|ferme à
schema:validFrom|geldig vanaf|valid from|valable à partir de
schema:validThrough|geldig tot en met|valid through|valable jusqu'au
schema:Monday|maandag|Monday|lundi
schema:Tuesday|dinsdag|Tuesday|mardi
schema:Wednesday|woensdag|Wednesday|mercredi
schema:Thursday|donderdag|Thursday|jeudi
schema:Friday|vrijdag|Friday|vendredi
schema:Saturday|zaterdag|Saturday|samedi
schema:Sunday|zondag|Sunday|dimanche
schema:PublicHolidays|feestdagen|public holidays|jours fériés
schema:WebSite|website|website|site web
schema:Project|project|project|projet
schema:AdministrativeArea|bestuurlijk gebied|administrative area|zone administrative
schema:name|naam|name|nom
schema:telephone|telefoon|telephone|téléphone
schema:email|e-mail|e-mail|courriel
schema:url|website|website|site web
schema:foundingDate|opgericht op|founded on|fondée le
schema:startDate|begint op|start date|date de début
schema:endDate|eindigt op|end date|date de fin
schema:price|prijs in euro|price in euro|prix en euros
schema:amount|bedrag in euro|amount in euro|montant en euros
schema:maximumAttendeeCapacity|aantal plaatsen|number of places|nombre de places
lpdc:hasExecutingAuthority|uitvoerende overheid|executing authority|autorité exécutante
lpdc:executingAuthorityLevel|uitvoerend bestuursniveau|executing level|niveau exécutant
lpdc:competentAuthorityLevel|bevoegd bestuursniveau|competent level|niveau compétent
lpdc:targetAudience|doelgroep|target audience|public cible
lpdc:exception|uitzonderingen|exceptions|exceptions
lpdc:regulation|regelgeving|regulation|réglementation
lpdc:publicationMedium|publicatiekanaal|publication medium|canal de publication
lpdc:yourEuropeCategory|categorie van Your Europe|Your Europe category|catégorie de Your Europe
lpdc:hasWebsite|website|website|site web
lpdc:FinancialAdvantage|financieel voordeel|financial advantage|avantage financier
xsd:string|tekst|text|texte
xsd:integer|geheel getal|whole number|nombre entier
xsd:decimal|getal|number|nombre
xsd:boolean|ja of nee|yes or no|oui ou non
xsd:date|datum|date|date
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    names = {}
    for line in table.strip().splitlines():
        short, nl, en, fr = line.split("|")
        prefix, _, local = short.partition(":")
        names[_PREFIXES[prefix] + local] = {"nl": nl, "en": en, "fr": fr}
    return names


COMMON_TERMS = _read(_TABLE)
"""The name of a term by language, by its IRI."""
