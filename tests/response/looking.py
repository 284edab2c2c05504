"""A town in which Ana asked for help and people go to look for her."""

from tests.ground.fake import FakeGround
from tests.harness import TestTown
from tocsin.agency.stage import ErasePerson
from tocsin.facts.pages import Purpose
from tocsin.facts.search import Mode, Searcher
from tocsin.response.search import StartSearch


def looking(*names, **more):
    """Ana's SOS is open, Lee and the others have read what they got."""
    town = TestTown(ground=FakeGround(*names), **more)
    town.strict = False
    town.ana.texts("SOS")
    town.everybody_reads()
    return town


def searchers(*recipients, mode=Mode.FOOT):
    return tuple(Searcher(recipient, mode) for recipient in recipients)


def start(town, *recipients, mode=Mode.FOOT, by="mo"):
    """They search from now on; every page has arrived."""
    facts = town.accepts(StartSearch("I-1", by, searchers(*recipients, mode=mode)), by)
    town.fast_forward(seconds=1)
    return facts


def search_of(town):
    return town.incident().search


def tasks(town):
    """Who looks where now, in the words of the ground."""
    search = search_of(town)
    return {t.recipient: search.segment(t.segment).label.text for t in search.tasks}


def cleared(town):
    return [one.segment.label.text for one in search_of(town).cleared]


def code(phone):
    """The code of the search page on this phone."""
    return phone.expects_page("SEARCH", purpose=Purpose.SEARCH)


def erase(town, subject):
    """Her keys are destroyed, and everybody knows."""
    town.codec._sealer.erase(subject)
    town.accepts(ErasePerson(subject, "jo"), "jo")
