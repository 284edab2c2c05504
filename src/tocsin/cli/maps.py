"""`tocsin import map` and what else is done with maps."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.saying import fail, out, steps

imports = typer.Typer(help="Bring in what others have made.", no_args_is_help=True)


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.add_typer(imports, name="import")
    cli.command()(calibrate)


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


def calibrate(
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A map file, FILE.map.")],
    source: Annotated[Path, typer.Argument(help="Responses as CSV, or LEDGER.tracks.")],
    to: Annotated[Path | None, typer.Option("--out", help="MAP.calibration if left out.")] = None,
    zone: Annotated[str, typer.Option(help="The time zone of the drives.")] = "UTC",
    hold_out: Annotated[float, typer.Option(help="The share of last drives to check on.")] = 1 / 3,
    kind: Annotated[str, typer.Option(help="Only this kind of unit of the CSV.")] = "",
) -> None:
    """Fit the speeds of a map to recorded drives; print the error before and after."""
    from zoneinfo import ZoneInfo

    from tocsin.maps.calibrating import calibrate
    from tocsin.maps.mistakes import MapUnreadable
    from tocsin.maps.responses import SourceUnreadable

    target = to or map_file.with_suffix(".calibration")
    try:
        local = ZoneInfo(zone)
    except (OSError, ValueError):
        fail("--zone is a name such as Europe/Madrid.", 2)
    try:
        with steps() as progress:
            fitted = calibrate(
                map_file, source, target, local, progress, hold_out=hold_out, kind=kind
            )
    except MapUnreadable as error:
        fail(f"{map_file}: {error.detail}.", 2)
    except SourceUnreadable as error:
        fail("\n".join(f"{source}: {mistake}." for mistake in error.mistakes), 2)
    except ValueError as error:
        fail(f"{source}: {error}.", 2)
    except OSError as error:
        fail(f"{source} or {target}: {error.strerror or error}.", 2)
    for line in fitted.lines():
        out.print(line)
    if not fitted.is_better:
        fail("Not written: the drives held out are expected no more closely than before.")
    out.print(f'Written to {target}. Name it in tocsin.toml: [map] calibration = "{target.name}"')
