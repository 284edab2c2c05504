"""Any text gives an agency or mistakes, never an exception, and no secret comes back."""

import re
import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.agency.small import SMALL
from tocsin.agency.load import read

PIECES = st.sampled_from(
    [*SMALL.split("\n"), *re.findall(r"[\w\[\]\"={},.:-]+", SMALL), "\n", " = ", "'''", '"""', "#"]
)
SECRETS = re.findall(
    r"(Quellimarsh|Tarrowinde|Umbreveil|pickup|umbrella|garden|501-555-\d+)", SMALL
)


def outcome(text):
    agency, mistakes = read(text)
    assert (agency is None) == bool(mistakes)
    lines = text.count("\n") + 1
    assert all(1 <= mistake.line <= lines for mistake in mistakes)
    assert all(mistake.where and mistake.wrong and mistake.accepted for mistake in mistakes)
    return mistakes


@settings(deadline=None)
@given(st.text())
@example("[agency]\ntimezone = '../../etc'\nid = 1")
@example("staff = 1\nplace = {}\nagency = []")
@example("agency = {id = [], name = {}, alarm_targets = [[]]}")
@example("[[oncall]]\nid='a'\n[[oncall.override]]\nperson=''\nstarts_at=0001-01-01T00:00:00+23:59")
def test_any_text(text):
    outcome(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " ", "\n"]))
def test_any_pieces_of_a_file(pieces, between):
    outcome(between.join(pieces))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_damage_to_a_file_names_no_secret(data):
    text = SMALL
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 30))
        put = data.draw(st.one_of(st.sampled_from(["", '"', "[", "}", "\n", "= "]),
                                  st.text(string.printable, max_size=4)))  # fmt: skip
        text = text[:start] + put + text[start + length :]
    for mistake in outcome(text):
        assert not [secret for secret in SECRETS if secret in str(mistake)]


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(['"sos"', '"base"', '"x"', '""', "0", "-1", "1e400", "nan", "true"]),
        st.sampled_from(["2031-01-01", "07:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]"),
        st.tuples(st.sampled_from(["id", "days", "person", "start"]), inner).map(
            lambda pair: f"{{ {pair[0]} = {pair[1]} }}"
        ),
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_value_anywhere(data):
    lines = SMALL.split("\n")
    keys = [index for index, line in enumerate(lines) if re.match(r"\w+ = [^\[]", line)]
    for index in data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=5)):
        lines[index] = lines[index].partition(" = ")[0] + " = " + data.draw(VALUES)
    outcome("\n".join(lines))
