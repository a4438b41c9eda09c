import { schemaVersion } from "./schema.ts";
import { type Database, transaction } from "./sqlite/sqlite.ts";

/** What goes with `failed_items` when it is rebuilt, as it was from format 2 to format 5. */
const dependents = `CREATE INDEX failed_items_by_status ON failed_items (status);
	CREATE INDEX failed_items_by_category ON failed_items (category, status);
	CREATE INDEX failed_items_by_group ON failed_items (error_group, status);
	CREATE TRIGGER failed_item_added AFTER INSERT ON failed_items BEGIN
		UPDATE error_groups SET failed = failed + (NEW.status = 'failed'), skipped = skipped + (NEW.status = 'skipped'),
			interrupted = interrupted + (NEW.status = 'interrupted') WHERE number = NEW.error_group;
	END;
	CREATE TRIGGER failed_item_removed AFTER DELETE ON failed_items BEGIN
		UPDATE error_groups SET failed = failed - (OLD.status = 'failed'), skipped = skipped - (OLD.status = 'skipped'),
			interrupted = interrupted - (OLD.status = 'interrupted') WHERE number = OLD.error_group;
	END;
	CREATE TRIGGER failed_item_changed AFTER UPDATE OF status, error_group ON failed_items BEGIN
		UPDATE error_groups SET failed = failed - (OLD.status = 'failed'), skipped = skipped - (OLD.status = 'skipped'),
			interrupted = interrupted - (OLD.status = 'interrupted') WHERE number = OLD.error_group;
		UPDATE error_groups SET failed = failed + (NEW.status = 'failed'), skipped = skipped + (NEW.status = 'skipped'),
			interrupted = interrupted + (NEW.status = 'interrupted') WHERE number = NEW.error_group;
	END;
	CREATE VIEW failures AS
		SELECT item_index, status, item ->> 'key' AS key, category, failure ->> 'code' AS code,
			failure ->> 'message' AS message, attempts, item ->> '$.location.file' AS file, item ->> '$.location.line' AS line
		FROM failed_items JOIN failure_details USING (item_index);`;

/** The same since format 5, where the groups count rejected items, too. */
const dependentsWithRejected = `CREATE INDEX failed_items_by_status ON failed_items (status);
	CREATE INDEX failed_items_by_category ON failed_items (category, status);
	CREATE INDEX failed_items_by_group ON failed_items (error_group, status);
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
	CREATE VIEW failures AS
		SELECT item_index, status, item ->> 'key' AS key, category, failure ->> 'code' AS code,
			failure ->> 'message' AS message, attempts, item ->> '$.location.file' AS file, item ->> '$.location.line' AS line
		FROM failed_items JOIN failure_details USING (item_index);`;

