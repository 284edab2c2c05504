"""Lists of the areas that somebody is in, when a person or an area goes."""

from tocsin.proximity.cells import pull
from tocsin.proximity.tables import Record, Tables
from tocsin.roads.compiled import compiled


@compiled
def free_list(tables: Tables, party: int) -> None:
    """Give the blocks of a party's list back."""
    record, desk = tables.parties[party], tables.desk[0]
    block = record.inside
    while block >= 0:
        tables.free[desk.free] = block
        desk.free += 1
        block = tables.blocks[block, 0]
    record.inside = -1


@compiled
def _forget(tables: Tables, record: Record, desk: Record) -> None:
    blocks = tables.blocks
    block = int(record.inside)
    while block >= 0:
        after = int(blocks[block, 0])
        place = int(1 + blocks[block, 1])
        while place >= 2:
            if not tables.areas[blocks[block, place] >> 3].live:
                head = int(record.inside)
                record.inside = pull(blocks, tables.free, desk, head, block, place)
            place -= 1
        block = after


@compiled
def forget_the_gone(tables: Tables) -> None:
    """Take areas that are no more out of all lists."""
    for party in range(len(tables.deadlines)):
        if tables.parties[party].live:
            _forget(tables, tables.parties[party], tables.desk[0])
