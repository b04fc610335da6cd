"""What the command line says beside errors, by key."""

from __future__ import annotations

import os

from kg.texts import (
    LANGUAGES,
    Language,
    in_language,
    keyed,
    keyed_plural,
    translated,
    translated_plural,
)

TEXTS = dict(
    (
        keyed("stage.map", "Reading and mapping sources"),
        keyed("stage.protect", "Leaving out what must not go out"),
        keyed("stage.vocabulary", "Reading the vocabulary"),
        keyed("stage.load", "Loading"),
        keyed("stage.infer", "Inferring"),
        keyed("stage.validate", "Validating"),
        keyed("stage.describe", "Describing provenance"),
        keyed("stage.optimise", "Optimising"),
        keyed("stage.seal", "Sealing"),
        keyed("stage.ontology", "Judging the vocabulary"),
        keyed("rows", "{rows} read from {files}"),
        keyed("quads", "{quads} quads, {inferred} of them inferred"),
        keyed("findings.none", "No findings."),
        keyed("findings.more", "… and {count} more of this kind"),
        keyed("why.statement", "statement"),
        keyed("why.origin", "comes from"),
        keyed("why.inferred", "inferred"),
        keyed("why.closed-world", "inferred from what is absent"),
        keyed("why.metadata", "written by Samenspel"),
        keyed("why.vocabulary", "vocabulary"),
        keyed("diff.title", "{new} compared with {old}"),
        keyed("diff.nothing", "Nothing changed."),
        keyed("diff.same", "There is only {id}, which is published: nothing to compare it with."),
        keyed("diff.conclusions", "Conclusions"),
        keyed("diff.sources", "Sources"),
        keyed("diff.findings", "Findings"),
        keyed("diff.no_class", "things without a class"),
        keyed("diff.other_changes", "other changes"),
        keyed("diff.before", "before: {values}"),
        keyed("diff.left", "Withdrawn since, from this release too"),
        keyed("diff.withdrawn", "withdrawn: {reason}"),
        keyed("diff.replaced", "replaced by {name}"),
        keyed("diff.more", "… and {count} more (--all shows them)"),
        keyed("diff.because", "because"),
        keyed("diff.came", "came"),
        keyed("diff.went", "went"),
        keyed("diff.by_date", "the day that counts as today is another"),
        keyed("diff.no_premise", "no single statement makes it so; see the rule {rule}"),
        keyed("diff.is_a", "is a"),
        keyed("diff.columns_gone", "columns gone: {names}"),
        keyed("diff.columns_new", "new columns: {names}"),
        keyed("diff.bytes", "other bytes, as many rows and the same columns"),
        keyed("diff.rows", "rows: {before} → {now}"),
        keyed("diff.file_added", "new file"),
        keyed("diff.file_removed", "file gone"),
        keyed("diff.date", "Day that counts as today: {before} → {now}"),
        keyed(
            "diff.values",
            "This report holds values of the sources, also those that are gone: keep it to yourself.",
        ),
        keyed("diff.patch", "Patch written: {path}"),
        keyed("diff.follow", "of things that came or went themselves: {count} (--all shows them)"),
        keyed("row", "row"),
        keyed("file", "file"),
        keyed("sheet", "sheet"),
        keyed("value", "value"),
        keyed("rule", "rule"),
        keyed("code", "code"),
        keyed("dataset", "dataset"),
        keyed("severity", "severity"),
        keyed("title", "what is wrong"),
        keyed("guess.head", "suggestion"),
        keyed("report.title", "Findings in {title}"),
        keyed("report.filter", "Show only rows with this text"),
        keyed(
            "report.values",
            "This report holds values from the sources: share it only with those who may see them.",
        ),
        keyed("report.written", "Report written: {path}"),
        keyed("mail.to", "To"),
        keyed("mail.subject", "Subject"),
        keyed("mail.topic", "{count} to mend in the sources of {title}"),
        keyed(
            "mail.opening",
            "Hello,\n\nWhile the sources of {title} were turned into open data, the following was found. Would you mend it in the source and tell us when that is done?",
        ),
        keyed(
            "limit.passed",
            "{errors}: more than the {allowed} that samenspel.toml allows ([limits] max_errors). Who publishes this release all the same publishes it with these errors.",
        ),
        keyed("matches.certain", "The same by a number ({count}):"),
        keyed("matches.proposed", "Likely the same ({count}):"),
        keyed("matches.undecided", "As likely as another ({count}):"),
        keyed("matches.more", "  … and {count} more: --json shows all."),
        keyed("matches.none", "No organisations are left to decide on."),
        keyed("matches.decided", "Decided in matches.csv: {count}."),
        keyed("matches.same", "{count} accepted in {path}: the next build says so."),
        keyed("matches.different", "{count} refused in {path}: not proposed again."),
        keyed("matches.by.number", "number"),
        keyed("matches.by.name", "name"),
        keyed("matches.by.abbreviation", "abbreviation"),
        keyed("matches.by.kind", "kind"),
        keyed("matches.by.place", "place"),
        keyed("matches.by.form", "legal form"),
        keyed("matches.by.former", "before a merger"),
        keyed("gate.head", "Before you publish ({count}):"),
        keyed("gate.how", "Accept one that has to be so"),
        keyed("gate.code", "FINGERPRINT"),
        keyed("gate.why", "why"),
        keyed("gate.accepted", "{count} accepted in accepted.csv."),
        keyed("gate.refused", "Not published: {id}. The published release keeps serving."),
        keyed("gate.mended", "What you mend counts from the next build on: {command}"),
        keyed("gate.written", "Accepted in {path}: {code}, {place}"),
        keyed("line", "line"),
        keyed("column", "column"),
        keyed("expected", "expected"),
        keyed("guess", "did you mean"),
        keyed("fix", "fix"),
        keyed("severity.error", "error"),
        keyed("severity.warning", "warning"),
        keyed("severity.tip", "tip"),
        keyed("checked", "Checked; nothing was written."),
        keyed("built", "Release {id} is ready and not yet public."),
        keyed(
            "unchanged",
            "Nothing changed since release {id}: none is made (--anew makes one all the same).",
        ),
        keyed("reused", "Not mapped again, since nothing changed of it: {datasets}"),
        keyed("report", "Report with the values: {path}"),
        keyed("published", "Release {id} is published ({quads} quads)."),
        keyed("rolled.back", "Release {id} is served again ({quads} quads)."),
        keyed("releases.release", "release"),
        keyed("releases.made", "made"),
        keyed("releases.quads", "quads"),
        keyed("releases.size", "size"),
        keyed("releases.note", "note"),
        keyed("releases.none", "There is no release yet."),
        keyed("releases.published", "published"),
        keyed("releases.before", "the one before it"),
        keyed("releases.anew", "made anew from {id}"),
        keyed("releases.served", "served since {when} ({verb})"),
        keyed("releases.datasets", "datasets"),
        keyed("releases.whole", "{id} is whole: every file and every quad was read."),
        keyed("releases.damaged", "{id} is damaged: {why}"),
        keyed("releases.goes", "{id} would be deleted"),
        keyed("releases.gone", "{id} is deleted"),
        keyed("releases.freed", "{size} freed; {count} kept"),
        keyed("releases.nothing", "Nothing to delete: [retention] keeps all releases there are."),
        keyed("left.withdrawn", "{iri} is withdrawn."),
        keyed(
            "left.erased",
            "Erased: {count}. Only a keyed hash is kept; keep {secret} in your backup.",
        ),
        keyed("left.renewed", "{old} is made anew without it, as {new}"),
        keyed("left.pruned", "{id} held it, or could not be read, and is deleted"),
        keyed("left.nowhere", "No kept release held it."),
        keyed("left.unknown", "Nothing that is published is called {iri}: is it spelled right?"),
        keyed(
            "left.unknown_like", "Nothing that is published is called {iri}: did you mean {like}?"
        ),
        keyed("left.undo", "If it is wrong, take its line out of {file}."),
        keyed(
            "left.rows",
            "It was made from these rows. A build leaves it out; have the sources mended where they still hold it:",
        ),
        keyed(
            "left.conclusions", "Conclusions of these releases were drawn anew from what is left."
        ),
        keyed(
            "left.dependents",
            "Only it led to these ({count}), which stay. Look whether they tell of it, and withdraw them as well:",
        ),
        keyed(
            "left.streams",
            "The streams that others follow tell that it went; what they told of it before stays there until they begin anew. With --erase they end at once.",
        ),
        keyed(
            "left.streams_ended",
            "The streams that others followed have ended with all that they told; others begin, which the catalogue names.",
        ),
        keyed(
            "left.beyond",
            "Not within reach: backups, logs of the server (--log), copies of files and answers that others took, followers of changes, proxies, search engines, and the history of a repository that holds the publication. Tell those you know of.",
        ),
        keyed("replaced", "{old} leads to {new} from the next build on."),
        keyed("next", "Next step"),
        keyed("made", "Publication made in {path}."),
        keyed("init.workbook", "Fill in {path}; its mapping is ready."),
        keyed("init.guesses", "{lines} with '# guess': read what is guessed there."),
        keyed(
            "draft.head",
            'Drafted from {files}.\nEvery line that says "guess" is one: read it, mend it, and take the word away.',
        ),
        keyed("draft.mend", 'Drafted: mend what says "guess" before anything is published.'),
        keyed(
            "draft.example",
            "every page says that these are example data, until this line is taken away; then nothing is published with a guess in it",
        ),
        keyed("draft.contact", "a function or service, never a person"),
        keyed("draft.rdf", "RDF needs no mapping and is taken as it stands"),
        keyed("draft.about", "what is a row about?"),
        keyed("draft.key", "rows are told apart by {names}"),
        keyed(
            "draft.row",
            "no columns tell rows apart: each row is a thing, with its number as the key",
        ),
        keyed("draft.personal", "'{column}' holds personal data and is left out"),
        keyed("draft.named", "by its name"),
        keyed("draft.own", "a property of your own; choose one of the vocabulary"),
        keyed("draft.perhaps", "perhaps {term}"),
        keyed("draft.unknown", "no property of the vocabulary found; choose one"),
        keyed(
            "draft.unnamed",
            "{columns} without a property of the vocabulary: choose one for each, or keep your own",
        ),
        keyed("draft.base", "the address below which your IRIs lie; for ever, once published"),
        keyed("draft.cells", "what is a cell about, and what do its header and value say?"),
        keyed("draft.link", "{share}% of the values are keys of {parent}"),
        keyed(
            "draft.known", "{share}% of the values are keys of '{rule}' in the dataset {dataset}"
        ),
        keyed(
            "draft.class",
            "{count} things are {theirs}, which is no class of ours: make them {ours}?",
        ),
        keyed(
            "draft.form", "{theirs} has values with the form of {ours}: say it in that word too?"
        ),
        keyed(
            "draft.codes", "{found} of the {all} codes of {theirs} have the name of a kind of ours"
        ),
        keyed("draft.near", "{theirs} is near {ours}: say it in that word too?"),
        keyed("inspect.wide", "a wide table: {columns} ('{first}' to '{last}') can become rows"),
        keyed("inspect.near", "{count} things are {theirs}: perhaps {ours}"),
        keyed("add.unread", "{file} cannot be read: its keys were not looked at"),
        keyed("added", "Dataset {dataset} added to {path}."),
        keyed("exported", "{graphs} written to {path}."),
        keyed("part", "This is a part: {shown} rows. Use --format csv for all."),
        keyed("kind", "kind"),
        keyed("preview.quads", "quads"),
        keyed("preview.unused", "not used"),
        keyed("preview.none", "(no quads)"),
        keyed("preview.nothing", "There is no row {row}, and none after it."),
        keyed(
            "map.unlinked",
            "{rows} of '{rule}' without a match in '{parent}': they give no quad there.",
        ),
        keyed("inspect.excel", "sheet"),
        keyed("inspect.jsonl", "json, an item on each line"),
        keyed("inspect.sql", "table of SQLite"),
        keyed("inspect.rdf", "class in RDF"),
        keyed("inspect.files", "{count} files together"),
        keyed("inspect.delimiter", "delimiter {delimiter!r}"),
        keyed("inspect.header", "header on row {header}"),
        keyed("inspect.items", "items at {iterator}"),
        keyed("inspect.no_crs", "coordinate system not known"),
        keyed("kind.text", "text"),
        keyed("kind.integer", "integer"),
        keyed("kind.decimal", "decimal with {form!r}"),
        keyed("kind.grouped", "integer, thousands parted"),
        keyed("kind.percentage", "percentage"),
        keyed("kind.amount", "amount"),
        keyed("kind.double", "double"),
        keyed("kind.boolean", "yes or no"),
        keyed("kind.date", "date {form}"),
        keyed("kind.date-time", "date and time"),
        keyed("kind.email", "e-mail address"),
        keyed("kind.url", "web address"),
        keyed("kind.phone", "telephone number"),
        keyed("kind.enterprise-number", "enterprise number"),
        keyed("kind.national-number", "national register number"),
        keyed("kind.nis", "NIS code"),
        keyed("kind.postcode", "postcode"),
        keyed("form.day", "dd"),
        keyed("form.month", "mm"),
        keyed("form.year", "yyyy"),
        keyed("form.short_year", "yy"),
        keyed("draft.cut", "cells are cut at {mark!r}"),
        keyed("inspect.also", "read as {form}, but {other} fits every value too"),
        keyed(
            "inspect.short_years",
            "years of two digits: 69 to 99 are 1969 to 1999, the others 2000 to 2068",
        ),
        keyed("inspect.grouped", "read with thousands parted, without decimals"),
        keyed("inspect.unsure", "the sign may part thousands or decimals: kept as text"),
        keyed("inspect.amount", "not all amounts are written alike: kept as text"),
        keyed("inspect.no_table", "{file}, sheet '{sheet}': no table, left out"),
        keyed("inspect.hidden", "{file}, sheet '{sheet}': hidden, left out"),
        keyed("inspect.no_header", "without a header"),
        keyed("inspect.faults", "{count} rows or headers with a fault"),
        keyed("inspect.empty", "empty"),
        keyed("inspect.distinct", "distinct"),
        keyed("inspect.examples", "examples"),
        keyed("inspect.keys", "keys: {names}"),
        keyed("inspect.property", "'{column}' is probably {property}"),
        keyed("inspect.scheme", "'{column}' names concepts of {scheme} ({share}% of the values)"),
        keyed("inspect.personal", "'{column}' probably holds personal data: do not publish it."),
        keyed("inspect.several", "several, separated by {mark!r}"),
        keyed("inspect.misfits", "{count} do not fit"),
        keyed("inspect.link", "{child} refers to {parent} ({share}% of the values)"),
        keyed("ontology.fine", "The vocabulary extension fits OWL 2 RL and is consistent."),
        keyed(
            "not.hybrids",
            "{count} public-law organisations with local governments as founders or members are not hybrids.",
        ),
        keyed("hybrids", "{count} organisations are hybrids, inferred from traits."),
        keyed("seconds", "in {seconds}"),
        keyed("value.withheld", "value withheld"),
        keyed("withheld", "errors leave out only the values they concern; the rest is mapped"),
        keyed("serve.loading", "Loading {name} …"),
        keyed(
            "serve.greeting",
            "Serving {name} at {address}\nSPARQL queries go to {address}sparql. Stop with Ctrl-C.",
        ),
        keyed("serve.stopped", "Stopped."),
    )
)
"""The English text of each key."""
COUNTED = dict(
    (
        keyed_plural("count.error", "error", several="errors"),
        keyed_plural("count.warning", "warning", several="warnings"),
        keyed_plural("count.tip", "tip", several="tips"),
        keyed_plural("count.added", "added", several="added"),
        keyed_plural("count.removed", "removed", several="removed"),
        keyed_plural("count.changed", "changed", several="changed"),
        keyed_plural("count.withdrawn", "withdrawn", several="withdrawn"),
        keyed_plural("count.replaced", "replaced by another", several="replaced by others"),
        keyed_plural("count.row", "row", several="rows"),
        keyed_plural("count.column", "column", several="columns"),
        keyed_plural("count.file", "file", several="files"),
        keyed_plural("count.graph", "graph", several="graphs"),
        keyed_plural("count.line", "line", several="lines"),
        keyed_plural("count.second", "second", several="seconds"),
        keyed_plural("count.release", "release", several="releases"),
    )
)
"""The word for one and for several of what is counted."""


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


def labelled(lang: Language, key: str, *, value: object) -> str:
    """A text with what it is the head of; French sets the colon apart."""
    return f"{say_in(lang, key)}{' :' if lang == 'fr' else ':'} {value}"


def decimal(number: int | float, lang: Language | None = None) -> str:
    """A number with at most one decimal, behind the sign that the language has for it."""
    text = str(number) if isinstance(number, int) else f"{number:.1f}"
    return text if (lang or language()) == "en" else text.replace(".", ",")


def size(count: int) -> str:
    """A number of bytes, in megabytes."""
    return f"{decimal(count / 1e6)} MB"


def counted(key: str, number: int | float, *, lang: Language | None = None) -> str:
    """A number of things, with the word for one or for several."""
    lang = lang or language()
    key = f"count.{key}"
    whole = number if isinstance(number, int) else 2  # parts of one are several
    word = translated_plural(*COUNTED[key], whole, lang, key)
    return f"{decimal(number, lang)} {word}"


def say(key: str, **values: object) -> str:
    """A text in the reader's language, filled in."""
    return say_in(language(), key, **values)


def say_in(lang: Language, key: str, **values: object) -> str:
    """A text in a given language, filled in."""
    return translated(TEXTS[key], lang, context=key).format(**values)
