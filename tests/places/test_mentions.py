"""Names are found as they would be by taking every run of words apart and trying every name."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA

from tests.places import drawn
from tests.places.harlow import AGENCY, harlow
from tocsin.facts.agency import Place
from tocsin.places import mentions
from tocsin.places.everyday import COMMON, STOP
from tocsin.places.folding import Name, Role, fold, line_of, name_of, plain, words_of
from tocsin.places.gazetteer import WITHOUT_MAP
from tocsin.places.likeness import agreement, likeness
from tocsin.places.mentions import Finder, Meant, Mention
from tocsin.places.own import names_of
from tocsin.places.partly import Parts
from tocsin.places.record import LIKE_MIN, grams
from tocsin.places.runs import WORDS_MAX
from tocsin.places.streets import nearest_between, nearest_on
from tocsin.places.vocabulary import PARTICLES

TEXTS = Path(__file__).parents[2] / "bench/places/texts.jsonl"
AND = {"and", "y", "und", "&", "/", "@", "+"}


def windows(words):
    for first, word in enumerate(words):
        count = 0
        for last in range(first, len(words) if word.role < Role.BREAK else first):
            role, is_comma = words[last].role, words[last].text == ","
            if (role is Role.BREAK and not is_comma) or count >= WORDS_MAX:
                break
            if role is Role.LINK or is_comma:
                continue
            count += role is not Role.PARTICLE
            if role is not Role.PARTICLE or last == first:
                yield first, last + 1


def called(places):
    """Every way to call each place: words, name, number; then all again without a blank."""
    spaced, glued = [], []
    for number, place in enumerate(places):
        for name in (place.name, *place.aliases):
            line = line_of(words_of(name))
            spaced.append((line, fold(name), number))
            if " " in line:
                one = "".join(filter(str.isalnum, plain(name)))
                glued.append((one, Name(one, frozenset(), frozenset()), number))
    return spaced + glued


class Plainly:
    """The first way this was written: nothing is skipped and nothing looked up."""

    def __init__(self, gazetteer, places):
        self.gazetteer, self.called = gazetteer, called(places)
        self.finder = Finder(gazetteer, places)
        self.keys = list(gazetteer.keys)
        self.left = mentions.FUZZY_WINDOWS_MAX

    def find(self, words, text):
        found = [m for first, last in windows(words) for m in self.at(words, first, last, text)]
        for part in Parts(self.gazetteer).find(words):
            found += self.finder._in_part(part, words)
        found.sort(key=lambda mention: (-mention.value, mention.first))
        kept: list[Any] = []
        taken: set[int] = set()
        for mention in found:
            if taken.isdisjoint(range(mention.first, mention.last)):
                kept.append(mention)
                taken.update(range(mention.first, mention.last))
        return sorted(kept)

    def at(self, words, first, last, text):
        window = words[first:last]
        name = name_of(window)
        if not name.key:
            return
        core = [word for word in window if word.role is Role.CORE]
        is_plain = all(word.text in COMMON or word.text.isdigit() for word in core or window)
        is_carried = bool(core) and bool({core[0].text, core[-1].text} & STOP)
        before = words[first - 1].text if first else ""
        own = self.own(window, before, name, is_plain, is_carried)
        if own:
            spelled = max(meant.fit for meant in own)
            value = len(name.key) * spelled**3 * mentions.AGENCY_BONUS
            yield Mention(first, last, tuple(own), spelled, value, False, False)
        if window[0].role is Role.PARTICLE or not together(window):
            return
        keys = [(at, 1.0) for at, key in enumerate(self.keys) if key == name.key]
        is_odd = not is_carried and not is_plain and core and "," not in (w.text for w in window)
        is_long = len(name.key) >= 4 and any(len(word.text) >= 3 for word in core)
        if not keys and is_odd and is_long and not name.key.isdigit():
            self.left -= 1
            keys = self.like(name.key) if self.left >= 0 else []
        meant = [m for key, spelled in keys for m in self.finder._meant(key, name, spelled)]
        if meant:
            yield self.named(first, last, meant, keys[0][1], window, text)

    def named(self, first, last, meant, spelled, window, text):
        name, core = name_of(window), [word for word in window if word.role is Role.CORE]
        is_plain = all(word.text in COMMON or word.text.isdigit() for word in core or window)
        best = max(m.fit for m in meant)
        kept = tuple(m for m in meant if m.fit >= 0.6 * best)
        is_long = len(core) > 1 and len(name.key) >= 8 and best > 0.9
        is_shown = not is_plain or mentions._is_capital(core or window, text)
        plainly = is_plain and not is_long and not (is_shown and not name.key.isdigit())
        letters = name.key + "".join(name.types | name.directions)
        is_side = bool(name.directions) and not is_plain and best > mentions.SIDE_FIT
        is_typed = self.finder._is_typed(kept, name) or (not core and len(window) > 1) or is_side
        value = len(letters) * best**3
        return Mention(first, last, kept, spelled, value, plainly, is_typed)

    def own(self, window, before, name, is_plain, is_carried):
        line = line_of(window)
        found: dict[Any, Any] = {}
        for words, other, place in self.called:
            if line == words:
                is_some = before in ("a", "some", "un", "una", "unos") and " " not in line
                fit = 0.0 if is_plain and is_some else 1.0
            elif other.key == name.key and not is_plain:
                fit = 0.97 * agreement(name, other)
            elif is_plain or is_carried or window[0].text in PARTICLES:
                continue
            else:
                fit = 0.95 * likeness(name.key, other.key) * agreement(name, other)
            if fit > max(0.5, found.get(place, 0.0)):
                found[place] = fit
        best = max(found.values(), default=0.0)
        return [Meant(None, place, fit) for place, fit in found.items() if fit >= best - 0.03]

    def like(self, key):
        near = [(n, likeness(key, self.keys[n])) for n in like(self.gazetteer, key)]
        near = sorted((pair for pair in near if pair[1]), key=lambda pair: -pair[1])
        return [pair for pair in near if pair[1] >= near[0][1] - 0.06]


def together(words):
    for at, word in enumerate(words):
        sides = words[:at], words[at + 1 :]
        if word.text in AND and not all(any(w.role is Role.CORE for w in s) for s in sides):
            return False
    return True


def like(gazetteer, text):
    """Keys that share the most pairs of letters, every key's pairs counted."""
    t, asked = gazetteer.tables, grams(text)
    if not len(gazetteer.keys):
        return []
    lists = [t.gram_key[t.gram_first[g] : t.gram_first[g + 1]] for g in asked]
    shared, counts = np.unique(np.concatenate(lists), return_counts=True)
    score = 2 * counts / (len(asked) + t.key_length[shared])
    most = mentions.LIKE_MOST
    best = np.argpartition(-score, most)[:most] if len(score) > most else np.arange(len(score))
    return [int(shared[at]) for at in best if score[at] >= LIKE_MIN]


