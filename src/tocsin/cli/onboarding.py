"""`tocsin init` and `tocsin import staff`: the files of a new agency, and its people."""

import locale
import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, NamedTuple, Never

import typer

from tocsin.adapters.clock import now_utc
from tocsin.agency.diff import state_of
from tocsin.agency.items import LATITUDE_MAX, LONGITUDE_MAX, is_public_url
from tocsin.agency.load import read
from tocsin.agency.numbers import is_region
from tocsin.agency.state import Agency
from tocsin.agency.who_now import render, who_now
from tocsin.agency.zones import zone_names
from tocsin.cli.maps import imports
from tocsin.cli.saying import fail, out
from tocsin.facts.agency import Role
from tocsin.onboarding import drafting, installing, joining, roll

AGENCY: Final = "agency.toml"
SETTINGS: Final = "tocsin.toml"
_CALL_911: Final = frozenset({"US", "CA", "MX"})


def add_to(cli: typer.Typer) -> None:
    """Give the program these commands."""
    cli.command()(init)
    imports.command(name="staff")(import_staff)


class _Asked(NamedTuple):
    """One question, by its flag; a wrong answer is asked again."""

    flag: str
    question: str
    accepted: str
    fits: Callable[[str], bool]


def init(
    folder: Annotated[Path, typer.Argument(help="Where the two files are written.")] = Path(),
    name: Annotated[str, typer.Option(help="What the agency is called.")] = "",
    agency_id: Annotated[str, typer.Option("--id", help="Its id; made of the name.")] = "",
    timezone: Annotated[str, typer.Option(help="Such as America/Chicago.")] = "",
    region: Annotated[str, typer.Option(help="Two letters of the country.")] = "",
    language: Annotated[str, typer.Option(help="en or es.")] = "",
    emergency_number: Annotated[str, typer.Option(help="What people are told to call.")] = "",
    public_url: Annotated[
        str | None, typer.Option(help="Where phones reach this service; '' if they do not yet.")
    ] = None,
    place: Annotated[
        list[str] | None, typer.Option(help='Where they work: "NAME, LATITUDE, LONGITUDE".')
    ] = None,
    staff: Annotated[Path | None, typer.Option(help="Staff as CSV.")] = None,
    person: Annotated[str, typer.Option(help="Without --staff: the first supervisor.")] = "",
    number: Annotated[str, typer.Option(help="Their phone number.")] = "",
    way: Annotated[
        list[str] | None,
        typer.Option(help="kannel, twilio, smpp, smtp, or later: in the browser; may be repeated."),
    ] = None,
) -> None:
    """Ask a few questions, or take flags, and write a commented agency file and settings."""
    _refuse_to_overwrite(folder)
    name = _answer(_Asked("--name", "What is the agency called?", "a name.", bool), name)
    zone = _answer(_ZONE, timezone, _zone_here())
    country = _answer(_REGION, region, _region_here()).upper()
    spoken = _answer(_LANGUAGE, language, "en").casefold()
    called = _answer(_EMERGENCY, emergency_number, "911" if country in _CALL_911 else "112")
    address = _address(public_url)
    spots = [_spot(_answer(_PLACE, each)) for each in place or [""]]
    entries = _people(staff, person, number)
    installed = installing.install(_ways(way), address)
    answers = drafting.Answers(
        agency_id or roll.id_of(name),
        name,
        zone,
        country,
        spoken,
        called,
        address,
        tuple(each for each in spots if each),
        entries,
    )
    text, wrong = drafting.draft(answers)
    if wrong:
        _refuse(staff, wrong)
    _write_both(folder, text, installed.text)
    _say(folder, text, installed)


def _refuse_to_overwrite(folder: Path) -> None:
    for file in (AGENCY, SETTINGS):
        if (folder / file).exists():
            fail(f"{folder / file} exists already. Nothing is overwritten.", 2)


