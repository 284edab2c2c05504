"""What runs beside the engine for whoever looks after the machine; none of it stops a page."""

from collections.abc import Coroutine, Iterator
from importlib import import_module
from typing import Any

from litestar.handlers import BaseRouteHandler

from tocsin.adapters.systemd import Manager, tell_manager
from tocsin.config import Settings, SettingsError
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.keeping.watch import Expected, watch_backups
from tocsin.web.measures import Measures
from tocsin.web.metrics_api import metrics_route


def everywhere(settings: Settings, service: Service) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs on every node, whether it decides or not. Raises SettingsError."""
    if settings.traces_to:
        _start_traces(service, settings.traces_to)
    yield tell_manager(service, Manager())


def beside(settings: Settings, service: Service) -> Iterator[Coroutine[Any, Any, None]]:
    """Everything of that kind which these settings ask for, to be run while the service runs."""
    if settings.backup is not None:
        asked = settings.backup
        folder = settings.path(asked.folder)
        agency = service.ledger.agency
        yield watch_backups(service, Expected(folder, agency, asked.late_h, asked.drill_days))


def routes(
    settings: Settings, service: Service, positions: Positions
) -> tuple[BaseRouteHandler, ...]:
    """What is shown to whoever looks after the machine."""
    measures = Measures(service)
    positions.listen(measures)
    return (metrics_route(measures.exposed, settings.metrics_token),)


def _start_traces(service: Service, endpoint: str) -> None:
    """Traces are an extra: what makes them is brought in only when somebody wants them."""
    try:
        traces = import_module("tocsin.adapters.traces")
    except ImportError as error:
        said = "traces_to asks for traces, and what makes them is not installed"
        raise SettingsError(f"{said}: requirements/traces.txt.") from error
    traces.start(service, endpoint)