MANY = (
    *AGENCY,
    Place("lot", "Station One parking lot", "lot", 35.2, -92.4, ("lot", "the lot", "my car")),
    Place("here", "Here and There", "other", 35.2, -92.4, ("is it", "???", "St. Helens 12")),
    *(Place(f"h{n}", f"House {n} Quarry", "other", 35.2, -92.4) for n in range(12)),
)
SAID = sorted(
    {word for key in harlow().keys for word in (key, key[:-1], key[1:])}
    | {word for place in MANY for name in (place.name, *place.aliases) for word in name.split()}
    | drawn.words(
        "a the la and y & / , . ! ; - at on in ave st N SW calle 5th 12 twenty third he is"
    )
    | drawn.words("lot statoin stations quary fifht sos help parking I-5 5thandalder stationone")
    | set(sorted(STOP)[::40])
)
THUMBS = st.lists(st.sampled_from(SAID), max_size=9).map(" ".join) | st.text(max_size=30)


def same(gazetteer, places, text):
    words = words_of(text)
    return Finder(gazetteer, places).find(words, text) == Plainly(gazetteer, places).find(
        words, text
    )


@given(THUMBS)
def test_names_are_found_as_by_trying_every_name_on_every_run_of_words(text):
    assert same(harlow(), MANY, text)
    assert same(WITHOUT_MAP, MANY, text)


@pytest.mark.skipif(not TEXTS.exists(), reason="the texts of bench/places are not here")
def test_so_they_are_in_texts_that_nobody_tuned_on():
    texts = [json.loads(line)["text"] for line in TEXTS.read_text().splitlines()]
    assert all(same(harlow(), MANY, text) for text in texts[::12])


def test_so_they_are_beyond_the_runs_that_may_be_misspelled(monkeypatch):
    monkeypatch.setattr(mentions, "FUZZY_WINDOWS_MAX", 5)
    assert same(harlow(), MANY, "mulbery quarysid riverbnd alder hospitl genral aldr libary")


@given(st.sampled_from(SAID) | st.text(max_size=12))
def test_a_key_is_known_and_is_like_another_as_every_key_of_all_says(text):
    finder, keys = Finder(harlow(), MANY), list(harlow().keys)
    own = [name.key for _, name, _ in called(MANY)]
    assert finder.knows(text) == (text in own or text in keys)
    near = bool(Plainly(harlow(), MANY).like(text)) if text else False
    assert finder.is_like(text) == (near or any(likeness(text, key) for key in own))
    assert harlow().like(text, mentions.LIKE_MOST) == like(harlow(), text)


@given(st.sampled_from(SAID) | st.text("abcdelrs", max_size=9))
def test_the_nearest_words_of_names_are_the_nearest_of_all(word):
    def nearest(words):
        found = process.extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=3)
        return [(token, away) for token, away, _ in found]

    assert nearest(harlow().tokens_about(len(word))) == nearest(list(harlow().tokens))


def test_the_names_of_an_agency_are_taken_apart_once_and_anew_when_a_place_changes():
    assert names_of(list(MANY)) is names_of(MANY)
    moved = [Place("lot", "Other lot", "lot", 35.2, -92.4), *MANY[1:]]
    assert names_of(moved).has("other" + fold("lot").key)


POINT = st.tuples(*[st.floats(-500, 500, allow_nan=False)] * 2)


@given(st.lists(POINT, min_size=2, max_size=6), st.lists(POINT, min_size=1, max_size=40))
def test_where_lines_come_nearest_to_points_is_where_each_point_says(line, points):
    lines = np.array(list(pairwise(line)))
    best: float = np.inf
    where: Any = None
    for point in np.array(points):
        on = nearest_on(lines, point)
        away = np.hypot(*(on - point).T)
        if away.min() < best:
            best, where = away.min(), (on[away.argmin()], point)
    away, on, point = nearest_between(lines, np.array(points))
    assert (away, on.tolist(), point.tolist()) == (best, where[0].tolist(), where[1].tolist())
