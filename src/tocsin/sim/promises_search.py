"""What must be true of every search after every turn."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.facts.incidents import IncidentClosed
from tocsin.facts.pages import UpdatePaged
from tocsin.facts.search import PersonFound, SearchEnded, SearchTaskEnded
from tocsin.response.search import Search

if TYPE_CHECKING:
    from tocsin.sim.promises import Watch


def _running(watch: "Watch") -> Iterator[tuple[str, Search]]:
    incidents = watch.town.state.response.incidents
    for name in sorted(watch.searched):
        incident = incidents.get(name)
        if (
            incident is not None
            and incident.is_open
            and incident.search is not None
            and incident.search.is_running
        ):
            yield name, incident.search


def no_two_search_the_same_ground(watch: "Watch") -> Iterator[str]:
    """No two searchers are on one piece of ground at once, and nobody is on two."""
    for name, search in _running(watch):
        outlines = [
            ground.outline.text
            for task in search.tasks
            if (ground := search.segment(task.segment)) is not None and ground.outline.text
        ]
        if len(set(outlines)) != len(outlines):
            yield f"Two searchers of {name} were sent to the same ground."
        recipients = [task.recipient for task in search.tasks]
        if len(set(recipients)) != len(recipients):
            yield f"A searcher of {name} has two tasks at once."
        if not set(recipients) <= {one.recipient for one in search.searchers}:
            yield f"Somebody has a task of {name} and does not search."


def a_search_is_looked_at_again(watch: "Watch") -> Iterator[str]:
    """A search with a task, or that owes something, has a next moment or a question out."""
    asked, agenda = watch.town.engine.asked_for, watch.town.state.response.agenda
    for name, search in _running(watch):
        key = f"search:{name}"
        owes = search.tasks or search.stale or search.idle()
        if owes and agenda.get(key) is None and key not in asked:
            yield f"The search of {name} goes on and nothing will look at it again."


def who_is_taken_off_their_ground_is_told(watch: "Watch") -> Iterator[str]:
    """Whoever was sent to a piece of ground and is to leave it is told in the same turn."""
    told = {
        (fact.incident, fact.what, fact.signal): fact.recipients
        for fact in watch.fresh_facts
        if isinstance(fact, UpdatePaged)
    }
    for fact in watch.fresh_facts:
        if not isinstance(fact, SearchTaskEnded) or fact.reason not in ("withdrawn", "replanned"):
            continue
        # Whoever was not paged yet knows of no ground; whoever was dismissed is told nothing.
        searcher = watch.record.searchers.get(fact.task)
        if searcher is None or is_gone(watch, searcher):
            continue
        if searcher not in told.get((fact.incident, fact.reason, fact.task), ()):
            yield f"{fact.task} was {fact.reason} and {searcher} was not told."


def is_gone(watch: "Watch", recipient: str) -> bool:
    """Whether this is somebody who does not work here any more."""
    kind, _, person = recipient.partition(":")
    return kind == "person" and person in watch.record.gone


def found_ends_the_search(watch: "Watch") -> Iterator[str]:
    """FOUND ends the search at once, no task of it stays open, and whoever was paged is told."""
    fresh = watch.fresh_facts
    told = {f.incident for f in fresh if isinstance(f, UpdatePaged) and f.what == "found"}
    ended = {f.incident for f in fresh if isinstance(f, SearchEnded | IncidentClosed)}
    for fact in fresh:
        if isinstance(fact, PersonFound) and fact.incident not in ended:
            yield f"She was found in {fact.incident} and the search goes on."
        if isinstance(fact, PersonFound) and fact.incident not in told:
            yield f"She was found in {fact.incident} and nobody was told."
    incidents = watch.town.state.response.incidents
    for name in sorted(watch.searched & incidents.keys()):
        search = incidents[name].search
        if search is not None and search.found_by and search.ended and search.tasks:
            yield f"The search of {name} is over and somebody still has a task."
