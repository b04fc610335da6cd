# ruff: noqa: E501 - a table of texts
"""What the workbook says of its own.

The rest are labels and definitions of the vocabulary. `heading.` and `help.` belong together.
"""

from __future__ import annotations

from kg.texts import Language, keyed, translated

_TEXTS = dict(
    (
        # Sheets.
        keyed("workbook.sheet.readme", "Read me"),
        keyed("workbook.sheet.lists", "lists"),
        keyed("workbook.sheet.area", "Municipalities"),
        keyed("workbook.sheet.need", "Needs"),
        keyed("workbook.sheet.organisation", "Organisations"),
        keyed("workbook.sheet.trait", "Traits"),
        keyed("workbook.sheet.view", "Views"),
        keyed("workbook.sheet.contact", "Contact points"),
        keyed("workbook.sheet.service", "Services"),
        keyed("workbook.sheet.partnership", "Partnerships"),
        keyed("workbook.sheet.member", "Members"),
        keyed("workbook.sheet.coalition", "Coalitions"),
        keyed("workbook.sheet.project", "Projects"),
        keyed("workbook.sheet.partner", "Project partners"),
        keyed("workbook.sheet.contribution", "Contributions"),
        keyed("workbook.sheet.event", "Life course"),
        keyed("workbook.sheet.assessment", "Assessments"),
        keyed("workbook.sheet.coalition-assessment", "Coalition assessments"),
        keyed("workbook.sheet.effect", "Effects"),
        keyed("workbook.sheet.living-lab", "Living labs"),
        keyed("workbook.about.area", "The municipalities that it is about. Begin here."),
        keyed(
            "workbook.about.need",
            "Social needs and questions to which services and projects seek an answer.",
        ),
        keyed(
            "workbook.about.organisation",
            "All actors: governments, organisations and groups of citizens (never persons).",
        ),
        keyed(
            "workbook.about.trait",
            "Traits of organisations, each on a row with the evidence for it.",
        ),
        keyed("workbook.about.view", "Who sees an organisation as a threat or as an opportunity."),
        keyed(
            "workbook.about.contact",
            "Where people can turn to: telephone, e-mail, web page, hours.",
        ),
        keyed("workbook.about.service", "Help and services, with the rights they give access to."),
        keyed(
            "workbook.about.partnership",
            "Partnerships: broad reception, House of the Child, networks.",
        ),
        keyed(
            "workbook.about.member",
            "Who is or was a member of a partnership, in which role and when.",
        ),
        keyed(
            "workbook.about.coalition",
            "Partnerships that want to be a vital coalition: around which issue, with which traits.",
        ),
        keyed(
            "workbook.about.project",
            "Projects, and whether they show the traits of social innovation.",
        ),
        keyed("workbook.about.partner", "Who takes part in a project or undertakes it together."),
        keyed(
            "workbook.about.contribution",
            "What citizens and others contribute to a project, and in which role.",
        ),
        keyed("workbook.about.event", "The steps in the life of a project, from idea to handover."),
        keyed(
            "workbook.about.assessment",
            "Which conditions, attitudes, tensions and reasons there are in a project.",
        ),
        keyed(
            "workbook.about.coalition-assessment",
            "The same for partnerships and their traits as a coalition.",
        ),
        keyed("workbook.about.effect", "What a project brings about."),
        keyed(
            "workbook.about.living-lab",
            "Projects that are an urban living lab. Put its four parties on the sheet Contributions.",
        ),
        # Columns whose property is not ours, or that have none.
        keyed("workbook.heading.publish", "publish?"),
        keyed(
            "workbook.help.publish",
            "Choose no for a row that may not be public yet. Leaving it blank is yes.",
        ),
        keyed("workbook.heading.code", "code"),
        keyed(
            "workbook.help.code",
            "A short word that stays the same for ever: it becomes part of the web address. Small letters, digits and hyphens.",
        ),
        keyed("workbook.heading.name", "name"),
        keyed("workbook.help.name", "As people call it."),
        keyed("workbook.heading.effect", "effect"),
        keyed("workbook.help.effect", "In a few words: what has changed?"),
        keyed("workbook.heading.description", "description"),
        keyed("workbook.help.description", "One or two sentences. Name no persons."),
        keyed("workbook.heading.kind", "kind of organisation"),
        keyed(
            "workbook.help.kind",
            "From the kind follows whether it is a government, civil society, a firm or citizens.",
        ),
        keyed("workbook.heading.site", "website"),
        keyed("workbook.help.site", "The full address, beginning with https://."),
        keyed("workbook.heading.contact", "contact point"),
        keyed("workbook.help.contact", "Where to turn to for this service."),
        keyed("workbook.heading.telephone", "telephone"),
        keyed("workbook.help.telephone", "The number of the desk, never that of a person."),
        keyed("workbook.heading.mail", "e-mail"),
        keyed("workbook.help.mail", "The address of the desk, without the name of a person."),
        keyed("workbook.heading.page", "web page"),
        keyed("workbook.help.page", "The full address, beginning with https://."),
        keyed("workbook.heading.hours", "opening hours"),
        keyed(
            "workbook.help.hours", "Such as Mo-Fr 09:00-12:00: days in English, hours with a colon."
        ),
        keyed("workbook.heading.form", "form"),
        keyed("workbook.help.form", "Choose partnership if none of the others fits."),
        keyed("workbook.heading.partnership", "partnership"),
        keyed("workbook.help.partnership", "The partnership that the row is about."),
        keyed("workbook.heading.member", "member"),
        keyed("workbook.help.member", "Who is or was a member."),
        keyed("workbook.heading.role", "role"),
        keyed("workbook.help.role", "The role in the partnership. A row for each role."),
        keyed("workbook.heading.project", "project"),
        keyed("workbook.help.project", "The project that the row is about."),
        keyed("workbook.heading.budget", "budget in euros"),
        keyed("workbook.help.budget", "The sum for the whole project."),
        # What goes into a cell, by kind of column.
        keyed("workbook.hint.code", "At most 60 characters, without spaces."),
        keyed("workbook.hint.nis", "Five digits."),
        keyed("workbook.hint.kbo", "Ten digits, with or without points."),
        keyed("workbook.hint.date", "A date, such as 31/03/2026."),
        keyed("workbook.hint.count", "A whole number."),
        keyed("workbook.hint.amount", "An amount."),
        keyed("workbook.hint.list", "Choose from the list."),
        keyed("workbook.hint.link", "Choose a code of the sheet {sheet}."),
        keyed("workbook.hint.yes", "Choose yes if it is so; else leave it blank."),
        keyed("workbook.hint.required", "Required."),
        keyed("workbook.wrong.title", "This does not fit here"),
        keyed("workbook.yes", "yes"),
        keyed("workbook.no", "no"),
        keyed("workbook.low", "low"),
        keyed("workbook.medium", "medium"),
        keyed("workbook.high", "high"),
        # The example row.
        keyed("workbook.example", "Example: this row is not published. Leave it or delete it."),
        keyed("workbook.code.need", "example-need"),
        keyed("workbook.code.organisation", "example-organisation"),
        keyed("workbook.code.contact", "example-contact"),
        keyed("workbook.code.service", "example-service"),
        keyed("workbook.code.partnership", "example-partnership"),
        keyed("workbook.code.project", "example-project"),
        keyed("workbook.code.area", "99999"),
        keyed("workbook.name", "A name"),
        keyed("workbook.source", "articles of association, article 4"),
        keyed("workbook.effect", "fewer families without a home"),
        # The first sheet.
        keyed("workbook.readme.title", "Local social policy: workbook"),
        keyed(
            "workbook.readme.1",
            "Fill in the sheets from left to right. Leave blank what you do not know.",
        ),
        keyed(
            "workbook.readme.2",
            "Row 1 says what a column means (point at it for help), row 2 is an example that is not published. Begin on row 3. Dark columns are required.",
        ),
        keyed(
            "workbook.readme.3",
            "Name no persons anywhere: contacts are functions, citizens are groups.",
        ),
        keyed(
            "workbook.readme.4",
            "Do not change the names of sheets and columns: the mapping reads them.",
        ),
        keyed(
            "workbook.readme.5",
            "Save the workbook and run: samenspel check, then build and publish.",
        ),
        keyed("workbook.file", "workbook"),
        keyed(
            "workbook.folder",
            "This publication reads {file}: a workbook to fill in. The mapping {mapping} belongs to it; it is ready.",
        ),
        keyed("workbook.folder.terms", "Adapt name, publisher and licence in samenspel.toml."),
        keyed("workbook.dataset", "Actors, services, partnerships and projects from our workbook."),
        keyed("workbook.policy", "Local social policy in our municipality"),
        keyed("workbook.publisher", "Our municipality"),
        keyed("workbook.desk", "social policy desk"),
    )
)


def text(key: str, lang: Language, **values: object) -> str:
    """A text of the workbook in a language, filled in."""
    key = f"workbook.{key}"
    return translated(_TEXTS[key], lang, context=key).format(**values)
