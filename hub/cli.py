"""`ehc`: the names of the subcommands, each loaded only when it is used."""

import errno
import os
import sys
import traceback
from importlib import import_module

import click

from hub.refusals import Problem

COMMANDS = {
    "check": ("checker.cli:check", "Check advice against the guidance."),
    "rules": ("checker.cli:rules", "The rule book: every rule with its guidance and examples."),
    "intake": ("intake.cli:intake", "Read post and email into the hub."),
    "cases": ("hub.commands.cases:cases", "Bring existing cases into the hub."),
    "clock": ("hub.commands.clock:clock", "Every statutory date that follows from a day."),
    "schools": ("hub.commands.schools:schools", "The register of schools and colleges."),
    "people": ("hub.commands.people:people", "Invite people to the hub."),
    "history": ("hub.commands.history:history", "Verify the history of every case."),
    "db": ("hub.commands.database:db", "Prepare or upgrade the database."),
    "serve": ("portal.cli:serve", "Run the portal."),
    "schedule": ("scheduler.cli:schedule", "Run the scheduler: reminders and the outbox."),
    "work": ("hub.commands.work:work", "Run a worker: reads post, sends notices."),
    "settings": ("hub.commands.settings:settings", "Print every setting, its meaning and where it comes from."),
    "demo": ("hub.commands.demo:demo", "Run the whole hub on an invented council."),
}


_FULL = {errno.ENOSPC: "The disk is full.", errno.EDQUOT: "Your share of the disk is used up."}


class _ToMend(click.ClickException):
    """A sentence on standard error, and exit code 2."""

    exit_code = 2


def _write_no_more() -> None:
    """What is left in the buffer goes nowhere: Python's own last try at a full disk would change the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _LazyGroup(click.Group):
    """A group whose subcommands are imported by name, so that `ehc check` never pays for the portal."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{name} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise _ToMend(str(problem)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # `| head` has seen enough
            raise
        except Exception as error:  # noqa: BLE001 - an error's own words may hold a child's data: its place is enough
            if isinstance(error, OSError) and error.errno in _FULL:
                _write_no_more()
                raise _ToMend(f"{_FULL[error.errno]} Make room and try again: not all has been written.") from None
            click.echo("".join(traceback.format_tb(error.__traceback__)), err=True, nl=False)
            click.echo(f"{type(error).__name__}: a fault in the program. Please report the lines above.", err=True)
            ctx.exit(3)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ehc-hub", prog_name="ehc")
def main() -> None:
    """EHC Hub: education, health and care advice, from a request to submitted, quality-assured advice.

    \b
    Example:
      ehc check demo/advice/*.json
    """
