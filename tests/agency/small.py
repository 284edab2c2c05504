"""The smallest agency file without a mistake, and what tests do with one."""

from datetime import UTC, datetime

from tocsin.agency.diff import changes
from tocsin.agency.load import read
from tocsin.agency.state import Agency, AgencyState, evolve

SMALL = """\
[agency]
id = "small"
name = "Small Valley EMS"
timezone = "America/Chicago"
region = "US"
sos_policy = "sos"
unknown_policy = "sos"

[[place]]
id = "base"
name = "Base"
kind = "station"
latitude = 35.20
longitude = -92.40

[[place]]
id = "yard"
name = "Yard"
kind = "lot"
latitude = 35.21
longitude = -92.41

[[place]]
id = "ward"
name = "Ward"
kind = "hospital"
latitude = 35.22
longitude = -92.42

[[staff]]
id = "ada"
name = "Ada Quellimarsh"
roles = ["supervisor", "administrator"]
numbers = ["501-555-0101"]
shifts = [ { days = "mon-fri", start = "22:00", end = "06:00", place = "base" } ]

[[staff]]
id = "bo"
name = "Bo Tarrowinde"
roles = ["dispatcher"]
numbers = ["501-555-0102"]
emails = ["bo@small.example"]

[[staff]]
id = "cy"
name = "Cy Umbreveil"

[[unit]]
id = "A1"
kind = "ambulance"
home = "base"
numbers = ["501-555-0103"]

[[oncall]]
id = "rota"
week = [
  { person = "ada", days = "mon-fri", start = "07:00", end = "07:00" },
  { person = "bo", days = "sat,sun", start = "07:00", end = "07:00" },
]
[[oncall.override]]
person = "bo"
starts_at = 2031-06-03T12:00:00
ends_at = 2031-06-03T18:00:00

[[policy]]
id = "sos"
[[policy.step]]
targets = ["oncall:rota"]
wait_s = 30

[[safety_plan]]
person = "bo"
mode = "silent"
caution = "Has a grey pickup."
safe_code = "yellow umbrella"
duress_code = "garden gate"

[[response_plan]]
kind = "duress"
[[response_plan.line]]
kind = "ambulance"
count = 1
staged = true
"""

BEFORE = datetime(2031, 1, 1, tzinfo=UTC)


def agency_of(text: str = SMALL) -> Agency:
    """The agency in a text that has no mistake."""
    agency, mistakes = read(text)
    assert not mistakes
    assert agency is not None
    return agency


def loaded(text: str = SMALL, state: AgencyState | None = None) -> AgencyState:
    """A state into which the text was loaded."""
    state = AgencyState() if state is None else state
    for fact in changes(state, agency_of(text)):
        evolve(state, fact, BEFORE)
    return state


def swapped(old: str, new: str, text: str = SMALL) -> str:
    """The text with its one `old` made `new`."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)