def import_staff(
    file: Annotated[Path, typer.Argument(help="A CSV file with a line of headers.")],
    agency: Annotated[Path, typer.Option(help="The agency file.")] = Path(AGENCY),
) -> None:
    """Add the people of a CSV file to the agency file; who is in it already stays as they are."""
    text = _text_of(agency)
    known, mistakes = read(text)
    if known is None:
        for mistake in mistakes:
            typer.echo(f"{agency}: {mistake}", err=True)
        fail(f"{agency} has mistakes. Nothing was added.")
    found = _roll(file, known.staff)
    joined = joining.join(text, known, found.entries)
    if joined.wrong:
        _refuse(file, joined.wrong)
    for line in joined.there:
        out.print(f"{file}: line {line}: in the agency file already, left as they are.")
    if joined.added:
        _replace(agency, joined.text)
    ids = ", ".join(each.person for each in joined.added)
    out.print(f"{agency}: {len(joined.added)} added{': ' + ids if ids else ''}.")
    if joined.added:
        out.print("Look at it (tocsin check, tocsin who-now), then: tocsin reload")


def _answer(asked: _Asked, given: str, default: str = "") -> str:
    """The flag, or what is answered to the question; without a terminal a flag is needed."""
    if given:
        if not asked.fits(given):
            fail(f"{asked.flag}: this is not accepted. Accepted: {asked.accepted}", 2)
        return given
    if not _is_terminal():
        if default:
            return default
        fail(f"{asked.flag} is missing. Accepted: {asked.accepted}", 2)
    while True:
        answer = str(typer.prompt(asked.question, default=default or None)).strip()
        if asked.fits(answer):
            return answer
        typer.echo(f"This is not accepted. Accepted: {asked.accepted}", err=True)


def _address(given: str | None) -> str:
    """Where phones reach this service, as the agency file takes it; '' while they do not."""
    if given is None and not _is_terminal():
        return ""
    none = "none"
    said = _answer(_PUBLIC, none if given == "" else given or "", none)
    return "" if said == none else said.rstrip("/")


def _spot(written: str) -> drafting.Spot | None:
    """`NAME, LATITUDE, LONGITUDE`, or None for anything else."""
    name, *degrees = (part.strip() for part in written.rsplit(",", 2))
    with suppress(ValueError):
        latitude, longitude = map(float, degrees)
        if name and abs(latitude) <= LATITUDE_MAX and abs(longitude) <= LONGITUDE_MAX:
            return drafting.Spot(name, latitude, longitude)
    return None


_ZONE: Final = _Asked(
    "--timezone",
    "In which time zone?",
    "an IANA name such as America/Chicago.",
    lambda zone: zone in zone_names(),
)
_REGION: Final = _Asked(
    "--region",
    "In which country (two letters)?",
    "two letters of a country, such as US.",
    lambda region: is_region(region.upper()),
)
_EMERGENCY: Final = _Asked(
    "--emergency-number", "What do people call in an emergency?", "a number.", bool
)
_PUBLIC: Final = _Asked(
    "--public-url",
    "Under which address do phones reach this service (none: not yet)?",
    'an address such as "https://sos.example.org", at most 60 characters, nothing behind it.',
    lambda written: written == "none" or is_public_url(written.rstrip("/")),
)
_LANGUAGE: Final = _Asked(
    "--language",
    "In which language (en, es)?",
    "en or es.",
    lambda word: word.casefold() in {"en", "es"},
)
_PLACE: Final = _Asked(
    "--place",
    "Where do your people work (NAME, LATITUDE, LONGITUDE)?",
    '"NAME, LATITUDE, LONGITUDE" in degrees, such as "Station One, 35.2031, -92.4012".',
    lambda written: _spot(written) is not None,
)
_PERSON: Final = _Asked(
    "--person", "Who is paged first (name)?", "a name, or --staff FILE.csv.", bool
)
_NUMBER: Final = _Asked("--number", "At which phone number?", "a phone number.", bool)
_LATER: Final = "later"
_WAY: Final = _Asked(
    "--way",
    f"By what do texts and pages go ({', '.join(installing.WAYS)}; {_LATER}: in the browser)?",
    f"{', '.join((*installing.WAYS, _LATER))}.",
    lambda way: way in (*installing.WAYS, _LATER),
)


def _people(staff: Path | None, person: str, number: str) -> tuple[roll.Entry, ...]:
    if staff is not None:
        return _roll(staff, ()).entries
    name, reached = _answer(_PERSON, person), _answer(_NUMBER, number)
    roles = ("supervisor", "safety_coordinator", "administrator")
    return (roll.Entry(0, roll.id_of(name), name, roles, (reached,), (), "", ()),)


