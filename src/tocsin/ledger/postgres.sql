-- Every statement a ledger runs on PostgreSQL. `queries.py` loads them by name.
--
-- Text is kept escaped (`postgres_rows.py`): PostgreSQL has no character U+0000.
-- Numbers behind the name of a function are its version: what an older program
-- calls stays as it is, so old and new nodes run side by side.

-- name: has_format
-- Whether this database holds ledgers at all.
SELECT to_regclass('tocsin.format') IS NOT NULL;

-- name: format_version
-- How many migrations this database has been through, and how many a program must know.
SELECT version, needed FROM tocsin.format;

-- name: settle_session
-- Durable commits, no endless waiting, and a dead peer noticed within seconds.
SELECT set_config('lock_timeout', '1500ms', false),
    set_config('statement_timeout', '60s', false),
    set_config('idle_in_transaction_session_timeout', '5s', false),
    set_config('client_connection_check_interval', '1s', false),
    set_config('tcp_keepalives_idle', '1', false),
    set_config('tcp_keepalives_interval', '1', false),
    set_config('tcp_keepalives_count', '2', false),
    set_config('tcp_user_timeout', '2500ms', false),
    CASE WHEN current_setting('synchronous_commit') = 'off' AND NOT %(may_lose)s::bool
        THEN set_config('synchronous_commit', 'on', false) END;

-- name: durability
-- What decides whether a commit survives power loss, and the encoding.
SELECT current_setting('fsync'), current_setting('synchronous_commit'),
    current_setting('full_page_writes'), current_setting('server_encoding'),
    current_setting('server_version_num')::int;

-- name: migration_lock
-- One node at a time migrates; the number is "tocs" in ASCII.
SELECT pg_advisory_xact_lock(1953456227, 0);

-- name: create_format
-- The row that says which migrations have been run.
CREATE SCHEMA IF NOT EXISTS tocsin;
CREATE TABLE IF NOT EXISTS tocsin.format (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version integer NOT NULL DEFAULT 0,
    needed integer NOT NULL DEFAULT 0
);
INSERT INTO tocsin.format (only_row) VALUES (true) ON CONFLICT DO NOTHING;

-- name: set_format
-- Notes that a migration was run, in the same transaction.
UPDATE tocsin.format SET version = %(version)s, needed = %(needed)s;

