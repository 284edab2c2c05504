"""What looks after the machine runs when the settings ask for it, and only then."""

import sys

import pytest

from tests.web.town import town
from tocsin import beside
from tocsin.config import BackupSettings, Settings, SettingsError


async def test_backups_are_watched_where_the_settings_name_a_place_for_them(tmp_path):
    async with town() as t:
        assert list(beside.beside(Settings(), t.service)) == []
        asked = Settings(backup=BackupSettings(folder="kept"), folder=str(tmp_path))
        (watching,) = beside.beside(asked, t.service)
        assert "watch_backups" in repr(watching)
        watching.close()


async def test_traces_that_cannot_be_made_are_said_at_the_start(monkeypatch):
    monkeypatch.setitem(sys.modules, "tocsin.adapters.traces", None)
    async with town() as t:
        with pytest.raises(SettingsError, match=r"requirements/traces[.]txt"):
            list(beside.everywhere(Settings(traces_to="http://127.0.0.1:9"), t.service))
        (telling,) = beside.everywhere(Settings(), t.service)
        telling.close()


async def test_metrics_are_routed_and_positions_are_counted():
    async with town() as t:
        (route,) = beside.routes(Settings(), t.service, t.positions)
        assert route.paths == {"/metrics"}
