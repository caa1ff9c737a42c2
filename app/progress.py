"""How far long work has come: for a person on a terminal, or for a log."""

import sys

import typer


class Progress:
    """A line that is rewritten on a terminal, a line now and then in a pipe."""

    EVERY = 10_000

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = self._told = 0
        self._rewrites = sys.stderr.isatty()

    def show(self, done: int) -> None:
        self._done = done
        if self._rewrites:
            typer.echo(f"\r{done} {self._what}", nl=False, err=True)
        elif done - self._told >= self.EVERY:
            self._told = done
            typer.echo(f"{done} {self._what}", err=True)

    def end(self) -> None:
        if self._rewrites:
            typer.echo(err=True)
        elif self._done != self._told:
            typer.echo(f"{self._done} {self._what}", err=True)
