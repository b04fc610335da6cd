"""The verb that shows which organisations of several publishers are likely one, to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from getpass import getuser
from pathlib import Path
from typing import Any

import click

from kg.cli.options import json_option, publication_option, state_option
from kg.cli.output import emit_json, next_step
from kg.cli.texts import decimal, say
from kg.errors import UsageError
from kg.federation.matching.of_release import read_organisations
from kg.federation.matching.propose import Matches, MatchProposal, propose
from kg.release.configuration import open_publication
from kg.release.matches import DIFFERENT, SAME, MatchDecision, add_decisions, read_decisions
from kg.release.release import open_release
from kg.texts import Message

_DECISIONS = {"accept": SAME, "refuse": DIFFERENT}
ACTIONS = ("list", *_DECISIONS)
_ALL = "all"
_SHOWN = 30


@click.command()
@click.argument("action", type=click.Choice(ACTIONS), default="list")
@click.argument("fingerprints", nargs=-1)
@publication_option()
@state_option()
@click.option(
    "--who", default=getuser, show_default=False, help="Who decides it (default: your account)."
)
@json_option()
def matches(
    action: str,
    fingerprints: tuple[str, ...],
    publication: Path,
    state: Path | None,
    who: str,
    as_json: bool,
) -> None:
    """Say which organisations of several datasets are one, and keep what you decide.

    Enterprise and establishment numbers decide by themselves. What is likely by name, kind and
    place is proposed with a score and its evidence. accept and refuse take the fingerprints of
    proposals (or all, with accept: every proposal without a rival) and write matches.csv; the next
    build says what was accepted in a graph of its own. What was decided is not proposed again.
    """
    opened = open_publication(publication)
    decided = read_decisions(opened.folder)
    with open_release(publication, state=state) as release:
        found = propose(read_organisations(release), decided=set(decided))
    if action == "list":
        if fingerprints:
            raise UsageError(Message("matches list takes no fingerprints."))
        _list(found, len(decided), as_json=as_json)
        return
    chosen = _chosen(found, fingerprints, every=action == "accept")
    decision = _DECISIONS[action]
    rows = [_decision(made, decision, who=who) for made in chosen]
    path = add_decisions(opened.folder, rows)
    if as_json:
        emit_json({"decision": decision, "matches": [_record(made) for made in chosen]})
        return
    click.echo(say(f"matches.{decision}", count=len(rows), path=path))
    next_step("build", publication)


def _chosen(found: Matches, fingerprints: Iterable[str], *, every: bool) -> list[MatchProposal]:
    asked = list(dict.fromkeys(fingerprints))
    if every and asked == [_ALL]:
        return [*found.certain, *found.proposed]
    open_ones = (*found.certain, *found.proposed, *found.undecided)
    known = {made.fingerprint: made for made in open_ones}
    unknown = [one for one in asked if one not in known]
    if unknown or not asked:
        raise UsageError(
            Message("Deciding on a match: '{text}' is no open proposal.", text=" ".join(unknown)),
            hint=Message("`samenspel matches` lists them, each with its fingerprint."),
        )
    return [known[one] for one in asked]


def _decision(made: MatchProposal, decision: str, *, who: str) -> MatchDecision:
    one, other = made.one, made.other
    return MatchDecision(
        made.fingerprint,
        decision,
        one.iri,
        other.iri,
        one.names[0],
        other.names[0],
        f"{made.score.value:.2f}",
        who,
    )


def _record(made: MatchProposal) -> dict[str, Any]:
    return {
        "fingerprint": made.fingerprint,
        "score": made.score.value,
        "certain": made.score.certain,
        "one": _end(made.one.iri, made.one.home, made.one.names[0]),
        "other": _end(made.other.iri, made.other.home, made.other.names[0]),
        "rivals": list(made.rivals),
        "evidence": [
            {"about": str(e.sign), "likeness": e.likeness, "compared": list(e.told)}
            for e in made.score.evidence
        ],
    }


def _end(iri: str, dataset: str, name: str) -> dict[str, str]:
    return {"iri": iri, "dataset": dataset, "name": name}


def _list(found: Matches, decided: int, *, as_json: bool) -> None:
    parts = {"certain": found.certain, "proposed": found.proposed, "undecided": found.undecided}
    if as_json:
        told = {name: [_record(made) for made in some] for name, some in parts.items()}
        emit_json({**told, "decided": decided})
        return
    for name, some in parts.items():
        if some:
            click.echo(say(f"matches.{name}", count=len(some)))
            for made in some[:_SHOWN]:
                _show(made)
            if len(some) > _SHOWN:
                click.echo(say("matches.more", count=len(some) - _SHOWN))
    if not any(parts.values()):
        click.echo(say("matches.none"))
    click.echo(say("matches.decided", count=decided))


def _show(made: MatchProposal) -> None:
    head = click.style(f"{made.fingerprint} {decimal(round(made.score.value, 2))}", fg="yellow")
    click.echo(f"  {head}  {made.one.names[0]}  =  {made.other.names[0]}")
    for end in (made.one, made.other):
        click.echo(f"      {end.home}: {end.iri}")
    told = [
        f"{say(f'matches.by.{e.sign}')} {decimal(round(e.likeness, 2))}"
        for e in made.score.evidence
    ]
    click.echo(f"      {', '.join(told)}")
