"""The first agency file, made of a few answers: small, commented, and without a mistake."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tocsin.onboarding.joining import with_blocks
from tocsin.onboarding.roll import Entry, Wrong
from tocsin.onboarding.writing import listed, quoted, table

_FIRST: Final = ("supervisor", "dispatcher", "safety_coordinator", "administrator")
"""Who is paged first, where there are any."""
_UNKNOWN: Final = ("dispatcher", "telecommunicator", *_FIRST)
_HEARS: Final = ("administrator", "supervisor", "safety_coordinator", "dispatcher")


class Spot(NamedTuple):
    """A place of the agency: degrees north and east, WGS 84."""

    name: str
    latitude: float
    longitude: float


class Answers(NamedTuple):
    """What is asked of a new agency. `zone` is an IANA name, `region` two letters.

    There is at least one place: units need a home, and a search somewhere to begin.
    """

    agency: str
    name: str
    zone: str
    region: str
    language: str
    emergency_number: str
    public_url: str
    places: tuple[Spot, ...]
    staff: tuple[Entry, ...]


def draft(answers: Answers) -> tuple[str, tuple[Wrong, ...]]:
    """The text of the agency file, and what is wrong with the answers."""
    head = "\n".join((_agency(answers), *_places(answers.places), _STAFF))
    return with_blocks(head, answers.staff, "\n" + _policies(answers.staff) + _REST)


def _agency(answers: Answers) -> str:
    return f"""# {_said(answers.name)}: the agency file of Tocsin.
#
# After each change: `tocsin check FILE` names every mistake with its line, `tocsin who-now FILE`
# says who would be paged this minute, `tocsin reload` lets the running service read it again.
# Every table and key: docs/howto/agency-file.md. Keep this file private: numbers are in it.

[agency]
id = {quoted(answers.agency)}  # never change it: a ledger belongs to one id
name = {quoted(answers.name)}
timezone = {quoted(answers.zone)}
region = {quoted(answers.region)}  # how numbers without a country code are read
language = {quoted(answers.language)}
sos_policy = "sos"                     # who is paged when somebody we know asks for help
unknown_policy = "unknown"             # who is paged when the number is nobody's we know
alarm_targets = {listed(_roles(_HEARS, answers.staff)[:1])}  # who hears when Tocsin itself is ill
emergency_number = {quoted(answers.emergency_number)}
test_page_every_days = 30              # 0 is never
test_page_at = "10:00"
{_public(answers.public_url)}
"""


def _public(url: str) -> str:
    if url:
        return f"public_url = {quoted(url)}  # pages to a control room's people carry a link there"
    return (
        '# public_url = "https://sos.example.org"  # with it, pages carry a link (howto/phone.md)'
    )


def _said(name: str) -> str:
    """A name as a comment can hold it."""
    return "".join(c if c.isprintable() else " " for c in name)


def _places(places: Sequence[Spot]) -> list[str]:
    said = """
# --- Places: words of an SOS are looked up among names and aliases ----------
"""
    blocks = [said]
    for number, spot in enumerate(places, 1):
        values: dict[str, str | float] = {
            "id": f"place-{number}",
            "name": spot.name,
            "kind": "station",
            "latitude": spot.latitude,
            "longitude": spot.longitude,
        }
        blocks.append(table("place", values))
    return blocks


def _roles(wanted: Sequence[str], staff: Sequence[Entry]) -> list[str]:
    """Targets for these roles, those that somebody has and can be reached in."""
    reached = {role for each in staff if each.numbers or each.emails for role in each.roles}
    return [f"role:{role}" for role in wanted if role in reached] or ["everyone"]


def _policies(staff: Sequence[Entry]) -> str:
    first, unknown = _roles(_FIRST, staff), _roles(_UNKNOWN, staff)
    newline = "\n"
    steps = [_step(first[:1], 30)] + ([_step(first, 60)] if len(first) > 1 else [])
    return f"""
# --- Who is paged, and in what order ----------------------------------------
# A target is person:ID, role:ROLE, oncall:ID or everyone. All targets of a step are paged at
# once, on all their channels; after `wait_s` seconds without an answer the next step begins
# too. After the last step everybody is paged, every `repeat_s`, until somebody takes command.

[[policy]]
id = "sos"
repeat_s = 60

{newline.join(steps)}
[[policy]]
id = "unknown"
bundle_s = 60                          # at most one message a minute to each person
repeat_s = 300

{_step(unknown[:1], 120)}
# --- Whom to send -----------------------------------------------------------
# The police of your place: not yours, so they are asked for. Put in your own units beside them.

[[unit]]
id = "POLICE-1"
kind = "police"
home = "place-1"
agency = "Police"

[[response_plan]]
kind = "duress"

  [[response_plan.line]]
  kind = "police"
  count = 1
"""


def _step(targets: list[str], wait_s: int) -> str:
    return f"""\
  [[policy.step]]
  targets = {listed(targets)}
  wait_s = {wait_s}
"""


_STAFF: Final = """
# --- Staff ------------------------------------------------------------------
# Who is taken out of this file can see and do nothing from that second on. More from a list:
# `tocsin import staff FILE.csv`.
"""
_REST: Final = """
# --- What to fill in next ---------------------------------------------------
# Take the # away and put in your own.
#
# A rota, for the target "oncall:supervisor" of a step:
#
# [[oncall]]
# id = "supervisor"
# week = [
#   { person = "ID", days = "mon-wed", start = "07:00", end = "07:00" },
# ]
#
# When somebody works, below their [[staff]]: they are looked for there, and asked at the end.
#
# shifts = [ { days = "mon-fri", start = "08:00", end = "16:30", place = "PLACE" } ]
#
# A safety plan for a protected person:
#
# [[safety_plan]]
# person = "ID"
# mode = "answering"                   # or "silent": nothing is ever sent to their phone
# safe_code = "two words"              # cancels their SOS; somebody still calls them back
# duress_code = "two others"           # looks the same, and tells responders of the threat
#
# Units of your own, each kind with one more line of the response plan above:
#
# [[unit]]
# id = "4A21"
# kind = "ambulance"                   # police, fire, supervisor or other
# home = "PLACE"
# numbers = ["+1 501 555 0100"]
"""
