"""What runs beside the engine for whoever looks after the machine; none of it stops a page."""

from collections.abc import Coroutine, Iterator
from typing import Any

from litestar.handlers import BaseRouteHandler

from tocsin.adapters.systemd import Manager, tell_manager
from tocsin.config import Settings
from tocsin.engine.positions import Positions
from tocsin.engine.service import Service
from tocsin.keeping.watch import Expected, watch_backups
from tocsin.web.measures import Measures
from tocsin.web.metrics_api import metrics_route


def everywhere(service: Service) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs on every node, whether it decides or not."""
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
