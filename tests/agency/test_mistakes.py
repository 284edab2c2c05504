"""Every mistake is found, at its line, and says what is wrong and what is accepted.

In each row below `old` of the small file becomes `new`; the line that must be
reported has `#!` in it, and the last column is a part of what is said.
"""

from pathlib import Path

import pytest

from tests.agency.small import SMALL, swapped
from tocsin.agency.load import read

FILES = Path(__file__).parent / "files"

CASES = [
    # What is there and what is not.
    ("misspelt key", 'roles = ["dispatcher"]', 'rolse = ["dispatcher"] #!', "did you mean roles?"),
    ("misspelt table", "[[unit]]", "[[unti]] #!", "did you mean unit?"),
    ("unlike any key", 'id = "cy"', 'id = "cy"\nQuellimarsh = 1 #!', "this key is not known here."),
    ("misspelt needed key", "wait_s = 30", "wiat_s = 30 #!", "did you mean wait_s?"),
    ("misspelt needed table", "[agency]", "[agncy] #!", "did you mean agency?"),
    ("misspelt step", "[[policy.step]]", "[[policy.steps]] #!", "did you mean step?"),
    ("unknown settings key", 'region = "US"', 'region = "US"\nregoin = "US" #!', "region"),
    ("unknown shift key", ', place = "base" } ]', ', plaec = "base" } ] #!', "did you mean place?"),
    (
        "name missing",
        '[[staff]]\nid = "cy"\nname = "Cy Umbreveil"',
        '[[staff]] #!\nid = "cy"',
        "name is missing",
    ),
    ("timezone missing", 'timezone = "America/Chicago"\n', "", "timezone is missing"),
    ("wait missing", "wait_s = 30", "", "wait_s is missing"),
    ("empty name", 'name = "Cy Umbreveil"', 'name = " " #!', "nothing in the quotes"),
    # Types.
    ("text for a number", "wait_s = 30", 'wait_s = "30" #!', "a whole number"),
    ("number for a text", 'name = "Cy Umbreveil"', "name = 7 #!", 'text in "quotes"'),
    ("truth for a number", "wait_s = 30", "wait_s = true #!", "a whole number"),
    ("text for a list", 'roles = ["dispatcher"]', 'roles = "dispatcher" #!', "a list in [ ]"),
    ("number in a list", 'roles = ["dispatcher"]', "roles = [7] #!", 'text in "quotes"'),
    ("text for truth", "staged = true", 'staged = "yes" #!', "true or false"),
    ("table for rows", "[[response_plan.line]]", "[response_plan.line] #!", "a list in [ ]"),
    ("text for a moment", "2031-06-03T12:00:00", '"noon" #!', "a date with a time"),
    ("number for a row", "shifts = [ {", "shifts = [ 7, { #!", "a table"),
    ("number for days", 'days = "mon-fri", start = "22', 'days = 7, start = "22', "a list in [ ]"),
    ("empty days", 'days = "mon-fri", start = "22', 'days = [], start = "22', "list is empty"),
    (
        "no row",
        '[[response_plan.line]]\nkind = "ambulance"\ncount = 1\nstaged = true\n',
        "line = [] #!\n",
        "one line or more",
    ),
    ("empty word in a list", 'name = "Yard"', 'name = "Yard"\naliases = [""] #!', "in the quotes"),
    ("text too long", '"Cy Umbreveil"', f'"{"x" * 1001}" #!', "at most 1000 characters"),
    ("too many", 'name = "Yard"', 'name = "Yard"\naliases = [' + 201 * '"x", ' + "] #!", "200"),
    # Ids.
    ("id with a blank", 'id = "cy"', 'id = "cy um" #!', "cannot be an id"),
    ("id is a number", 'id = "cy"', 'id = "5015550101" #!', "cannot be an id"),
    ("id of Tocsin", 'id = "cy"', 'id = "system" #!', "Tocsin itself"),
    ("id twice", 'id = "cy"', 'id = "bo" #!', "taken by line"),
    ("place twice", 'id = "yard"', 'id = "base" #!', "taken by line"),
    # Settings.
    ("no such zone", '"America/Chicago"', '"America/Chicgo" #!', "did you mean"),
    ("no such region", 'region = "US"', 'region = "USA" #!', "two letters"),
    ("no such sos policy", 'sos_policy = "sos"\nunk', 'sos_policy = "soss" #!\nunk', "mean sos?"),
    ("no such unknown policy", 'unknown_policy = "sos"', 'unknown_policy = "x" #!', "one of: sos"),
    ("sos policy missing", 'sos_policy = "sos"\nunk', "unk", "sos_policy is missing"),
    ("no such role", 'roles = ["dispatcher"]', 'roles = ["dispacher"] #!', "mean dispatcher?"),
    # Reaching people.
    ("no phone number", '"501-555-0102"', '"501-555-010" #!', "no phone number"),
    ("number twice", '"501-555-0102"', '"501-555-0102", "+15015550102" #!', "here twice"),
    ("number of two people", '"501-555-0102"', '"(501) 555 0101" #!', "also at staff ada"),
    ("number of a unit", '"501-555-0103"', '"(501) 555 0102" #!', "also at staff bo"),
    ("no e-mail address", "bo@small.example", "bo.small.example", "no address"),
    # Shifts and rotas.
    ("no such day", 'days = "mon-fri", start = "22', 'days = "mon-fry", start = "22', "days of"),
    ("no time of day", 'end = "06:00"', 'end = "25:00"', "no time of day"),
    ("time without a nought", 'end = "06:00"', 'end = "6:00"', "no time of day"),
    ("no such place", 'place = "base"', 'place = "bsae"', "did you mean base?"),
    ("no such person on call", 'person = "ada", days', 'person = "adda", days', "mean ada?"),
    ("two at a time", '"sat,sun"', '"fri,sat,sun"', "somebody else has the duty"),
    ("ends before it starts", "2031-06-03T18", "2031-06-03T11", "ends before it starts"),
    # Places.
    ("latitude out of range", "35.22", "95.0 #!", "out of range"),
    ("longitude out of range", "-92.42", "-192.42 #!", "out of range"),
    ("in the sea", "latitude = 35.22\nlongitude = -92.42", "latitude = 0 #!\nlongitude = 0", "sea"),
    (
        "swapped, out of range",
        "35.22\nlongitude = -92.42",
        "-92.42 #!\nlongitude = 35.22",
        "swapped",
    ),
    ("not a number", "35.22", "nan #!", "out of range"),
    ("words of two places", 'name = "Yard"', 'name = "Yard"\naliases = ["base"] #!', "also mean"),
    ("no such home", 'home = "base"', 'home = "bass" #!', "did you mean base?"),
    # Policies.
    ("no such rota", '"oncall:rota"', '"oncall:rotas" #!', "did you mean rota?"),
    ("no such person", '"oncall:rota"', '"person:boo" #!', "did you mean bo?"),
    ("no such target role", '"oncall:rota"', '"role:supervisers" #!', "did you mean supervisor?"),
    ("no target at all", '"oncall:rota"', '"somebody" #!', "no target"),
    ("names nobody", '["oncall:rota"]', "[] #!", "list is empty"),
    ("nobody has the role", '"oncall:rota"', '"role:records_officer" #!', "nobody has it"),
    ("cannot be reached", '"oncall:rota"', '"person:cy" #!', "a number, e-mail or service"),
    ("need too large", "wait_s = 30", "wait_s = 30\nneed = 2 #!", "never have more than 1"),
    ("too hasty", "wait_s = 30", "wait_s = 4 #!", "5 to 3600 seconds"),
    ("too slow", "wait_s = 30", "wait_s = 3601 #!", "5 to 3600 seconds"),
    ("no time to answer", 'id = "sos"', 'id = "sos"\nreceived_lease_s = 0 #!', "15 to"),
    ("no step", '[[policy.step]]\ntargets = ["oncall:rota"]\nwait_s = 30', "", "step is missing"),
    # Safety plans.
    ("plan for nobody", 'person = "bo"\nmode', 'person = "boo" #!\nmode', "did you mean bo?"),
    ("no such mode", 'mode = "silent"', 'mode = "silnt" #!', "did you mean silent?"),
    ("codes the same", '"garden gate"', '"Yellow  Umbrella" #!', "the same as safe_code"),
    ("codes alike", '"garden gate"', '"yellow umbrelas" #!', "a slip"),
    ("code too short", '"garden gate"', '"abc" #!', "too short"),
    ("code is a number", '"garden gate"', '"482 193" #!', "code of a page"),
    ("code is an answer", '"garden gate"', '"received" #!', "something else"),
    ("code calls for help", '"garden gate"', '"help me" #!', "something else"),
    ("code cancels", '"garden gate"', '"cancel garden" #!', "something else"),
    # Whom to send.
    ("no duress plan", 'kind = "duress"', 'kind = "fire"', "under threat"),
    ("more than there are", "count = 1", "count = 2", "of which this file has 1"),
    ("none at all", "count = 1", "count = 0 #!", "1 to 50 units"),
    ("no such unit kind", 'kind = "ambulance"\nhome', 'kind = "ambulence" #!\nhome', "ambulance?"),
]


