"""The append-only record: one total order per agency, hash-chained, durable."""