def _roll(file: Path, taken: Iterable[str]) -> roll.Roll:
    """The people of a list, or everything that is wrong with it and the end."""
    text = roll.decoded(_octets_of(file))
    if text is None:
        fail(f"{file} is no text. Save it as CSV in UTF-8.", 2)
    found = roll.read_roll(text, taken)
    for header in found.unknown:
        out.print(f"{file}: the column {header!r} is not known and was passed over.")
    if found.wrong:
        _refuse(file, found.wrong)
    if not found.entries:
        fail(f"{file} names nobody.")
    return found


def _ways(given: list[str] | None) -> list[installing.Way]:
    answers = [_answer(_WAY, each, _LATER) for each in given or [""]]
    return [way for way in installing.WAYS if way in answers]


def _zone_here() -> str:
    """The time zone of this machine, '' when it does not say."""
    named = os.environ.get("TZ", "")
    with suppress(OSError):
        named = named or str(Path("/etc/localtime").readlink()).partition("zoneinfo/")[2]
    return named if named in zone_names() else ""


def _region_here() -> str:
    """The country of this machine's language, '' when it does not say."""
    found = (locale.getlocale()[0] or "").partition("_")[2][:2]
    return found if is_region(found) else ""


def _octets_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.", 2)


def _text_of(file: Path) -> str:
    try:
        return _octets_of(file).decode("utf-8")
    except UnicodeDecodeError:
        fail(f"{file} cannot be read. Give a TOML file in UTF-8.", 2)


def _refuse(source: Path | None, wrong: Iterable[roll.Wrong]) -> Never:
    """Everything that is wrong, at its line, and the end: nothing was written."""
    wrong = tuple(wrong)
    for each in wrong:
        said = str(each) if each.line else f"{each.wrong} Accepted: {each.accepted}"
        typer.echo(f"{source}: {said}" if source and each.line else said, err=True)
    fail(f"{len(wrong)} mistake(s). Nothing was written.")


def _create(path: Path, text: str) -> None:
    """Write a new file that only its owner reads; whole and on the disk, or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise


def _write_both(folder: Path, agency: str, settings: str) -> None:
    """Write both files or neither."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in ((AGENCY, agency), (SETTINGS, settings)):
            _create(folder / name, text)
            written.append(folder / name)
    except OSError as error:
        for path in written:
            path.unlink()
        fail(f"{folder} cannot be written: {error.strerror}.", 2)


def _replace(path: Path, text: str) -> None:
    """Put the new text in the place of the old in one step, with the old one's rights."""
    from tocsin.keeping.files import durable

    try:
        with durable(path) as file:
            os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(text.encode())
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}. Nothing was added.", 2)


def _say(folder: Path, text: str, installed: installing.Installed) -> None:
    """What was written, who would be paged now, and what is left to do."""
    agency, _ = read(text)
    out.print(f"Written: {folder / AGENCY} and {folder / SETTINGS}, both for your eyes only.")
    if agency is not None:
        now = now_utc()
        out.print(render(who_now(state_of(agency, now), now)))
    out.print("Next:")
    steps = [*installed.then]
    if steps:
        steps.insert(0, f"Put your own values into {folder / SETTINGS}.")
    if installed.secrets:
        steps.append(f"Set in the environment: {', '.join(installed.secrets)}.")
    steps.append(f"In {folder}: tocsin serve")
    if not installed.then:
        steps.append(_set_up_by(agency))
    steps.append("Prove it: tocsin test-page everyone")
    for number, step in enumerate(steps, 1):
        out.print(f"{number}. {step}")


def _set_up_by(agency: Agency | None) -> str:
    """Who signs in and sets a way out up: somebody who may, and has a phone to try it with."""
    staff = agency.staff.values() if agency else ()
    able = [each for each in staff if Role.ADMINISTRATOR in each.roles]
    able.sort(key=lambda each: not each.numbers)
    if not able:
        return f"Give somebody the role administrator in {AGENCY}: they set up a gateway at /ready."
    return f"Open this on your screen, and set up a gateway: tocsin link {able[0].person}"


def _is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()