-- name: migration_1
-- The first format: agencies, entries that refuse every edit, keys, snapshots, leases, letters.
CREATE TABLE tocsin.agency (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE tocsin.entry (
    agency_id integer NOT NULL,
    version integer NOT NULL,
    position bigint NOT NULL,
    recorded_at bigint NOT NULL,  -- Microseconds since 1970-01-01 UTC.
    cause bigint NOT NULL,
    stream text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (agency_id, position)
);

-- A stream's name may be longer than an index row can be; its hash is not.
CREATE INDEX entry_by_stream ON tocsin.entry (agency_id, hashtextextended(stream, 0), position);

CREATE TABLE tocsin.key (
    agency_id integer NOT NULL,
    digest bytea NOT NULL,  -- SHA-256 of the subject, which may be long.
    subject text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (agency_id, digest)
);

-- Which key file wraps the keys: of two nodes that make one at the same time, one was first.
CREATE TABLE tocsin.kek (
    agency_id integer PRIMARY KEY,
    id bytea NOT NULL
);

CREATE TABLE tocsin.snapshot (
    agency_id integer PRIMARY KEY,
    position bigint NOT NULL,
    fingerprint text NOT NULL,
    blob bytea NOT NULL,
    digest bytea NOT NULL  -- SHA-256 of the blob: the chain does not cover it.
);

CREATE TABLE tocsin.lease (
    agency_id integer PRIMARY KEY,
    token bigint NOT NULL DEFAULT 0,
    machine text COLLATE "C" NOT NULL DEFAULT '',
    renewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    stage_version integer NOT NULL DEFAULT 0,
    heir text COLLATE "C" NOT NULL DEFAULT '',
    is_released boolean NOT NULL DEFAULT true,
    session integer NOT NULL DEFAULT 0,  -- The holder's backend, and when its server started.
    server_started timestamptz
) WITH (fillfactor = 20);

CREATE TABLE tocsin.presence (
    agency_id integer NOT NULL,
    machine text COLLATE "C" NOT NULL,
    seen_at timestamptz NOT NULL,
    stage_version integer NOT NULL,
    PRIMARY KEY (agency_id, machine)
) WITH (fillfactor = 20);

CREATE TABLE tocsin.letter (
    agency_id integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    machine text COLLATE "C" NOT NULL,
    put_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    body bytea NOT NULL,
    answered_at timestamptz,
    answer bytea,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX letter_waiting ON tocsin.letter (agency_id, number) WHERE answer IS NULL;

CREATE FUNCTION tocsin.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON tocsin.entry
    EXECUTE FUNCTION tocsin.refuse();
CREATE TRIGGER agency_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON tocsin.agency
    EXECUTE FUNCTION tocsin.refuse();

-- One call is one transaction: no client ever holds the row while it thinks, or is paused.
CREATE FUNCTION tocsin.append_1(
    for_agency integer, with_token bigint, may_lose boolean, base bigint, base_hash bytea,
    versions integer[], moments bigint[], causes bigint[],
    streams text[], kinds text[], actors text[], bodies bytea[], hashes bytea[],
    key_subjects text[], key_digests bytea[], key_wrapped bytea[]
) RETURNS TABLE (verdict text, head bigint, head_hash bytea) LANGUAGE plpgsql AS $$
DECLARE
    newest bigint;
    count integer := cardinality(hashes);
    genesis CONSTANT bytea := decode(repeat('00', 32), 'hex');
BEGIN
    head := 0;
    head_hash := genesis;
    IF NOT may_lose AND (current_setting('fsync') <> 'on'
            OR current_setting('synchronous_commit') = 'off') THEN
        verdict := 'unsafe';
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT l.token INTO newest FROM tocsin.lease l WHERE l.agency_id = for_agency FOR UPDATE;
    IF newest IS DISTINCT FROM with_token THEN
        verdict := 'fenced';
        RETURN NEXT;
        RETURN;
    END IF;
    -- The lock is ours, so this sees everything that was committed under it.
    SELECT e.position, e.hash INTO head, head_hash FROM tocsin.entry e
        WHERE e.agency_id = for_agency ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    head_hash := coalesce(head_hash, genesis);
    IF head <> base OR head_hash <> base_hash THEN
        verdict := 'moved';
        RETURN NEXT;
        RETURN;
    END IF;
    IF cardinality(key_digests) > 0 THEN
        IF EXISTS (SELECT FROM unnest(key_digests, key_wrapped) AS s (digest, wrapped)
                JOIN tocsin.key k ON k.agency_id = for_agency AND k.digest = s.digest
                WHERE k.wrapped <> s.wrapped) THEN
            verdict := 'other key';
            RETURN NEXT;
            RETURN;
        END IF;
        INSERT INTO tocsin.key (agency_id, digest, subject, wrapped)
            SELECT for_agency, s.digest, s.subject, s.wrapped
            FROM unnest(key_digests, key_subjects, key_wrapped) AS s (digest, subject, wrapped)
            ON CONFLICT DO NOTHING;
    END IF;
    INSERT INTO tocsin.entry (agency_id, position, version, recorded_at, cause,
            stream, kind, actor, body, previous_hash, hash)
        SELECT for_agency, base + u.n, u.version, u.moment, u.cause,
            u.stream, u.kind, u.actor, u.body, u.previous_hash, u.hash
        FROM unnest(versions, moments, causes, streams, kinds, actors, bodies,
                base_hash || hashes[1:count - 1], hashes) WITH ORDINALITY
            AS u (version, moment, cause, stream, kind, actor, body, previous_hash, hash, n);
    verdict := 'appended';
    head := base + count;
    head_hash := hashes[count];
    RETURN NEXT;
END $$;

-- Takes the lease if it may be taken. Runs on a session of its own, which then has the lock.
CREATE FUNCTION tocsin.take_lease_1(
    for_agency integer, by_machine text, own_token bigint, has_lock boolean,
    with_stages integer, lease_s float8
) RETURNS TABLE (verdict text, token bigint, before text, locked boolean) LANGUAGE plpgsql AS $$
DECLARE
    was tocsin.lease%ROWTYPE;
    is_fresh boolean;
BEGIN
    SELECT * INTO STRICT was FROM tocsin.lease l WHERE l.agency_id = for_agency FOR UPDATE;
    token := was.token;
    before := was.machine;
    locked := has_lock OR pg_try_advisory_lock(1953456227, for_agency);
    is_fresh := extract(epoch FROM clock_timestamp() - was.renewed_at) BETWEEN -lease_s AND lease_s;
    verdict := CASE
        WHEN own_token = was.token AND own_token > 0 AND NOT was.is_released THEN 'mine'
        WHEN with_stages < was.stage_version THEN 'old stages'
        WHEN is_fresh AND NOT was.is_released AND NOT locked THEN 'held'
        -- At a restart of the server every lock falls: its holder gets the time to come back.
        WHEN is_fresh AND NOT was.is_released
            AND was.server_started IS DISTINCT FROM pg_postmaster_start_time() THEN 'held'
        WHEN is_fresh AND was.is_released AND was.heir NOT IN ('', by_machine) THEN 'promised'
        ELSE 'taken'
    END;
    IF verdict NOT IN ('mine', 'taken') THEN
        IF locked AND NOT has_lock THEN
            PERFORM pg_advisory_unlock(1953456227, for_agency);
            locked := false;
        END IF;
        RETURN NEXT;
        RETURN;
    END IF;
    IF NOT locked THEN
        -- Whoever has the lock is silent: paused, cut off, or an older session of ours.
        PERFORM pg_terminate_backend(l.pid, 1000) FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.classid = 1953456227 AND l.objid = for_agency::oid
                AND l.objsubid = 2 AND l.granted AND l.pid <> pg_backend_pid()
                AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database());
        locked := pg_try_advisory_lock(1953456227, for_agency);
    END IF;
    IF verdict = 'taken' THEN
        token := was.token + 1;
        PERFORM pg_notify('tocsin_' || for_agency, 'lease');
    END IF;
    UPDATE tocsin.lease l SET token = take_lease_1.token, machine = by_machine,
            renewed_at = clock_timestamp(), stage_version = greatest(l.stage_version, with_stages),
            heir = '', is_released = false, session = pg_backend_pid(),
            server_started = pg_postmaster_start_time()
        WHERE l.agency_id = for_agency;
    RETURN NEXT;
END $$;

-- name: find_agency
-- The number of an agency, if it has a ledger here.
SELECT id FROM tocsin.agency WHERE name = %(name)s;

-- name: list_agencies
-- Everybody who has a ledger here.
SELECT id, name FROM tocsin.agency ORDER BY name;

-- name: add_agency
-- A new, empty ledger; of several who make it at once, one does.
WITH added AS (
    INSERT INTO tocsin.agency (name) VALUES (%(name)s) ON CONFLICT DO NOTHING RETURNING id
), leased AS (
    INSERT INTO tocsin.lease (agency_id) SELECT id FROM added RETURNING agency_id
)
SELECT agency_id FROM leased;

-- name: append
-- Adds entries at the end, as one unit, when token and head are as given.
SELECT verdict, head, head_hash FROM tocsin.append_1(
    %(agency)s::int, %(token)s::bigint, %(may_lose)s::bool, %(base)s::bigint, %(base_hash)s,
    %(versions)s::int[], %(moments)s::bigint[], %(causes)s::bigint[],
    %(streams)s::text[], %(kinds)s::text[], %(actors)s::text[], %(bodies)s::bytea[],
    %(hashes)s::bytea[], %(key_subjects)s::text[], %(key_digests)s::bytea[],
    %(key_wrapped)s::bytea[]
);

-- name: head
-- Place and hash of the last entry.
SELECT position, hash FROM tocsin.entry
WHERE agency_id = %(agency)s ORDER BY position DESC LIMIT 1;

-- name: hash_at
-- The hash of one entry: whether it is on record, and where a check behind it starts.
SELECT hash FROM tocsin.entry WHERE agency_id = %(agency)s AND position = %(position)s;

-- name: read_entries
-- One page of the ledger, in order.
SELECT position, recorded_at, stream, kind, version, actor, cause, body, previous_hash, hash
FROM tocsin.entry
WHERE agency_id = %(agency)s AND position > %(after)s ORDER BY position LIMIT %(limit)s;

-- name: read_stream_entries
-- One page of the history of one thing, in order.
SELECT position, recorded_at, stream, kind, version, actor, cause, body, previous_hash, hash
FROM tocsin.entry
WHERE agency_id = %(agency)s AND hashtextextended(stream, 0) = hashtextextended(%(stream)s, 0)
    AND stream = %(stream)s AND position > %(after)s ORDER BY position LIMIT %(limit)s;

-- name: save_snapshot
-- Keeps a folded state in the place of the one before, when the token is the newest.
INSERT INTO tocsin.snapshot (agency_id, position, fingerprint, blob, digest)
SELECT agency_id, %(position)s, %(fingerprint)s, %(blob)s, %(digest)s
FROM (SELECT agency_id, token FROM tocsin.lease WHERE agency_id = %(agency)s FOR UPDATE) AS held
WHERE token = %(token)s
ON CONFLICT (agency_id) DO UPDATE SET position = excluded.position,
    fingerprint = excluded.fingerprint, blob = excluded.blob, digest = excluded.digest;

-- name: load_snapshot
-- The kept state, if there is one.
SELECT position, fingerprint, blob, digest FROM tocsin.snapshot WHERE agency_id = %(agency)s;

-- name: drop_snapshot
-- Forgets the kept state.
DELETE FROM tocsin.snapshot WHERE agency_id = %(agency)s;

-- name: get_key
-- One subject's wrapped key.
SELECT wrapped FROM tocsin.key WHERE agency_id = %(agency)s AND digest = %(digest)s;

-- name: list_keys
-- All wrapped keys, for wrapping them anew.
SELECT subject, wrapped FROM tocsin.key WHERE agency_id = %(agency)s ORDER BY subject;

-- name: destroy_key
-- Erases one subject and every kept state, when the token is the newest.
WITH held AS (
    SELECT agency_id FROM tocsin.lease
    WHERE agency_id = %(agency)s AND token = %(token)s FOR UPDATE
), gone AS (
    DELETE FROM tocsin.key USING held
    WHERE key.agency_id = held.agency_id AND digest = %(digest)s RETURNING 1
), dropped AS (
    DELETE FROM tocsin.snapshot USING held WHERE snapshot.agency_id = held.agency_id
)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM gone),
    pg_current_xact_id()::xid::text;

