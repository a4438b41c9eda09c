import { DamagedRunError } from "../errors/damagedRunError.ts";
import { NewerRunError } from "../errors/newerRunError.ts";
import type { Database } from "./sqlite/sqlite.ts";

/** `Btch`: marks a database as ours, also for `file(1)`. */
const applicationId = 0x42746368;
/** Version of the format in docs/run-folder.md; goes up by one with every change of the tables. */
export const schemaVersion = 5;

const tables = `
CREATE TABLE run (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	run_id TEXT NOT NULL,
	job_name TEXT NOT NULL,
	job_file TEXT,
	base_folder TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	parent TEXT,
	items TEXT NOT NULL,
	operation TEXT NOT NULL,
	item_limit INTEGER,
	-- What idempotency keys depend on: runs of older formats keep theirs.
	item_identity TEXT NOT NULL DEFAULT 'key' CHECK (item_identity IN ('key', 'indexAndKey')),
	-- A JSON array of sentences.
	notes TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE progress (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
		('queued', 'running', 'paused', 'completed', 'completedWithFailures', 'halted', 'cancelled', 'interrupted')),
	reason TEXT,
	succeeded INTEGER NOT NULL DEFAULT 0,
	failed INTEGER NOT NULL DEFAULT 0,
	rejected INTEGER NOT NULL DEFAULT 0,
	skipped INTEGER NOT NULL DEFAULT 0,
	interrupted INTEGER NOT NULL DEFAULT 0,
	retries INTEGER NOT NULL DEFAULT 0,
	total INTEGER,
	active_ms REAL NOT NULL DEFAULT 0,
	watermark INTEGER NOT NULL DEFAULT 0,
	results_bytes INTEGER NOT NULL DEFAULT 0,
	-- NULL: not known yet, as in runs of older formats.
	results_crc INTEGER,
	sinks TEXT NOT NULL DEFAULT '{}',
	place TEXT,
	durations TEXT NOT NULL DEFAULT '[]',
	same_keys INTEGER NOT NULL DEFAULT 0,
	-- Number of the last change, and the checksums that it ended and began with. 0: made by an older format.
	commits INTEGER NOT NULL DEFAULT 0,
	checksum INTEGER NOT NULL DEFAULT 0,
	checksum_before INTEGER NOT NULL DEFAULT 0,
	updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE done_pages (
	page INTEGER PRIMARY KEY,
	bits BLOB NOT NULL CHECK (length(bits) = 4096)
) STRICT;

CREATE TABLE error_groups (
	number INTEGER PRIMARY KEY,
	group_id TEXT NOT NULL UNIQUE,
	category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fail', 'fatal')),
	message TEXT NOT NULL,
	failed INTEGER NOT NULL DEFAULT 0,
	rejected INTEGER NOT NULL DEFAULT 0,
	skipped INTEGER NOT NULL DEFAULT 0,
	interrupted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE failed_items (
	item_index INTEGER PRIMARY KEY,
	status TEXT NOT NULL CHECK (status IN ('failed', 'rejected', 'skipped', 'interrupted', 'queued', 'taken')),
	category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fail', 'fatal')),
	error_group INTEGER NOT NULL REFERENCES error_groups (number),
	attempts INTEGER NOT NULL,
	-- A queued item that the user marked as done: it needs no attempt.
	is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT;

-- A table of its own, so that a change of status of 100,000 items does not rewrite 200 MB of details.
CREATE TABLE failure_details (
	item_index INTEGER PRIMARY KEY REFERENCES failed_items (item_index) ON DELETE CASCADE,
	item TEXT NOT NULL,
	failure TEXT NOT NULL,
	history TEXT NOT NULL
) STRICT;

-- Every index ends with the row id, which is item_index: so each yields a page of items in order without a sort.
CREATE INDEX failed_items_by_status ON failed_items (status);
CREATE INDEX failed_items_by_category ON failed_items (category, status);
CREATE INDEX failed_items_by_group ON failed_items (error_group, status);

-- Keep the counts of a group equal to those of its items, whoever changes them.
CREATE TRIGGER failed_item_added AFTER INSERT ON failed_items BEGIN
	UPDATE error_groups SET failed = failed + (NEW.status = 'failed'),
		rejected = rejected + (NEW.status = 'rejected'), skipped = skipped + (NEW.status = 'skipped'),
		interrupted = interrupted + (NEW.status = 'interrupted') WHERE number = NEW.error_group;
END;
CREATE TRIGGER failed_item_removed AFTER DELETE ON failed_items BEGIN
	UPDATE error_groups SET failed = failed - (OLD.status = 'failed'),
		rejected = rejected - (OLD.status = 'rejected'), skipped = skipped - (OLD.status = 'skipped'),
		interrupted = interrupted - (OLD.status = 'interrupted') WHERE number = OLD.error_group;
END;
CREATE TRIGGER failed_item_changed AFTER UPDATE OF status, error_group ON failed_items BEGIN
	UPDATE error_groups SET failed = failed - (OLD.status = 'failed'),
		rejected = rejected - (OLD.status = 'rejected'), skipped = skipped - (OLD.status = 'skipped'),
		interrupted = interrupted - (OLD.status = 'interrupted') WHERE number = OLD.error_group;
	UPDATE error_groups SET failed = failed + (NEW.status = 'failed'),
		rejected = rejected + (NEW.status = 'rejected'), skipped = skipped + (NEW.status = 'skipped'),
		interrupted = interrupted + (NEW.status = 'interrupted') WHERE number = NEW.error_group;
END;

-- For users with a SQLite shell.
CREATE VIEW failures AS
	SELECT item_index, status, item ->> 'key' AS key, category, failure ->> 'code' AS code,
		failure ->> 'message' AS message, attempts, item ->> '$.location.file' AS file, item ->> '$.location.line' AS line
	FROM failed_items JOIN failure_details USING (item_index);

-- Items whose attempt was about to start, and that have no outcome yet. After a crash they are in doubt.
CREATE TABLE starts (
	item_index INTEGER PRIMARY KEY,
	started_at INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	item TEXT NOT NULL,
	history TEXT NOT NULL
) STRICT;

CREATE TABLE samples (
	number INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	succeeded INTEGER NOT NULL,
	failed INTEGER NOT NULL,
	rejected INTEGER NOT NULL DEFAULT 0,
	skipped INTEGER NOT NULL,
	retries INTEGER NOT NULL,
	items_per_second REAL NOT NULL,
	in_flight INTEGER NOT NULL,
	p50_ms REAL,
	p95_ms REAL,
	p99_ms REAL
) STRICT;
`;

export function createSchema(database: Database): void {
	database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; ${tables}`);
}

/**
 * The version of a run's tables, at most ours.
 * @throws DamagedRunError for a database that is not a run's; NewerRunError for one that needs a newer Batchline
 */
export function versionOf(database: Database, file: string): number {
	if (pragma(database, "application_id") !== applicationId) {
		throw new DamagedRunError(file, "It is a SQLite database, but not that of a run.");
	}
	const version = pragma(database, "user_version");
	if (version > schemaVersion) throw new NewerRunError(file, version, schemaVersion);
	return version;
}

function pragma(database: Database, name: string): number {
	return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