@pytest.mark.parametrize(
    ("old", "new", "said"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_mistake(old, new, said):
    text = swapped(old, new)
    marked = [number for number, line in enumerate(text.split("\n"), 1) if " #!" in line]
    agency, mistakes = read(text.replace(" #!", ""))
    assert agency is None
    assert len(mistakes) == 1, "\n".join(map(str, mistakes))
    assert said in str(mistakes[0])
    assert not marked or [mistake.line for mistake in mistakes] == marked


def test_a_place_far_from_the_others_is_probably_swapped():
    text = swapped("latitude = 35.22\nlongitude = -92.42", "latitude = -88\nlongitude = 35.22")
    text = text.replace("-92.4", "-88.4")
    (mistake,) = read(text)[1]
    assert "km from the other places. Latitude and longitude are probably swapped" in mistake.wrong


BO_ONLY = swapped('"oncall:rota"', '"person:bo"', swapped('emails = ["bo@small.example"]\n', ""))
DISPATCHERS = swapped('"oncall:rota"', '"role:dispatcher"')
BO_ROTA = swapped('  { person = "ada", days = "mon-fri", start = "07:00", end = "07:00" },\n', "")


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (BO_ONLY, "501-555-0102", "501-555-010"),
        (DISPATCHERS, 'roles = ["dispatcher"]', 'roles = ["dispacher"]'),
        (BO_ROTA, 'person = "bo", days', 'person = "boo", days'),
        (SMALL, "[[oncall]]", "[[oncal]]"),
        (SMALL, "[[place]]", "[[palce]]"),
        (SMALL, "latitude = 35.20", "latitude = 135.20"),
        # Whoever errs in an id errs where it is used as well.
        (BO_ONLY, "bo", "b o"),
        (SMALL, '"base"', '"base one"'),
        (SMALL, '"sos"', '"sos!"'),
        (SMALL, '"A1"', '"A 1"'),
    ],
)
def test_one_slip_is_one_mistake(text, old, new):
    assert old in text
    mistakes = {mistake.line: mistake for mistake in read(text.replace(old, new))[1]}
    same = {(mistake.wrong, mistake.accepted) for mistake in mistakes.values()}
    assert len(same) == 1, "\n".join(map(str, mistakes.values()))


