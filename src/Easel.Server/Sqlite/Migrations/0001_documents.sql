-- Settings of the folder itself; `epoch` names the history that new documents begin.
CREATE TABLE folder (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE document (
  id           INTEGER PRIMARY KEY,
  tenant       TEXT NOT NULL,
  env          TEXT NOT NULL,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  epoch        TEXT NOT NULL,
  title        TEXT,
  workspace_id TEXT,
  project_id   TEXT,
  app_id       TEXT,
  surface_id   TEXT,
  created_at   INTEGER NOT NULL, -- milliseconds since 1970
  created_by   TEXT NOT NULL,
  UNIQUE (tenant, env, kind, name)
);

-- One row a transaction: every commit that became durable in it, of all documents. An acknowledgement rests on this row
-- alone. Rows are deleted once all their commits stand in `run`.
CREATE TABLE journal (seq INTEGER PRIMARY KEY, entries BLOB NOT NULL);

-- Consecutive commits of one document. slot = document << 36 | revision of the last one: an integer key is the fastest
-- that SQLite has, and keeps the runs of a document side by side.
CREATE TABLE run (slot INTEGER PRIMARY KEY, commits BLOB NOT NULL);

-- Idempotency keys of the commits in `run`: batches sorted by hash, cut into pages, so that a key is found by one seek a
-- batch. Entries are (hash, revision); the key itself stands with its commit.
CREATE TABLE key_page (
  document   INTEGER NOT NULL,
  batch      INTEGER NOT NULL,  -- revision of the batch's newest commit
  first_hash INTEGER NOT NULL,
  entries    BLOB NOT NULL,
  PRIMARY KEY (document, batch, first_hash)
) WITHOUT ROWID;

-- slot as in `run`.
CREATE TABLE snapshot (slot INTEGER PRIMARY KEY, state BLOB NOT NULL);
