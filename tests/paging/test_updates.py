"""What those who were paged are told of what she says next."""

from tocsin.facts.pages import UpdatePaged
from tocsin.facts.system import AlarmRaised
from tocsin.kernel.limits import UPDATE_GATHER_S


def test_many_texts_in_her_name_are_few_updates_and_none_of_them_is_lost(loud_town):
    town = loud_town
    town.ana.texts("SOS")
    town.everybody_reads()
    for number in range(100):
        town.texts(town.ana.number, f"word {number}")
        town.run_for(0.1)
    town.run_for(UPDATE_GATHER_S)
    texts = [text for text in town.lee.reads_all() if text.startswith("UPDATE")]
    assert '"word 0"' in texts[0]
    assert len(texts) <= 100 * 0.1 / UPDATE_GATHER_S + 2
    assert "word 99 / word 98 / word 97" in texts[-1]
    told = [fact.signal for fact in town.of(UpdatePaged) if fact.what == "text"]
    assert len(told) == len(set(told)) == 100
    assert not town.state.paging.updates
    assert not town.of(AlarmRaised)
