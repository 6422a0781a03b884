"""`ehc check` and `ehc rules`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from checker.check import Asked
from checker.files import KINDS, Checked, check_file, files_under
from checker.rule import WrongRule, all_rules
from checker.stream import as_json, stream
from hub.advice import Profile
from hub.finding import CheckContext, Severity

_COLOURS = {None: "", Severity.BLOCK: "red", Severity.WARN: "yellow", Severity.ADVISE: "cyan"}
_FORMATS = click.Choice(["text", "json", "html"])

_OWN_RULES = click.option(
    "--rules",
    "own_rules",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A council's own rules, a TOML file each: asked besides the product's.",
)


@dataclass(frozen=True)
class _AskedFrom:
    """Makes what a run asks from its options: in each worker anew, since a register is large to hand over."""

    profile: Profile | None
    schools: Path | None
    rules: Path | None

    def __call__(self) -> Asked:
        register, rules = None, None
        if self.schools is not None:
            from hub.language.register import SchoolRegister

            register = SchoolRegister.load(self.schools)
        if self.rules is not None:
            from checker.council_rules import load

            own = load(self.rules)
            if not own:
                raise WrongRule(f"The folder {self.rules} holds no rule: no file that ends in .toml.")
            rules = (*all_rules(), *own)
        return Asked(CheckContext(profile=self.profile, schools=register), rules)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True, help="How to print the findings.")
@click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    help="Whose guide to check under [default: the advice's own, else health].",
)
@click.option(
    "--schools",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A register export: its schools are known by name.",
)
@_OWN_RULES
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    metavar="OUT.docx",
    help="Write the Word file back with the findings as comments at their words; a folder for several files.",
)
@click.option(
    "--clean",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="Write a copy of the Word or PDF file with nothing hidden in it; a folder for several files.",
)
@click.option("--jsonl", is_flag=True, help="Standard input: one advice JSON a line; standard output: its findings.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes, with --jsonl.")
def check(
    paths: tuple[Path, ...],
    form: str,
    profile: str | None,
    schools: Path | None,
    own_rules: Path | None,
    annotate: Path | None,
    clean: Path | None,
    jsonl: bool,
    workers: int,
) -> None:
    """Check advice against the guidance: JSON, Word, PDF or plain text, or folders of them.

    Exits 1 where something stops publication; 2 where a file could not be read, or on wrong use.

    \b
    Examples:
      ehc check demo/advice/*.json
      ehc check letter.docx --profile social-care --format html > report.html
      ehc check advice.docx --annotate advice-with-comments.docx
      ehc check letter.pdf --clean letter-to-send.pdf
      ehc check --jsonl --workers 2 < advices.jsonl > findings.jsonl
    """
    asked_from = _AskedFrom(Profile(profile) if profile else None, schools, own_rules)
    if jsonl:
        if paths or annotate or clean:
            _refuse("--jsonl reads standard input: leave out the paths, --annotate and --clean, or leave out --jsonl.")
        if form == "html":
            _refuse("--jsonl answers in JSON, a line each: leave out --format html, or leave out --jsonl.")
        _stream(asked_from, workers)
        return
    if not paths:
        _refuse("Name at least one file or folder to check, as in: ehc check demo/advice")
    if annotate and clean and annotate.resolve() == clean.resolve():
        _refuse(f"--annotate and --clean would both write {clean}. Give each a name of its own.")
    files = list(_expanded(paths))
    each = _each(files, _made(asked_from))
    checked = _Tally(_copied(each, paths, annotate, clean))
    _print(checked, form)
    if checked.unread:
        how_many = "1 file" if len(checked.unread) == 1 else f"{len(checked.unread)} files"
        click.echo(f"ehc check: {how_many} could not be read or copied in full. The report says why.", err=True)
    sys.exit(checked.exit_code)


@click.command()
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True, help="How to print the rules.")
@_OWN_RULES
def rules(form: str, own_rules: Path | None) -> None:
    """The rule book: every rule with its severity and guidance in each profile, and its examples.

    \b
    Example:
      ehc rules --format html > rules.html
    """
    from checker import rule_book

    book = _made(_AskedFrom(None, None, own_rules)).rules or all_rules()
    made: dict[str, Callable[[], str]] = {
        "text": lambda: rule_book.as_text(book),
        "html": lambda: rule_book.as_html(book),
        "json": lambda: as_json(rule_book.as_json(book), indent=1),
    }
    click.echo(made[form]().rstrip("\n"))


class _Tally(Iterable[Checked]):
    """The checked files as they come, remembering what the exit code has to say."""

    def __init__(self, checked: Iterable[Checked]) -> None:
        self._checked = checked
        self._blocks = False
        self.unread: set[str] = set()  # the paths of files that could not be read or copied, or not all of them

    def __iter__(self) -> Iterator[Checked]:
        for each in self._checked:
            self._blocks |= each.blocks
            if each.error is not None:
                self.unread.add(each.path)
            yield each

    @property
    def exit_code(self) -> int:
        """1 where something blocks, else 2 where a file could not be read, else 0."""
        return 1 if self._blocks else 2 if self.unread else 0


def _expanded(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            _refuse(f"There is no file or folder called {path}. Check the name and try again.")
        found = files_under(path)
        if not found:
            _refuse(f"The folder {path} holds no advice: nothing that ends in {', '.join(KINDS)}.")
        yield from found


def _each(files: list[Path], asked: Asked) -> Iterator[Checked]:
    """Check file after file, with a progress bar where a person is waiting."""
    with click.progressbar(files, label="Checking", file=sys.stderr, hidden=not _somebody_waits(files)) as bar:
        for file in bar:
            yield from check_file(file, asked)


def _copied(
    checked: Iterable[Checked], paths: tuple[Path, ...], annotate: Path | None, clean: Path | None
) -> Iterable[Checked]:
    """The same, with the copies written that are asked for."""
    from checker.copies import NoCopy

    try:
        if annotate:
            from checker.annotating import with_comments

            checked = with_comments(checked, paths, annotate)
        if clean:
            from checker.cleaning import with_clean_copies

            checked = with_clean_copies(checked, paths, clean)
    except NoCopy as refused:
        _refuse(str(refused))
    return checked


def _somebody_waits(files: list[Path]) -> bool:
    return len(files) > 3 and sys.stderr.isatty() and not sys.stdout.isatty()


def _print(checked: Iterable[Checked], form: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):  # a letter that can't be written is a question mark
        sys.stdout.reconfigure(encoding=None if form == "text" else "utf-8", errors="replace")
    if form == "json":
        click.echo(as_json({"files": [each.to_json() for each in checked]}, indent=1))
    elif form == "html":
        from checker.page import page

        click.echo(page(checked), nl=False)
    else:
        from checker.report import plain, report

        coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in report(checked, _coloured if coloured else plain):
            click.echo(line)


def _coloured(text: str, severity: Severity | None) -> str:
    return click.style(text, fg=_COLOURS[severity] or None, bold=severity is None or severity is Severity.BLOCK)


def _stream(asked_from: _AskedFrom, workers: int) -> None:
    _made(asked_from)  # a register that can't be read is refused before the first line
    out = sys.stdout.buffer

    def write(line: str) -> None:
        out.write(line.encode() + b"\n")
        out.flush()

    stream(sys.stdin.buffer, write, partial(asked_from), workers)


def _made(asked_from: _AskedFrom) -> Asked:
    try:
        return asked_from()
    except OSError as refused:
        _refuse(f"The register {asked_from.schools} can't be opened: {refused.strerror}.")
    except WrongRule as wrong:
        _refuse(str(wrong))
    except ValueError as wrong:
        _refuse(f"The register {asked_from.schools} can't be used: {wrong}.")


def _refuse(sentence: str) -> NoReturn:
    click.echo(f"ehc check: {sentence}", err=True)
    sys.exit(2)
