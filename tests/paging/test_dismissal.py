"""Who does not work here any more learns nothing more, whatever was under way."""

from tests import cast
from tocsin.agency.diff import LoadAgency
from tocsin.engine.core import Request
from tocsin.facts.incidents import CommandLapsed
from tocsin.facts.pages import PageEnded
from tocsin.facts.signals import Answer
from tocsin.paging.stage import AnswerPage
from tocsin.response.incident import TakeCommand


def test_a_message_that_could_not_be_sent_yet_is_not_sent_to_somebody_dismissed(loud_town):
    town = loud_town
    town.gateway.hangs("kannel-1")
    town.gateway.hangs("kannel-2")
    town.ana.texts("SOS")
    town.fast_forward(seconds=8)
    town.reloads(cast.without("lee"))
    town.gateway.works("kannel-1")
    town.gateway.works("kannel-2")
    town.fast_forward(minutes=5)
    town.lee.expects_nothing()
    assert town.sam.reads_all()


def test_the_pages_of_somebody_dismissed_end_at_once(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    (page,) = town.pages_of("person:lee")
    town.reloads(cast.without("lee"))
    assert PageEnded(page.page, "recipient_removed") in town.of(PageEnded)
    assert not town.pages_of("person:lee")


def test_an_update_does_not_reach_somebody_dismissed(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.fast_forward(minutes=1)
    town.reloads(cast.without("zed"))
    town.zed.reads_all()
    town.ana.texts("he is at my car")
    town.fast_forward(minutes=5)
    town.zed.expects_nothing()


def test_nothing_wanted_or_echoed_survives_a_dismissal_in_the_same_moment(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    code = town.lee.expects_page()
    town.engine.execute([Request(LoadAgency(cast.without("lee"), "jo"), "jo")], town.now)
    town.texts(cast.NUMBERS["lee"], f"{code} C")
    town.fast_forward(minutes=1)
    # The number is nobody's now, so what it says is no answer.
    assert town.incident().commander == ""
    assert "person:lee" not in {want.recipient for want in town.state.paging.wants.values()}


def test_a_dismissed_volunteer_does_not_stop_the_paging(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    (page,) = town.pages_of("person:lee")
    requests = [
        Request(AnswerPage(page.page, "person:lee", Answer.COMMAND, "lee"), "lee"),
        Request(LoadAgency(cast.without("lee"), "jo"), "jo"),
    ]
    town.engine.execute(requests, town.now)
    town.fast_forward(seconds=5)
    assert town.incident().commander == ""
    code = town.sam.expects_page()
    town.sam.texts(f"{code} C")
    assert town.incident().commander == "sam"


def test_a_dismissed_owner_loses_the_incident_and_everybody_is_paged_again(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.accepts(TakeCommand("I-1", "lee"))
    town.reloads(cast.without("lee"))
    assert town.of(CommandLapsed) == [CommandLapsed("I-1", "lee", "owner_removed")]
    town.fast_forward(seconds=5)
    assert town.sam.expects_page()


def test_somebody_who_came_back_is_paged_as_before(loud_town):
    town = loud_town
    town.reloads(cast.without("lee"))
    town.reloads(cast.AGENCY)
    town.ana.texts("SOS")
    assert town.lee.expects_page()
