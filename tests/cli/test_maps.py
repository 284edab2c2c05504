"""`tocsin import map`, as somebody types it."""

from typer.testing import CliRunner

from tests.harlow.drawn import file_of
from tocsin.cli import cli
from tocsin.maps.file import open_map

runner = CliRunner()


def test_a_town_becomes_a_map_file_and_the_settings_line_is_said(tmp_path):
    out = tmp_path / "harlow.map"
    done = runner.invoke(cli, ["import", "map", str(file_of(1)[0]), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "junctions" in done.output
    assert 'file = "harlow.map"' in done.output
    assert open_map(out, verify=True).meta.covers(35.2031, -92.4012)


def test_without_out_the_map_lies_beside_its_source(tmp_path):
    source = tmp_path / "town.osm.pbf"
    source.write_bytes(file_of(1)[0].read_bytes())
    assert runner.invoke(cli, ["import", "map", str(source)]).exit_code == 0
    assert (tmp_path / "town.map").exists()


def test_a_broken_file_is_refused_with_its_reason_and_the_old_map_stays(tmp_path):
    source, out = tmp_path / "cut.osm.pbf", tmp_path / "old.map"
    source.write_bytes(file_of(1)[0].read_bytes()[:5_000])
    out.write_bytes(b"as it was")
    done = runner.invoke(cli, ["import", "map", str(source), "--out", str(out)])
    assert done.exit_code == 2
    assert "cut short or damaged" in done.output
    assert out.read_bytes() == b"as it was"


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    done = runner.invoke(cli, ["import", "map", str(tmp_path / "none.osm.pbf")])
    assert done.exit_code == 2
    assert "there is no file" in done.output


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path):
    done = runner.invoke(
        cli, ["import", "map", str(file_of(1)[0]), "--out", str(tmp_path / "no" / "x.map")]
    )
    assert done.exit_code == 2
    assert "cannot be written" in done.output
