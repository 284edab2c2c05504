-- Every statement a ledger runs on SQLite. `queries.py` loads them by name.

-- name: configure_writer
-- Full durability, deleted keys overwritten with zeros, and no trust in a damaged page.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA fullfsync = ON;
PRAGMA checkpoint_fullfsync = ON;
PRAGMA secure_delete = ON;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
PRAGMA recursive_triggers = ON;
PRAGMA temp_store = MEMORY;
PRAGMA journal_size_limit = 67108864;

-- name: configure_reader
-- A reader never writes, not even by mistake.
PRAGMA query_only = ON;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;

-- name: begin
-- Takes the write lock at once, so that the head read inside cannot move.
BEGIN IMMEDIATE;

-- name: commit
-- Makes the unit durable.
COMMIT;

-- name: rollback
-- Gives a unit up.
ROLLBACK;

-- name: application_id
-- Tells a ledger from other SQLite files ("Tocs" in ASCII).
PRAGMA application_id;

-- name: mark_application
-- Marks a new file as a ledger; the number is what application_id must answer.
PRAGMA application_id = 1416586099;

-- name: format_version
-- How many migrations this file has been through.
PRAGMA user_version;

-- name: migration_1
-- The first format: entries, keys, the snapshot, and triggers that refuse every edit.
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    agency TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    recorded_at INTEGER NOT NULL,  -- Microseconds since 1970-01-01 UTC.
    stream TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    actor TEXT NOT NULL,
    cause INTEGER NOT NULL,
    body BLOB NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX entry_by_stream ON entry (stream);

CREATE TABLE key (
    subject TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE snapshot (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    position INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    blob BLOB NOT NULL,
    digest TEXT NOT NULL  -- SHA-256 of the blob: the chain does not cover it.
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER entry_comes_last BEFORE INSERT ON entry
WHEN NEW.position <> (SELECT coalesce(max(position), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry has its place at the end only'); END;

CREATE TRIGGER meta_is_never_changed BEFORE UPDATE ON meta
BEGIN SELECT RAISE(ABORT, 'a ledger belongs to one agency for ever'); END;

CREATE TRIGGER meta_is_never_deleted BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'a ledger belongs to one agency for ever'); END;

PRAGMA user_version = 1;

-- name: set_agency
-- Says whose ledger this is; once, when the file is made.
INSERT INTO meta (only_row, agency) VALUES (1, ?);

-- name: get_agency
-- Whose ledger this is.
SELECT agency FROM meta;

-- name: head
-- Place and hash of the last entry.
SELECT position, hash FROM entry ORDER BY position DESC LIMIT 1;

-- name: hash_at
-- The hash of one entry, from which a check of the entries behind it starts.
SELECT hash FROM entry WHERE position = ?;

-- name: append_entry
-- Adds one entry at the end.
INSERT INTO entry (
    position, recorded_at, stream, kind, version, actor, cause, body, previous_hash, hash
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: read_entries
-- One page of the ledger, in order.
SELECT position, recorded_at, stream, kind, version, actor, cause, body, previous_hash, hash
FROM entry WHERE position > ? ORDER BY position LIMIT ?;

-- name: read_stream_entries
-- One page of the history of one thing, in order.
SELECT position, recorded_at, stream, kind, version, actor, cause, body, previous_hash, hash
FROM entry WHERE stream = ? AND position > ? ORDER BY position LIMIT ?;

-- name: save_snapshot
-- Keeps a folded state in the place of the one before.
INSERT OR REPLACE INTO snapshot (only_row, position, fingerprint, blob, digest)
VALUES (1, ?, ?, ?, ?);

-- name: load_snapshot
-- The kept state, if there is one.
SELECT position, fingerprint, blob, digest FROM snapshot;

-- name: drop_snapshot
-- Forgets the kept state.
DELETE FROM snapshot;

-- name: get_key
-- One subject's wrapped key.
SELECT wrapped FROM key WHERE subject = ?;

-- name: add_key
-- Makes a staged key durable; one that an interrupted append has stored already stays.
INSERT INTO key (subject, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: destroy_key
-- Erases one subject: secure_delete overwrites the row with zeros.
DELETE FROM key WHERE subject = ?;

-- name: list_keys
-- All wrapped keys, for wrapping them anew.
SELECT subject, wrapped FROM key ORDER BY subject;

-- name: any_key
-- Whether there is a key at all.
SELECT EXISTS (SELECT 1 FROM key);

-- name: replace_key
-- Puts a newly wrapped key in the place of the old one.
UPDATE key SET wrapped = ? WHERE subject = ?;

-- name: scrub
-- Moves all pages into the file and empties the log, so that no old page keeps a dead key.
PRAGMA wal_checkpoint(TRUNCATE);

-- name: check_structure
-- SQLite's own check of every page and index; one row "ok" when all is well.
PRAGMA integrity_check(1);