def test_overlapping_overrides_are_a_mistake():
    more = """
[[oncall.override]]
person = "ada"
starts_at = 2031-06-03T17:00:00
ends_at = 2031-06-03T19:00:00
"""
    text = swapped("\n\n[[policy]]", more + "\n[[policy]]")
    (mistake,) = read(text)[1]
    assert "overlaps" in mistake.wrong
    assert text.split("\n")[mistake.line - 1] == "[[oncall.override]]"


def test_a_rota_without_anybody_is_a_mistake():
    mistakes = read(SMALL + '[[oncall]]\nid = "idle"\n')[1]
    assert ["nobody ever has this duty." in each.wrong for each in mistakes] == [True]


def test_ten_mistakes_are_ten_reports():
    text = (FILES / "ten_mistakes.toml").read_text()
    agency, mistakes = read(text)
    marked = [number for number, line in enumerate(text.split("\n"), 1) if "#!" in line]
    assert agency is None
    assert len(marked) == 10
    assert [mistake.line for mistake in mistakes] == marked


def test_an_empty_file_says_what_an_agency_needs():
    said = " ".join(str(mistake) for mistake in read("")[1])
    assert "agency is missing" in said
    assert "under threat" in said


def test_a_mistake_reads_as_a_sentence():
    (mistake,) = read(swapped('"oncall:rota"', '"oncall:rotas"'))[1]
    assert str(mistake).startswith("line ")
    assert "policy sos, step 1, targets 1: there is no [[oncall]] with this id." in str(mistake)
    assert str(mistake).endswith("Accepted: did you mean rota? One of: rota.")


@pytest.mark.parametrize("target", ["everyone", "role:dispatcher", "person:bo", "oncall:rota"])
def test_every_kind_of_target_is_accepted(target):
    assert read(swapped('"oncall:rota"', f'"{target}"'))[1] == ()


@pytest.mark.parametrize(
    "url", ["https://sos.example.org", "https://sos.example:8443", "http://127.0.0.1:8787/"]
)
def test_an_address_that_phones_can_be_sent_to_is_taken(url):
    agency, mistakes = read(swapped('id = "small"\n', f'id = "small"\npublic_url = "{url}"\n'))
    assert mistakes == ()
    assert agency.settings.public_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://sos.example.org",
        "sos.example.org",
        "https://a/b",
        "https://u:p@a",
        "https://ñ.org",
        "https://" + "a" * 53,
    ],
)
def test_no_phone_is_sent_where_it_would_not_be_safe_or_not_fit(url):
    (mistake,) = read(swapped('id = "small"\n', f'id = "small"\npublic_url = "{url}"\n'))[1]
    assert "no phone can be sent there" in str(mistake)
    assert "at most 60 characters" in str(mistake)
