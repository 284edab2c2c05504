"""`tocsin simulate`: many invented worlds, or one of them again."""

import os
from typing import Annotated

import typer

from tocsin.cli.saying import out


def simulate(
    seeds_count: Annotated[int, typer.Option("--seeds", min=1, help="How many seeds.")] = 100,
    first: Annotated[int, typer.Option(help="The first seed.")] = 1,
    jobs: Annotated[
        int, typer.Option(min=0, help="Processes at once; 0 is one for each processor.")
    ] = 0,
    seed: Annotated[int | None, typer.Option(help="Play this one seed again.")] = None,
    only: Annotated[str, typer.Option(help="Of that seed, only these items.")] = "",
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Of that seed, only so many minutes.")
    ] = None,
    storm: Annotated[
        int, typer.Option(min=0, max=10_000, help="Of that seed: so many SOS in one second.")
    ] = 0,
) -> None:
    """Run the real service in invented worlds; make the first that breaks a promise short."""
    from tocsin.sim import seeds

    if seed is not None:
        kept = seeds.replay_and_print(seed, only, minutes, out.print, storm)
    else:
        at_once = min(jobs or os.cpu_count() or 1, seeds_count)
        kept = seeds.run_and_print(first, seeds_count, out.print, jobs=at_once)
    if not kept:
        raise typer.Exit(1)


def add_to(cli: typer.Typer) -> None:
    """Give the program this command."""
    cli.command()(simulate)
