"""Plates that cameras read: compared at once, kept only when they are those of a respondent."""

from tocsin.engine.core import NotDurable
from tocsin.engine.service import Service
from tocsin.exchange.fix import Malformed
from tocsin.exchange.plate_read import PlateRead, read_plates
from tocsin.facts.sightings import SightingSource
from tocsin.intake.raw import RawRequest
from tocsin.watch import plates
from tocsin.watch.sightings import ReportSighting, profiles


async def take_plates(service: Service, raw: RawRequest) -> Malformed | NotDurable | None:
    """Report each plate that is, or may be, a respondent's.

    None once all that matter are on record; `NotDurable` when one is not, so that
    the reader sends it again.
    """
    reads = read_plates(raw.body)
    if isinstance(reads, Malformed):
        return reads
    wanted = {plate for each in profiles(service.engine.state.watch) for plate in each.plates}
    for read in reads:
        if any(plates.compare(read.plate, plate) for plate in wanted):
            outcome = await service.submit(_report(service, raw, read), f"gateway:{raw.gateway}")
            if isinstance(outcome, NotDurable):
                return outcome
    return None


def _report(service: Service, raw: RawRequest, read: PlateRead) -> ReportSighting:
    places = service.engine.state.agency.places
    return ReportSighting(
        f"gateway:{raw.gateway}",
        SightingSource.PLATE_READER,
        f"Plate read by {read.camera or raw.gateway}",
        read.at,
        read.place if read.place in places else "",
        read.latitude,
        read.longitude,
        read.plate,
    )