-- name: note_kek
-- Notes which key file wraps the keys of an agency, the first time; gives the one that is noted.
WITH noted AS (
    INSERT INTO tocsin.kek (agency_id, id) VALUES (%(agency)s, %(kek)s)
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM noted UNION ALL SELECT id FROM tocsin.kek WHERE agency_id = %(agency)s LIMIT 1;

-- name: replace_keys
-- Puts newly wrapped keys in the place of the old, when the token is the newest and no letter waits.
WITH held AS (
    SELECT agency_id FROM tocsin.lease
    WHERE agency_id = %(agency)s AND token = %(token)s FOR UPDATE
), waiting AS (
    SELECT count(*) AS letters FROM tocsin.letter WHERE agency_id = %(agency)s AND answer IS NULL
), replaced AS (
    UPDATE tocsin.key SET wrapped = s.wrapped
    FROM held, waiting, unnest(%(digests)s::bytea[], %(wrapped)s::bytea[]) AS s (digest, wrapped)
    WHERE key.agency_id = held.agency_id AND key.digest = s.digest AND waiting.letters = 0
    RETURNING 1
), noted AS (
    UPDATE tocsin.kek SET id = %(kek)s FROM held, waiting
    WHERE kek.agency_id = held.agency_id AND waiting.letters = 0
)
SELECT (SELECT count(*) FROM held), (SELECT letters FROM waiting), (SELECT count(*) FROM replaced),
    pg_current_xact_id()::xid::text;

-- name: scrub_keys
-- Writes the table of keys anew, without the dead ones; the file before is removed.
VACUUM (FULL) tocsin.key;

-- name: is_still_seen
-- Whether anybody's view is so old that what died in a transaction could not be removed.
SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND age(backend_xmin) >= age(%(died)s::text::xid)
) OR EXISTS (
    SELECT FROM pg_replication_slots
    WHERE greatest(age(xmin), age(catalog_xmin)) >= age(%(died)s::text::xid)
);

