"""How the program speaks: answers on standard output, trouble and progress on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Never

import typer
from rich.console import Console

out = Console(soft_wrap=True, highlight=False, markup=False)


def fail(message: str, code: int = 1) -> Never:
    """Say what is wrong on standard error and end."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def steps() -> Iterator[Callable[[str, float], None]]:
    """A bar for each step of a long task, on standard error."""
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    tasks: dict[str, TaskID] = {}
    columns = (TextColumn("{task.description:28}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:

        def tell(step: str, share: float) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=1.0)
            bars.update(tasks[step], completed=share)

        yield tell
