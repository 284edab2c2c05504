from pathlib import Path

from tocsin.engine.replay import replay
from tocsin.engine.timeline import table
from tocsin.facts.codec import Codec
from tocsin.ledger.kek import kek_path_of
from tocsin.ledger.sqlite import SqliteLedger
from tocsin.ledger.vault import open_vault
from tocsin.sim.story import play


def test_every_step_of_the_story_happens_in_memory():
    story = play()
    assert story.ok, story.table()


def test_the_story_is_the_same_every_time():
    assert play().steps == play().steps


def test_a_file_is_left_that_replays_to_the_same_state(tmp_path: Path):
    path = tmp_path / "harlow.ledger"
    story = play(path)
    assert story.ok, story.table()
    ledger = SqliteLedger(path, "harlow")
    vault = open_vault(ledger, kek_path_of(path), bytes)
    replayed = replay(ledger, Codec(vault))
    ledger.close()
    assert replayed.matches
    assert replayed.position == story.position
    assert replayed.closed_incidents == 1


def test_the_timeline_reads_as_sentences_and_shows_no_code_of_a_plan():
    lines = table(play().entries)
    assert "Pat Hollowmerrick  answer        reported   Takes command of I-1." in lines
    assert "garden gate" not in lines