-- name: take_lease
-- Takes the lease, or says why not.
SELECT verdict, token, before, locked FROM tocsin.take_lease_1(
    %(agency)s::int, %(machine)s, %(token)s::bigint, %(has_lock)s::bool,
    %(stages)s::int, %(lease_s)s::float8
);

-- name: renew_lease
-- Says that the holder lives; no row when it holds it no more. Need not survive a power loss.
UPDATE tocsin.lease SET renewed_at = clock_timestamp(), session = pg_backend_pid(),
    server_started = pg_postmaster_start_time()
WHERE agency_id = %(agency)s AND token = %(token)s AND NOT is_released
RETURNING %(has_lock)s::bool OR pg_try_advisory_lock(1953456227, agency_id),
    set_config('synchronous_commit', 'off', true);

-- name: release_lease
-- Gives it up, for whoever comes or for an heir.
UPDATE tocsin.lease SET renewed_at = clock_timestamp(), is_released = true, heir = %(heir)s
WHERE agency_id = %(agency)s AND token = %(token)s AND NOT is_released
RETURNING pg_notify('tocsin_' || agency_id, 'lease');

-- name: unlock_lease
-- Gives the lock back.
SELECT pg_advisory_unlock(1953456227, %(agency)s::int);

-- name: lease_standing
-- The lease as it is.
SELECT token, machine, extract(epoch FROM clock_timestamp() - renewed_at)::float8, stage_version,
    NOT is_released AND EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1953456227
            AND objid = agency_id::oid AND objsubid = 2 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
