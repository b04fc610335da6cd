"""The verb `init`: a new publication that already works."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from kg.cli.output import next_step
from kg.cli.texts import counted, language, say
from kg.errors import UsageError
from kg.release.configuration import CONFIG, OWN_BASE, fault_of_base
from kg.release.table_reader import is_web_address
from kg.resources import data_folder
from kg.texts import LANGUAGES, Language, Message

TEMPLATE = "templates/start"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--base",
    default="https://data.example.be/",
    show_default=True,
    help="Address below which IRIs lie.",
)
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file or folder of your own to draft the mapping from. May be given several times.",
)
@click.option(
    "--workbook",
    is_flag=True,
    help="Make a workbook to fill in, with drop-downs and help, and the mapping that reads it.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    metavar="LANG",
    help="Language to speak, and of the workbook: nl, en or fr (default: that of the system).",
)
@click.pass_context
def init(
    context: click.Context,
    folder: Path,
    base: str,
    files: tuple[Path, ...],
    workbook: bool,
    lang: Language | None,
) -> None:
    """Make a publication in FOLDER: configuration, one small source and its mapping.

    It can be checked, built and served at once; then replace the source by your own. With --from,
    sources are copies of your files and the mapping is drafted from what they hold.
    """
    if (folder / CONFIG).exists():
        raise UsageError(
            Message("Making a publication in {folder}: there is one already.", folder=folder),
            hint=Message("Choose another folder."),
        )
    if workbook and files:
        raise UsageError(
            Message("--workbook and --from do not go together."),
            hint=Message("Choose one of them."),
        )
    if not is_web_address(base):
        raise UsageError(
            Message(
                "Making a publication in {folder}: '{base}' is no web address.",
                folder=folder,
                base=base,
            ),
            hint=Message("Write the whole address, with https://."),
        )
    base = base if base.endswith("/") else f"{base}/"
    if fault := fault_of_base(base):
        raise UsageError(
            Message("Making a publication in {folder}: {message}", folder=folder, message=fault),
            hint=OWN_BASE,
        )
    if workbook:
        from kg.cli.workbook import write_publication

        book = write_publication(folder, base, lang=lang or language())
        click.echo(say("init.workbook", path=book))
    elif files:
        is_given = context.get_parameter_source("base") is not ParameterSource.DEFAULT
        _draft(folder, base, files, is_base_given=is_given)
    else:
        _copy_template(folder, base)
    click.echo(say("made", path=folder))
    next_step("check", folder)


def _copy_template(folder: Path, base: str) -> None:
    template = data_folder("mappings") / TEMPLATE
    for source in sorted(template.rglob("*")):
        if source.is_file():
            target = folder / source.relative_to(template)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            target.write_text(text.replace("https://data.example.be/", base), encoding="utf-8")


def _draft(folder: Path, base: str, files: tuple[Path, ...], *, is_base_given: bool) -> None:
    from kg.cli.draft import copies, draft, guesses, last_changed, write
    from kg.cli.inspect import inspecting

    with inspecting(files) as found:
        sources = copies(found.files)
        modified = last_changed(sources.values())
        texts = draft(found, base=base, modified=modified, is_base_given=is_base_given)
        for text in found.left_out:
            click.echo(text)
    write(texts, folder, sources=sources)
    click.echo(say("init.guesses", lines=counted("line", guesses(texts))))
