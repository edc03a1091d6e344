"""`tracker compare`: two texts, or pairs of sentences in a stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from tracker.cli import options
from tracker.cli.output import STYLES, json_line, safe, say, words
from tracker.compare import compare as compare_blocks
from tracker.compare.judge import judge
from tracker.errors import ExtractError, UsageError
from tracker.model import Block, Capture, Comparison, Edit, EditKind, moves
from tracker.read import extract


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@options.as_json
@click.option("--jsonl", is_flag=True, help='Judge {"id", "old", "new"} lines from standard input, one answer a line.')
@click.option("--explain", is_flag=True, help="Show the marks and signs that led to each judgement.")
@click.option("--language", help="Language of the texts, such as en or de.")
def compare(old: str | None, new: str | None, as_json: bool, jsonl: bool, explain: bool, language: str | None) -> None:
    """Compare two texts: the words that differ, which way each statement moved, and why.

    OLD and NEW are files (plain text, HTML or PDF); - is standard input for one of them.
    """
    if jsonl:
        if old or new:
            raise click.UsageError("--jsonl reads standard input and takes no files.")
        for answer in _answers(language, explain):
            json_line(answer)
            sys.stdout.flush()
        return
    if old is None or new is None:
        raise click.UsageError("Name two files, or use --jsonl.")
    if old == new == "-":
        raise click.UsageError("Only one of the two can be standard input.")
    comparison = compare_blocks(_blocks(old), _blocks(new), language=language)
    if as_json:
        json_line(_json(comparison, explain, language))
    else:
        _print(comparison, explain, language)


def _answers(language: str | None, explain: bool) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            pair = json.loads(line)
            old, new = pair["old"], pair["new"]
            if not (isinstance(old, str | None) and isinstance(new, str | None)):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise UsageError(
                f'standard input, line {number}: expected one object {{"id", "old", "new"}} with texts'
            ) from None
        found = judge(old, new, language=language, explain=explain)
        yield {
            "id": pair.get("id"),
            "direction": found.direction,
            "cues": found.cues,
            "confidence": found.confidence,
            "severity": found.severity,
            "headline": found.headline,
            "reason": found.reason,
        } | ({"explanation": found.explanation} if explain else {})


def _blocks(name: str) -> tuple[Block, ...]:
    try:
        body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    if not body.strip():  # an empty page is an error; an empty file from the user is an empty statement
        return ()
    called = "standard input" if name == "-" else name
    try:
        return extract(Capture(called, called, 200, (), body, datetime.now(UTC))).wording
    except ExtractError as error:
        told = str(error).removeprefix(f"{called}: ").replace("the address serves", "the file holds")
        raise UsageError(f"{called}: {told}") from error


def _print(comparison: Comparison, explain: bool, language: str | None) -> None:
    for edit in comparison.edits:
        say(words(edit.pieces))
        whole = edit.kind in (EditKind.ADDED, EditKind.REMOVED)  # it came or went, and moved no way
        said = (edit.kind, "bold") if whole else (edit.direction, STYLES[edit.direction])
        say(Text.assemble(said, (f" · {edit.reason}", "italic")))
        for line in _explanation(edit, language) if explain else ():
            say(f"    {line}", "dim")
        say()
    if not comparison.edits:
        say("the texts say the same")
    elif len(comparison.edits) > 1:
        say(Text.assemble((comparison.toward, STYLES[comparison.direction]), f" · {safe(comparison.reason)}"))


def _explanation(edit: Edit, language: str | None) -> tuple[str, ...]:
    found = judge(edit.old, edit.new, language=language, block=edit.block, pieces=edit.pieces, explain=True)
    return found.explanation


def _json(comparison: Comparison, explain: bool, language: str | None) -> dict[str, Any]:
    return {
        "direction": comparison.direction,
        "moves": dict(moves(comparison.edits)),
        "severity": comparison.severity,
        "confidence": comparison.confidence,
        "headline": comparison.headline,
        "reason": comparison.reason,
        "rewritten": comparison.rewritten,
        "edits": [
            {
                "kind": edit.kind,
                "old": edit.old,
                "new": edit.new,
                "pieces": [[piece.op, piece.text] for piece in edit.pieces],
                "direction": edit.direction,
                "cues": edit.cues,
                "confidence": edit.confidence,
                "severity": edit.severity,
                "headline": edit.headline,
                "reason": edit.reason,
            }
            | ({"explanation": _explanation(edit, language)} if explain else {})
            for edit in comparison.edits
        ],
    }
