"""`tocsin import map` and what else is done with maps."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.saying import fail, out, steps

imports = typer.Typer(help="Bring in what others have made.", no_args_is_help=True)


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.add_typer(imports, name="import")


@imports.command(name="map")
def import_map(
    file: Annotated[Path, typer.Argument(help="An OpenStreetMap file, FILE.osm.pbf.")],
    to: Annotated[Path | None, typer.Option("--out", help="FILE.map if left out.")] = None,
) -> None:
    """Make one map file of an OpenStreetMap extract: roads, footways, names, addresses."""
    from tocsin.maps.importing import import_map
    from tocsin.maps.mistakes import MapUnreadable

    target = to or file.with_name(file.name.partition(".")[0] + ".map")
    try:
        with steps() as progress:
            summary = import_map(file, target, progress)
    except MapUnreadable as error:
        fail(f"{file}: {error.detail}.", 2)
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror}.", 2)
    for line in summary.lines():
        out.print(line)
    out.print(f'Written to {target}. Name it in tocsin.toml: [map] file = "{target.name}"')