FROM tocsin.lease WHERE agency_id = %(agency)s;

-- name: attend
-- Says that this machine is there.
INSERT INTO tocsin.presence (agency_id, machine, seen_at, stage_version)
VALUES (%(agency)s, %(machine)s, clock_timestamp(), %(stages)s)
ON CONFLICT (agency_id, machine)
DO UPDATE SET seen_at = excluded.seen_at, stage_version = excluded.stage_version
RETURNING set_config('synchronous_commit', 'off', true);

-- name: presences
-- Every machine that is there, of every agency.
SELECT a.name, p.machine,
    p.machine = l.machine AND NOT l.is_released AND EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1953456227
            AND objid = a.id::oid AND objsubid = 2 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ),
    extract(epoch FROM clock_timestamp() - p.seen_at)::float8, p.stage_version
FROM tocsin.presence p
JOIN tocsin.agency a ON a.id = p.agency_id
JOIN tocsin.lease l ON l.agency_id = a.id
WHERE p.seen_at >= clock_timestamp() - make_interval(secs => %(presence_s)s::float8)
ORDER BY a.name, p.machine;

-- name: missing
-- The machines of an agency that said that they are there, and then nothing, not even goodbye.
SELECT machine FROM tocsin.presence
WHERE agency_id = %(agency)s
    AND seen_at < clock_timestamp() - make_interval(secs => %(presence_s)s::float8)
ORDER BY machine COLLATE "C";

-- name: leave
-- Says goodbye for this machine.
DELETE FROM tocsin.presence WHERE agency_id = %(agency)s AND machine = %(machine)s;

-- name: put_letters
-- Makes commands durable; gives whether that was safe, and the ids that were not there yet.
WITH safe AS (
    SELECT %(may_lose)s::bool OR (current_setting('fsync') = 'on'
        AND current_setting('synchronous_commit') <> 'off') AS yes
), added AS (
    INSERT INTO tocsin.letter (agency_id, id, machine, body)
    SELECT %(agency)s::int, u.id, %(machine)s, u.body
    FROM safe, unnest(%(ids)s::text[], %(bodies)s::bytea[]) WITH ORDINALITY AS u (id, body, n)
    WHERE safe.yes ORDER BY u.n
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT (SELECT yes FROM safe), (SELECT array_agg(id) FROM added);

-- name: waiting_letters
-- The oldest commands that nobody has answered.
SELECT id, machine, body, extract(epoch FROM clock_timestamp() - put_at)::float8
FROM tocsin.letter WHERE agency_id = %(agency)s AND answer IS NULL ORDER BY number LIMIT %(limit)s;

-- name: answer_letters
-- Writes answers and drops what was asked, when the token is the newest.
WITH held AS (
    SELECT agency_id FROM tocsin.lease
    WHERE agency_id = %(agency)s AND token = %(token)s FOR UPDATE
), answered AS (
    UPDATE tocsin.letter SET answer = u.answer, answered_at = clock_timestamp(), body = ''
    FROM held, unnest(%(ids)s::text[], %(answers)s::bytea[]) AS u (id, answer)
    WHERE letter.agency_id = held.agency_id AND letter.id = u.id AND letter.answer IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM answered);

-- name: read_answers
-- The answers of those commands that have one.
SELECT id, answer FROM tocsin.letter
WHERE agency_id = %(agency)s AND id = ANY(%(ids)s::text[]) AND answer IS NOT NULL;

-- name: letter_backlog
-- How many wait, and how long the oldest.
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(put_at)), 0)::float8
FROM tocsin.letter WHERE agency_id = %(agency)s AND answer IS NULL;

-- name: sweep_letters
-- Forgets what was answered long ago, and says how many.
WITH swept AS (
    DELETE FROM tocsin.letter WHERE agency_id = %(agency)s AND answer IS NOT NULL
    AND answered_at < clock_timestamp() - make_interval(secs => %(older_s)s::float8)
    RETURNING 1
)
SELECT count(*) FROM swept;

-- name: ring
-- Wakes the nodes of an agency. In a transaction of its own, which waits for no disk: one that
-- notifies takes a lock of the whole server until it is durable, and agencies would queue there.
SELECT set_config('synchronous_commit', 'off', true),
    pg_notify('tocsin_' || %(agency)s::text, %(ring)s);
