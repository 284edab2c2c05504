"""Lease, inbox and bell on PostgreSQL keep the promises of the contracts."""

import psycopg
import pytest

from tests.contracts.inbox_contract import InboxContract
from tests.contracts.lease_contract import LeaseContract
from tests.contracts.ledger_contract import AGENCY
from tocsin.ledger.postgres import PostgresLedger
from tocsin.ledger.postgres_seat import PostgresSeat


class World:
    """Nodes at one database, and what can happen to them."""

    def __init__(self, server):
        self.address = server.emptied()
        self.nodes = []
        self.agencies = set()

    def node(self, machine, agency=AGENCY, stage_version=1):
        if agency not in self.agencies:
            PostgresLedger.create(self.address, agency).close()
            self.agencies.add(agency)
        self.nodes.append(PostgresSeat(self.address, agency, machine, stage_version))
        return self.nodes[-1]

    def age(self, seconds):
        """What the server noted is made older: nobody has to wait."""
        then = f"- make_interval(secs => {seconds})"
        self.run(
            f"UPDATE tocsin.lease SET renewed_at = renewed_at {then}",
            f"UPDATE tocsin.presence SET seen_at = seen_at {then}",
            f"UPDATE tocsin.letter SET put_at = put_at {then}, answered_at = answered_at {then}",
        )

    def die(self, node):
        """End every session of a node, as the server does when its process is killed."""
        pids = ",".join(map(str, self.sessions(node)))
        self.run(f"SELECT pg_terminate_backend(pid, 5000) FROM unnest(array[{pids}]) AS pid")

    def sessions(self, node):
        links = (node.lease._link, node.ledger.writer, node.ledger._reader, node.bell._link)
        return [link._connection.info.backend_pid for link in links if link.is_connected]

    def run(self, *statements):
        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def close(self):
        for node in self.nodes:
            node.close()


def opened(server):
    """A world for one test."""
    world = World(server)
    yield world
    world.close()


class TestPostgresLease(LeaseContract):
    @pytest.fixture
    def world(self, postgres):
        yield from opened(postgres)


class TestPostgresInbox(InboxContract):
    @pytest.fixture
    def world(self, postgres):
        yield from opened(postgres)