/** Brings a run's tables from one version to the next; the first leads from 1 to 2. */
const migrations: readonly string[] = [
	// Items in doubt: their starts, their outcome, and whether the user marked them as done. The source's position.
	`ALTER TABLE progress ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE progress ADD COLUMN place TEXT;
	ALTER TABLE error_groups ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;
	CREATE TABLE starts (
		item_index INTEGER PRIMARY KEY,
		started_at INTEGER NOT NULL,
		attempts INTEGER NOT NULL,
		item TEXT NOT NULL,
		history TEXT NOT NULL
	) STRICT;

	-- A CHECK cannot be altered, so the table is rebuilt (sqlite.org/lang_altertable.html, section 7).
	DROP VIEW failures;
	CREATE TABLE new_failed_items (
		item_index INTEGER PRIMARY KEY,
		status TEXT NOT NULL CHECK (status IN ('failed', 'skipped', 'interrupted', 'queued', 'taken')),
		category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fatal')),
		error_group INTEGER NOT NULL REFERENCES error_groups (number),
		attempts INTEGER NOT NULL,
		is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
	) STRICT;
	INSERT INTO new_failed_items (item_index, status, category, error_group, attempts)
		SELECT item_index, status, category, error_group, attempts FROM failed_items;
	DROP TABLE failed_items;
	ALTER TABLE new_failed_items RENAME TO failed_items;
	${dependents}`,
	// How long attempts took: over the whole run, and over time.
	`ALTER TABLE progress ADD COLUMN durations TEXT NOT NULL DEFAULT '[]';
	ALTER TABLE samples ADD COLUMN p50_ms REAL;
	ALTER TABLE samples ADD COLUMN p95_ms REAL;
	ALTER TABLE samples ADD COLUMN p99_ms REAL;`,
	// The category of definite answers.
	`DROP VIEW failures;
	CREATE TABLE new_error_groups (
		number INTEGER PRIMARY KEY,
		group_id TEXT NOT NULL UNIQUE,
		category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fail', 'fatal')),
		message TEXT NOT NULL,
		failed INTEGER NOT NULL DEFAULT 0,
		skipped INTEGER NOT NULL DEFAULT 0,
		interrupted INTEGER NOT NULL DEFAULT 0
	) STRICT;
	INSERT INTO new_error_groups (number, group_id, category, message, failed, skipped, interrupted)
		SELECT number, group_id, category, message, failed, skipped, interrupted FROM error_groups;
	CREATE TABLE new_failed_items (
		item_index INTEGER PRIMARY KEY,
		status TEXT NOT NULL CHECK (status IN ('failed', 'skipped', 'interrupted', 'queued', 'taken')),
		category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fail', 'fatal')),
		error_group INTEGER NOT NULL REFERENCES error_groups (number),
		attempts INTEGER NOT NULL,
		is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
	) STRICT;
	INSERT INTO new_failed_items (item_index, status, category, error_group, attempts, is_done)
		SELECT item_index, status, category, error_group, attempts, is_done FROM failed_items;
	DROP TABLE failed_items;
	DROP TABLE error_groups;
	ALTER TABLE new_error_groups RENAME TO error_groups;
	ALTER TABLE new_failed_items RENAME TO failed_items;
	${dependents}`,
	// Items with the same key are told from each other, in new runs. Items that were skipped because of an error: which of
	// the skipped ones of older runs are such is not known. Checksums of the results and of each commit. What was left
	// out of the items.
	`ALTER TABLE run ADD COLUMN item_identity TEXT NOT NULL DEFAULT 'key'
		CHECK (item_identity IN ('key', 'indexAndKey'));
	ALTER TABLE run ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
	ALTER TABLE progress ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE progress ADD COLUMN same_keys INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE progress ADD COLUMN results_crc INTEGER;
	ALTER TABLE progress ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE progress ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE progress ADD COLUMN checksum_before INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE samples ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE error_groups ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
	DROP VIEW failures;
	CREATE TABLE new_failed_items (
		item_index INTEGER PRIMARY KEY,
		status TEXT NOT NULL CHECK (status IN ('failed', 'rejected', 'skipped', 'interrupted', 'queued', 'taken')),
		category TEXT NOT NULL CHECK (category IN ('retry', 'skip', 'fail', 'fatal')),
		error_group INTEGER NOT NULL REFERENCES error_groups (number),
		attempts INTEGER NOT NULL,
		is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
	) STRICT;
	INSERT INTO new_failed_items (item_index, status, category, error_group, attempts, is_done)
		SELECT item_index, status, category, error_group, attempts, is_done FROM failed_items;
	DROP TABLE failed_items;
	ALTER TABLE new_failed_items RENAME TO failed_items;
	${dependentsWithRejected}`,
];

/** Brings an older run's tables up to the current version, all at once or not at all. */
export function migrate(database: Database, version: number): void {
	if (version === schemaVersion) return;
	// Otherwise dropping a table would empty those that refer to it. Has no effect inside a transaction.
	database.exec("PRAGMA foreign_keys = OFF");
	transaction(database, () => {
		for (const migration of migrations.slice(version - 1)) database.exec(migration);
		database.exec(`PRAGMA user_version = ${schemaVersion}`);
	});
	database.exec("PRAGMA foreign_keys = ON");
}
